/** Figures that many look at are counted once for all of them, and as seldom as counting them is dear. */
import { expect, test } from 'vitest';
import { createKept } from '../../../../src/services/calls/today/kept.ts';

function counting(tookMs = 0) {
  let at = 0;
  let counted = 0;
  const kept = createKept<number>(() => at);
  return {
    passes: (ms: number) => {
      at += ms;
    },
    of: (key = 'one') =>
      kept.of(key, async () => {
        await null;
        at += tookMs;
        counted += 1;
        return counted;
      }),
  };
}

test('all who ask at once have one count', async () => {
  const { of } = counting();
  expect(await Promise.all([of(), of(), of()])).toEqual([1, 1, 1]);
  expect(await of('another')).toBe(2);
});

test.each([
  [0, 2_000],
  [39, 2_000],
  [1_000, 50_000],
])('what took %i ms is kept for %i', async (tookMs, keptMs) => {
  const { of, passes } = counting(tookMs);
  expect(await of()).toBe(1);
  passes(keptMs - 1);
  expect(await of()).toBe(1);
  passes(1);
  expect(await of()).toBe(2);
});

test('a count that failed is not kept', async () => {
  const kept = createKept<number>(() => 0);
  await expect(kept.of('one', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await kept.of('one', async () => 7)).toBe(7);
});

test('beyond a thousand the oldest make room', async () => {
  const { of } = counting();
  for (let n = 0; n <= 1_000; n += 1) await of(`key ${n}`);
  expect(await of('key 1000')).toBe(1_001);
  expect(await of('key 0')).toBe(1_002);
});
