/**
 * A kind of data: what Trunkline keeps of one sort, and everything that the law and a tenant may ask of it, in one
 * place. A new collection becomes a kind, or says in unregistered.ts why it need not be one; a test walks all of them.
 */
import type { Envelope, SealContext } from '../../core/crypto/index.ts';
import type { TenantScope } from '../../core/tenancy.ts';

export interface Kind {
  /** As settings and reports call it: `mails`. */
  readonly name: string;
  /** In words for people: what is kept, and what is personal in it. */
  readonly description: string;
  /** The collections that hold it, as the database calls them. */
  readonly collections: readonly [string, ...string[]];
  readonly retention: Retention | Otherwise;
  readonly erasure: Erasure | Forgetting | Otherwise;
  readonly export: Exporting | Otherwise;
  readonly sealed: readonly SealedPlace[];
  /** What else ENCRYPTION_KEYS is needed for, and cannot be put under another key. */
  readonly keyUse?: KeyUse;
}

export interface KeyUse {
  /** In words: what would be lost with the key. */
  readonly what: string;
  needs(keyId: string): Promise<boolean>;
}

/** Why there is nothing to do, in words for the report and for whoever reads this. */
export interface Otherwise {
  readonly because: string;
}

export interface Retention {
  /** In words: from when on days are counted, and what is kept all the same. */
  readonly from: string;
  readonly days: { readonly usual: number; readonly least: number; readonly most: number };
  isDue(scope: TenantScope, before: Date): Promise<boolean>;
  /** Removes at most so many that are older; says how many. */
  remove(scope: TenantScope, before: Date, limit: number): Promise<number>;
}

export interface Page {
  /** Ids greater than this one alone; undefined from the beginning. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** What belongs to a phone number, thing by thing. */
export interface Erasure {
  /** Whether news about such a thing may still arrive: then what was erased is marked, and such news is not stored. */
  readonly tombstones: boolean;
  /** Ids of what belongs to the number, in their order. */
  find(scope: TenantScope, number: string, page: Page): Promise<readonly string[]>;
  /** Removes them, or all that is personal in them; harmless when it is done again. Says which were kept. */
  erase(scope: TenantScope, ids: readonly string[]): Promise<readonly Kept[]>;
}

export interface Kept {
  readonly id: string;
  /** For programs: `LEGAL_HOLD`, `OPEN_INVOICE`. */
  readonly why: string;
}

/** Where all that is known of a number goes in one step; harmless when it is done again. Both say how much that is. */
export interface Forgetting {
  count(scope: TenantScope, number: string): Promise<number>;
  forget(scope: TenantScope, number: string): Promise<number>;
}

export interface Exporting {
  /** What belongs to the number, as its owner may read it: without secrets, and without what is about others. */
  records(scope: TenantScope, number: string): AsyncIterable<Readonly<Record<string, unknown>>>;
}

/** A field whose values are sealed, of whatever tenants. */
export interface SealedPlace {
  /** `erasures.number` */
  readonly name: string;
  page(page: Page): Promise<readonly SealedValue[]>;
  /** Only where it is still the envelope that was read; says whether it was. */
  replace(value: SealedValue, anew: Resealed): Promise<boolean>;
}

export interface Resealed {
  readonly envelope: Envelope;
  /** What it holds; empty where it holds bytes. */
  readonly text: string;
}

export interface SealedValue {
  /** Of the document. */
  readonly id: string;
  /** Text or bytes, as it lies in the database. */
  readonly envelope: Envelope;
  readonly context: SealContext;
}
