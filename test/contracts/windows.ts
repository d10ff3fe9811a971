/** What every implementation of sliding windows has to keep, held against the list of all that was let through. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Charge, partMsOf, partsOfWindow, type Windows } from '../../src/core/sliding-window.ts';

export interface Subject {
  readonly windows: Windows;
  /** Time passes. */
  advance(ms: number): Promise<void>;
  /** By the same clock as the windows'. */
  now(): number;
}

const charge = fc.record({
  limit: fc.integer({ min: 0, max: 6 }),
  windowMs: fc.constantFrom(15, 150, 1_000, 60_000),
});

/** Several requests at once, or a while without any: shorter than a part, than the window, or longer. */
const step = fc.oneof(
  fc.record({ take: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ parts: fc.double({ min: 0, max: 40, noNaN: true }) }),
  fc.record({ parts: fc.constantFrom(partsOfWindow - 1, partsOfWindow, partsOfWindow + 1) }),
);

/** `fresh` starts with nothing counted. */
export function keepsWindows(fresh: () => Promise<Subject>, runs: number): void {
  test('lets through never more than the limit in any window, and refuses nobody a fifteenth longer', async () => {
    await fc.assert(
      fc.asyncProperty(charge, fc.array(step, { maxLength: 40 }), async (settings, steps) => {
        const { windows, now, advance } = await fresh();
        const one: Charge = { key: 'one', ...settings };
        const partMs = partMsOf(one);
        const passed: number[] = [];
        const since = (ms: number) => passed.filter((at) => at > now() - ms).length;
        for (const each of steps) {
          if ('parts' in each) await advance(Math.round(each.parts * partMs));
          for (let n = 0; n < ('take' in each ? each.take : 0); n += 1) {
            const longest = since((partsOfWindow + 1) * partMs);
            const { allowed, standings } = await windows.take([one]);
            if (allowed) passed.push(now());
            else expect(longest, 'refused though there was room').toBeGreaterThanOrEqual(one.limit);
            expect(since(one.windowMs), 'let through').toBeLessThanOrEqual(one.limit);
            expect(standings[0]?.used).toBe(countedAt(passed, now(), partMs));
          }
        }
      }),
      { numRuns: runs },
    );
  });

  test('says truly when there is room again', async () => {
    await fc.assert(
      fc.asyncProperty(charge, fc.array(step, { maxLength: 20 }), async (settings, steps) => {
        const { windows, advance } = await fresh();
        const one: Charge = { key: 'one', ...settings, limit: settings.limit + 1 };
        for (const each of steps) {
          if ('parts' in each) await advance(Math.round(each.parts * partMsOf(one)));
          for (let n = 0; n < ('take' in each ? each.take : 0); n += 1) await windows.take([one]);
        }
        const [before] = await windows.look([one]);
        if (before === undefined || before.used === 0) {
          expect(before?.moreInMs).toBe(0);
          return;
        }
        // One moment before, nothing has changed.
        await advance(before.moreInMs - 1);
        expect((await windows.look([one]))[0]?.used).toBe(before.used);
        await advance(1);
        expect((await windows.look([one]))[0]?.used).toBeLessThan(before.used);
        expect((await windows.take([one])).allowed).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  test('counts in all windows or in none', async () => {
    const { windows } = await fresh();
    const wide = { key: 'wide', limit: 5, windowMs: 60_000 };
    const narrow = { key: 'narrow', limit: 2, windowMs: 60_000 };
    for (const allowed of [true, true, false, false]) {
      expect((await windows.take([wide, narrow])).allowed).toBe(allowed);
    }
    expect((await windows.look([wide, narrow])).map(({ used }) => used)).toEqual([2, 2]);
    expect((await windows.take([wide])).allowed).toBe(true);
  });

  test('says after how long there is room where a limit was lowered', async () => {
    const { windows, advance } = await fresh();
    const before = { key: 'one', limit: 6, windowMs: 15_000 };
    for (let n = 0; n < 6; n += 1) {
      await windows.take([before]);
      await advance(1_000);
    }
    const lowered = { ...before, limit: 3 };
    const { allowed, standings } = await windows.take([lowered]);
    expect(allowed).toBe(false);
    await advance((standings[0]?.moreInMs ?? 0) - 1);
    expect((await windows.take([lowered])).allowed).toBe(false);
    await advance(1);
    expect((await windows.take([lowered])).allowed).toBe(true);
  });
}

/** What was let through counts until the whole of its part has left the window. */
function countedAt(passed: readonly number[], now: number, partMs: number): number {
  return passed.filter((at) => now < (Math.floor(at / partMs) + partsOfWindow + 1) * partMs).length;
}
