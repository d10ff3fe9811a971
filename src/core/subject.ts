/** What may be remembered of, and is taken back or changed by an announcement. */
export interface Subject {
  readonly kind: 'key' | 'session' | 'user' | 'tenant' | 'connection' | 'number';
  readonly id: string;
}
