/** Counting together changes how often somebody is asked, and not what is allowed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decision } from '../../../src/services/limits/index.ts';
import { createMemoryWindows } from '../../../src/services/limits/memory.ts';
import { decidingTogether } from '../../../src/services/limits/together.ts';
import { testClock } from '../../helpers/clock.ts';

function counting(quota: number) {
  const windows = createMemoryWindows(testClock());
  let asked = 0;
  const decide = decidingTogether(async (key, count): Promise<Decision> => {
    asked += 1;
    const { allowed, standings } = await windows.take([{ key, limit: quota, windowMs: 60_000 }], count);
    const used = standings[0]?.used ?? 0;
    const policy = { name: 'connection', quota, windowSec: 60, words: 'requests' };
    return { allowed, limits: [{ policy, remaining: quota - used, moreInMs: 0, full: !allowed }] };
  });
  return { decide, asked: () => asked };
}

test('as many are allowed as there is room for, however they come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 40 }),
      fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 8 }),
      async (quota, bursts) => {
        const { decide } = counting(quota);
        let allowed = 0;
        for (const burst of bursts) {
          const decisions = await Promise.all(Array.from({ length: burst }, () => decide('conn')));
          allowed += decisions.filter((decision) => decision.allowed).length;
        }
        const all = bursts.reduce((sum, burst) => sum + burst, 0);
        expect(allowed).toBe(Math.min(quota, all));
      },
    ),
  );
});

test('what comes at once is one question, each connection its own', async () => {
  const { decide, asked } = counting(1_000);
  await Promise.all(Array.from({ length: 100 }, (_, at) => decide(at % 2 === 0 ? 'one' : 'other')));
  expect(asked()).toBe(2);
});
