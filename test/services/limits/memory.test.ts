import { describe, expect, test } from 'vitest';
import { createMemoryWindows } from '../../../src/services/limits/memory.ts';
import { keepsWindows } from '../../contracts/windows.ts';
import { testClock } from '../../helpers/clock.ts';

describe('windows in memory', () => {
  keepsWindows(async () => {
    const clock = testClock();
    return {
      windows: createMemoryWindows(clock),
      advance: async (ms) => clock.advance(ms),
      now: clock.monotonicMs,
    };
  }, 300);

  test('are bounded: those that were counted in longest ago are forgotten', async () => {
    const windows = createMemoryWindows(testClock(), 3);
    const of = (key: string) => ({ key, limit: 1, windowMs: 1_000 });
    for (const key of ['a', 'b', 'c', 'd']) await windows.take([of(key)]);
    const used = (await windows.look(['a', 'b', 'c', 'd'].map(of))).map((one) => one.used);
    expect(used).toEqual([0, 1, 1, 1]);
  });
});
