import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKeyedHash } from '../../../src/core/crypto/index.ts';
import { randomKey } from '../../helpers/keys.ts';

const k1 = randomKey('k1');
const k2 = randomKey('k2');

it('is the same for the same parts, and another for others', () => {
  const { hash } = createKeyedHash([k1], 'api keys');
  const anyParts = fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 });
  fc.assert(
    fc.property(anyParts, anyParts, (one, other) => {
      expect(hash(...one)).toBe(hash(...one));
      expect(hash(...one) === hash(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

it('is of no use for another purpose or under another key', () => {
  const all = [
    createKeyedHash([k1], 'api keys'),
    createKeyedHash([k1], 'addresses'),
    createKeyedHash([k2], 'api keys'),
    createKeyedHash([{ id: 'k1', bytes: k2.bytes }], 'addresses'),
  ].map(({ hash }) => hash('203.0.113.7'));
  expect(new Set(all).size).toBe(all.length);
});

it('does not depend on the name of a key, only on its bytes', () => {
  expect(createKeyedHash([{ id: 'renamed', bytes: k1.bytes }], 'p').hash('x')).toBe(
    createKeyedHash([k1], 'p').hash('x'),
  );
});

it('finds after a rotation what was stored before it', () => {
  const stored = createKeyedHash([k1], 'api keys').hash('tl_live_1');
  const rotated = createKeyedHash([k2, k1], 'api keys');
  expect(rotated.hashes('tl_live_1')).toEqual([rotated.hash('tl_live_1'), stored]);
  expect(rotated.hash('tl_live_1')).not.toBe(stored);
});

it('stays what it was when it was first stored', () => {
  const ring = [{ id: 'k', bytes: Buffer.alloc(32, 7) }] as const;
  expect(createKeyedHash(ring, 'api keys').hash('a', 'b')).toBe(
    'umQg-58oiOH2yAUBNEDuLrExxKv8fBeRP3JJ-QyvamU',
  );
});
