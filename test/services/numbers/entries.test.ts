/** Who had a number at a time, from its entries alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NumberEntry } from '../../../src/models/numbers.ts';
import { entryAt, withEntry } from '../../../src/services/numbers/entries.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);

function entriesOf(...all: readonly (readonly [seconds: number, holderId?: string])[]): NumberEntry[] {
  return all.map(([seconds, holderId], index) => ({
    rev: index + 1,
    from: at(seconds),
    by: 'usr_1',
    ...(holderId !== undefined && { holderId }),
  }));
}

describe('at a time', () => {
  const moved = entriesOf([0, 'a'], [100, 'b'], [200], [300, 'c']);

  test.each([
    [0, 'a'],
    [99.999, 'a'],
    [100, 'b'],
    [199.999, 'b'],
    [200, undefined],
    [294.999, undefined],
    [300, 'c'],
    [1e9, 'c'],
  ])('after %d s it is %s', (seconds, holder) => {
    expect(entryAt(moved, at(seconds))?.holderId).toBe(holder);
  });

  test('before anybody had it, it is nobody’s, but for the moment before: clocks differ, and times are cut to seconds', () => {
    expect(entryAt(moved, at(-5.001))).toBeUndefined();
    expect(entryAt(moved, at(-5))?.holderId).toBe('a');
    expect(entryAt(moved, at(295))?.holderId).toBe('c');
    // Of somebody who had it nothing is taken away.
    expect(entryAt(moved, at(99))?.holderId).toBe('a');
  });
});

test('entries are only added, their times never go back, and the newest 500 stay', () => {
  const clocks = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(clocks, fc.integer({ min: 0, max: 498 }), (seconds, already) => {
      let line = {
        rev: already,
        entries: entriesOf(...Array.from({ length: already }, () => [-100] as const)),
      };
      for (const [index, second] of seconds.entries()) {
        const entries = withEntry(line, { by: 'usr_1', holderId: `t${index}` }, at(second));
        const kept = line.entries.slice(line.entries.length === 500 ? 1 : 0);
        expect(entries.slice(0, -1)).toEqual(kept);
        expect(entries.at(-1)?.rev).toBe(line.rev + 1);
        line = { rev: line.rev + 1, entries };
      }
      const times = line.entries.map(({ from }) => +from);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(line.entries.length).toBe(Math.min(500, already + seconds.length));
    }),
    { numRuns: 50 },
  );
});
