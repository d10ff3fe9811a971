/** Whatever is done to one row of the log, or to its end, is found, and what was done to none is not complained about. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import type { AuditEntry } from '../../../src/models/audit-entries.ts';
import { type Draft, hashOf, linked, origin } from '../../../src/services/audit/chain.ts';
import { createSignature } from '../../../src/services/audit/signature.ts';
import { createWalk, type Fault } from '../../../src/services/audit/verification.ts';
import { randomKey } from '../../helpers/keys.ts';
import { often } from '../../helpers/often.ts';

const ring = [randomKey('k1')] as const;
const signature = createSignature(ring);
const tenantId = newId('ten');

const sealed = fc.record({ key: fc.string(), envelope: fc.string() });
const draft: fc.Arbitrary<Draft> = fc.record(
  {
    _id: fc.uuid(),
    at: fc.date({ noInvalidDate: true }),
    action: fc.string(),
    outcome: fc.constantFrom('begun', 'failed', 'noted'),
    of: fc.string(),
    failure: fc.string(),
    resourceType: fc.string(),
    resourceId: fc.string(),
    actorKind: fc.constantFrom('user', 'key', 'system'),
    actorId: fc.string(),
    actorName: fc.string(),
    ip: fc.string(),
    person: sealed,
    requestId: fc.string(),
    before: fc.string(),
    after: fc.string(),
    personal: sealed,
  },
  {
    requiredKeys: [
      '_id',
      'at',
      'action',
      'outcome',
      'resourceType',
      'resourceId',
      'actorKind',
      'actorId',
      'requestId',
    ],
  },
);

interface Case {
  readonly entries: readonly AuditEntry[];
  /** One of them, by its place. */
  readonly at: number;
  readonly other: number;
}

/** As several writes would have made it, with the anchor of the last one. */
const chains: fc.Arbitrary<Case> = fc
  .tuple(fc.array(draft, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat())
  .map(([drafts, at, other]) => {
    const half = Math.floor(drafts.length / 2);
    const first = linked(drafts.slice(0, half), tenantId, origin, signature);
    const second = linked(drafts.slice(half), tenantId, first.at(-1) ?? origin, signature);
    return { entries: [...first, ...second], at: at % drafts.length, other: other % drafts.length };
  });

/** The database gives them by their numbers. */
function verified(rows: readonly AuditEntry[], original: readonly AuditEntry[]): Fault | undefined {
  const newest = original.at(-1);
  const walk = createWalk(tenantId, newest ? [newest] : [], signature);
  for (const entry of rows.toSorted((one, other) => one.seq - other.seq)) {
    const fault = walk.next(entry);
    if (fault !== undefined) return fault;
  }
  return walk.end();
}

function holds(property: (one: Case) => void): void {
  const checked = fc.property(chains, (one) => {
    property(one);
  });
  fc.assert(checked, { numRuns: 300 });
}

const entryAt = (entries: readonly AuditEntry[], at: number): AuditEntry => {
  const entry = entries[at];
  if (entry === undefined) throw new Error('no such entry');
  return entry;
};

/** With hashes that fit again from a place on, as anybody can make them, and without a key. */
function rehashed(entries: readonly AuditEntry[], from: number): AuditEntry[] {
  let prev = from === 0 ? origin.hash : entryAt(entries, from - 1).hash;
  return entries.map((entry, at) => {
    if (at < from) return entry;
    const anew = { ...entry, prev };
    prev = hashOf(anew);
    return { ...anew, hash: prev };
  });
}

test('a chain that nobody touched is whole', () => {
  holds(({ entries }) => expect(verified(entries, entries)).toBeUndefined());
});

describe('the first bad entry is named where', () => {
  test('a field of a row was changed, left out or added', () => {
    const fields = fc.constantFrom(
      ...([
        '_id',
        'tenantId',
        'at',
        'action',
        'outcome',
        'of',
        'failure',
        'resourceType',
        'resourceId',
        'actorKind',
        'actorId',
        'actorName',
        'ip',
        'person',
        'requestId',
        'before',
        'after',
        'personal',
        'prev',
        'hash',
        'macKey',
        'mac',
        'another',
      ] as const),
    );
    const values = fc.oneof(
      fc.string(),
      fc.constant(undefined),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
      fc.integer(),
      sealed,
      fc.constantFrom('begun', 'failed', 'noted', 'user', 'key', 'system'),
    );
    const touched = fc.property(chains, fields, values, ({ entries, at }, field, value) => {
      const entry = entryAt(entries, at);
      const was = field in entry ? entry[field as keyof AuditEntry] : undefined;
      fc.pre(JSON.stringify([was]) !== JSON.stringify([value]) || typeof was !== typeof value);
      const { [field as 'of']: _, ...rest } = entry;
      const changed = (value === undefined ? rest : { ...rest, [field]: value }) as AuditEntry;
      fc.pre(!(field === 'another' && value === undefined));
      const fault = verified(entries.with(at, changed), entries);
      expect(fault?.seq).toBe(entry.seq);
    });
    fc.assert(touched, { numRuns: often(1_000) });
  });

  test('a row has another number', () => {
    holds(({ entries, at, other }) => {
      const moved = { ...entryAt(entries, at), seq: other + 100 };
      expect(verified(entries.with(at, moved), entries)?.seq).toBe(at + 1);
    });
  });

  test('a row was deleted', () => {
    holds(({ entries, at }) => {
      const flaw = at === entries.length - 1 ? 'cut' : 'missing';
      expect(verified(entries.toSpliced(at, 1), entries)).toEqual({ seq: at + 1, id: undefined, flaw });
    });
  });

  test('two rows changed places', () => {
    holds(({ entries, at, other }) => {
      fc.pre(at !== other);
      const [one, two] = [entryAt(entries, at), entryAt(entries, other)];
      const swapped = entries.with(at, { ...two, seq: one.seq }).with(other, { ...one, seq: two.seq });
      expect(verified(swapped, entries)?.seq).toBe(Math.min(at, other) + 1);
    });
  });

  test('a row was put in between, and the others moved on', () => {
    holds(({ entries, at, other }) => {
      const inserted = { ...entryAt(entries, other), seq: at + 1 };
      const moved = entries.map((entry) => (entry.seq > at ? { ...entry, seq: entry.seq + 1 } : entry));
      const rows = [...moved, inserted];
      // A copy of the row that stood there is as good as that row; then the next one is wrong.
      expect(verified(rows, entries)?.seq).toBe(other === at ? at + 2 : at + 1);
    });
  });

  test('a row is there twice', () => {
    holds(({ entries, at }) => {
      expect(verified([...entries, entryAt(entries, at)], entries)).toMatchObject({
        seq: at + 1,
        flaw: 'displaced',
      });
    });
  });

  test('the end was cut off', () => {
    holds(({ entries, at }) => {
      expect(verified(entries.slice(0, at), entries)).toEqual({ seq: at + 1, id: undefined, flaw: 'cut' });
    });
  });

  test('a row was changed and everything from there on hashed anew', () => {
    holds(({ entries, at }) => {
      const changed = entries.with(at, { ...entryAt(entries, at), action: 'something.else' });
      expect(verified(rehashed(changed, at), entries)).toMatchObject({ seq: at + 1, flaw: 'forged' });
    });
  });

  test('a row was left out and everything from there on hashed anew', () => {
    holds(({ entries, at }) => {
      const shorter = entries.toSpliced(at, 1).map((entry, place) => ({ ...entry, seq: place + 1 }));
      const flaw = at === entries.length - 1 ? 'cut' : 'forged';
      expect(verified(rehashed(shorter, at), entries)).toMatchObject({ seq: at + 1, flaw });
    });
  });

  test('somebody with the key made another end: by the anchor', () => {
    holds(({ entries, at }) => {
      const drafts = entries.slice(at).map((entry) => ({ ...entry, action: 'something.else' }));
      const head = at === 0 ? origin : entryAt(entries, at - 1);
      const other = [...entries.slice(0, at), ...linked(drafts, tenantId, head, signature)];
      expect(verified(other, entries)).toMatchObject({ seq: entries.length, flaw: 'other' });
    });
  });

  test('there is no anchor', () => {
    holds(({ entries }) => expect(verified(entries, [])).toMatchObject({ flaw: 'unanchored' }));
  });
});

describe('signatures', () => {
  test('of a key that is not in the ring any more prove nothing, until one follows that is', () => {
    const older = createSignature([randomKey('k0')]);
    const drafts = fc.sample(draft, { numRuns: 6, seed: 1 });
    const first = linked(drafts.slice(0, 4), tenantId, origin, older);
    const second = linked(drafts.slice(4), tenantId, first.at(-1) ?? origin, signature);
    const walked = (entries: AuditEntry[]) => {
      const walk = createWalk(tenantId, entries.slice(-1), signature);
      return [...entries.map(walk.next), walk.end()].find((fault) => fault !== undefined);
    };
    expect(walked(first)).toEqual({ seq: 1, id: undefined, flaw: 'unsigned' });
    expect(walked([...first, ...second])).toBeUndefined();
    expect(
      walked([...first, ...second, ...linked(drafts, tenantId, second.at(-1) ?? origin, older)]),
    ).toMatchObject({ seq: 7, flaw: 'unsigned' });
  });
});
