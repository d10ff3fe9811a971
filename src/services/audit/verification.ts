/** Walks a chain from its beginning, and names the first entry that is not as it was written. Knows no database. */
import { z } from 'zod';
import type { AuditEntry } from '../../models/audit-entries.ts';
import type { Anchor } from './anchors.ts';
import { type Head, hashOf, origin } from './chain.ts';
import type { Signature } from './signature.ts';

export const flaws = {
  changed: 'its content is not what was hashed when it was written',
  forged: 'it was hashed anew by somebody who has no ENCRYPTION_KEYS',
  missing: 'it is missing',
  cut: 'it is missing, and so is everything after it, as far as the anchor knows',
  unlinked: 'it does not follow the entry before it',
  displaced: 'its number is there twice',
  other: 'the anchor knows another entry of this number; one of them was changed',
  unsigned:
    'the key that signed it and all that follow is not in ENCRYPTION_KEYS; put it back, behind the current one',
  unanchored: 'the log has no anchor: nobody can say whether more followed',
} as const;

export type Flaw = keyof typeof flaws;

export interface Fault {
  readonly seq: number;
  /** Undefined where the entry is not there. */
  readonly id: string | undefined;
  readonly flaw: Flaw;
}

export interface Walk {
  /** The entries in the order of their numbers. After the first fault there is nothing more to be asked. */
  next(entry: AuditEntry): Fault | undefined;
  /** After the last one. */
  end(): Fault | undefined;
  /** The last entry that was as it should be; from here another walk can go on. */
  readonly place: Place;
}

export interface Place extends Head {
  /** Empty before the first entry. */
  readonly id: string;
  /** How far the entries are held by a signature whose key is there. */
  readonly held: number;
}

const beginning: Place = { ...origin, id: '', held: origin.seq };

const text = z.string();
const sealed = z.strictObject({ key: text, envelope: text }).optional();

/** What is not in here was added by somebody else, and is not hashed. */
const Shape = z.strictObject({
  _id: text,
  tenantId: text,
  seq: z.int(),
  at: z.date(),
  action: text,
  outcome: z.enum(['begun', 'failed', 'noted']),
  of: text.optional(),
  failure: text.optional(),
  resourceType: text,
  resourceId: text,
  actorKind: z.enum(['user', 'key', 'command-line', 'system']),
  actorId: text,
  actorName: text.optional(),
  ip: text.optional(),
  person: sealed,
  requestId: text,
  before: text.optional(),
  after: text.optional(),
  personal: sealed,
  prev: text,
  hash: text,
  macKey: text,
  mac: text,
}) satisfies z.ZodType<unknown>;

export function createWalk(
  tenantId: string,
  anchors: readonly Anchor[],
  signature: Signature,
  from: Place = beginning,
): Walk {
  let { held, id, ...head } = from;

  function flawOf(entry: AuditEntry): Flaw | undefined {
    if (entry.seq <= head.seq) return 'displaced';
    if (!Shape.safeParse(entry).success || entry.tenantId !== tenantId) return 'changed';
    if (hashOf(entry) !== entry.hash) return 'changed';
    const signed = signature.check(entry.hash, entry.macKey, entry.mac);
    if (signed === 'forged') return 'forged';
    if (entry.prev !== head.hash) return 'unlinked';
    if (anchors.some(({ seq, hash }) => seq === entry.seq && hash !== entry.hash)) return 'other';
    if (signed === 'genuine') held = entry.seq;
    return undefined;
  }

  return {
    next(entry) {
      if (!Number.isInteger(entry.seq)) return { seq: head.seq + 1, id: entry._id, flaw: 'changed' };
      if (entry.seq > head.seq + 1) return { seq: head.seq + 1, id: undefined, flaw: 'missing' };
      const flaw = flawOf(entry);
      if (flaw !== undefined) return { seq: entry.seq, id: entry._id, flaw };
      head = { seq: entry.seq, hash: entry.hash };
      id = entry._id;
      return undefined;
    },
    end() {
      const next = { seq: head.seq + 1, id: undefined };
      if (anchors.some(({ seq }) => seq > head.seq)) return { ...next, flaw: 'cut' };
      // A genuine signature holds everything before it as well, whoever signed that.
      if (held < head.seq) return { seq: held + 1, id: undefined, flaw: 'unsigned' };
      // Each chain has an anchor before it has an entry.
      return anchors.length === 0 && head.seq > 0 ? { ...next, flaw: 'unanchored' } : undefined;
    },
    get place() {
      return { ...head, id, held };
    },
  };
}
