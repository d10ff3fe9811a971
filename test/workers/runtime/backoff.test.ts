import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../../src/workers/runtime/backoff.ts';

const backoffs = fc
  .tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 0, max: 3_600_000 }))
  .map(([firstMs, more]) => ({ firstMs, capMs: firstMs + more }));
const attempts = fc.integer({ min: 1, max: 2_000 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before the next attempt', () => {
  test('is a whole time, never nothing, and never above the cap', () => {
    fc.assert(
      fc.property(backoffs, attempts, randoms, (backoff, failed, random) => {
        const ms = backoffMs(backoff, failed, random);
        expect(Number.isInteger(ms)).toBe(true);
        expect(ms).toBeGreaterThanOrEqual(1);
        expect(ms).toBeLessThanOrEqual(backoff.capMs);
      }),
    );
  });

  test('lies in the upper half of the first wait, doubled with each attempt', () => {
    fc.assert(
      fc.property(backoffs, attempts, randoms, (backoff, failed, random) => {
        const longest = Math.min(backoff.firstMs * 2 ** (failed - 1), backoff.capMs);
        const ms = backoffMs(backoff, failed, random);
        expect(ms).toBeGreaterThanOrEqual(longest / 2);
        expect(ms).toBeLessThanOrEqual(Math.ceil(longest));
      }),
    );
  });

  test('spreads over all of it', () => {
    const backoff = { firstMs: 1_000, capMs: 8_000 };
    expect([0, 0.5, 0.999].map((random) => backoffMs(backoff, 3, random))).toEqual([2_000, 3_000, 3_998]);
    expect([0, 0.5, 0.999].map((random) => backoffMs(backoff, 9, random))).toEqual([4_000, 6_000, 7_996]);
  });
});
