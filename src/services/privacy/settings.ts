/** What a tenant has decided about how long its data is kept. */
export interface PrivacySettings {
  /** Nothing is removed, for as long as this is so. */
  readonly legalHold: boolean;
  /** Days by kind of data; a kind that is not named is kept as long as usual. */
  readonly retentionDays: Readonly<Partial<Record<string, number>>>;
}

type Known<T> = T | undefined | Promise<T | undefined>;

/** Undefined where there is no such tenant. */
export type SettingsOf = (tenantId: string) => Known<PrivacySettings>;
