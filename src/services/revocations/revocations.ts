/** What was taken back: told to every instance within a second, so that each may remember whom it has let in. */

export interface Subject {
  readonly kind: 'key' | 'session' | 'user' | 'tenant';
  readonly id: string;
}

export interface Revocations {
  /** Before whoever revokes is answered. Also for what merely changes, such as a role, a limit or a status. */
  announce(subject: Subject): Promise<void>;
  /** Calls for each subject that any instance announces, this one included. */
  subscribe(listener: (subject: Subject) => void): () => void;
  /** False while announcements cannot be read: what is remembered may have been taken back, and has to be asked anew. */
  isCurrent(): boolean;
}
