import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextConcurrency } from '../../../src/workers/runtime/concurrency.ts';

const queue = { concurrency: { floor: 2, ceiling: 20 }, priority: 'medium' } as const;

/** What it comes to when the load stays as it is. */
function settled(of: Parameters<typeof nextConcurrency>[0], load: { waiting: number; busy: number }): number {
  let current = of.concurrency.floor;
  for (let round = 0; round < 100; round++) current = nextConcurrency(of, { current, ...load });
  return current;
}

describe('how many jobs a process works on at once', () => {
  test('stays between the floor and the ceiling, whatever happens', () => {
    const priority = fc.constantFrom('high', 'medium', 'low');
    const load = fc.record({
      current: fc.nat(100),
      waiting: fc.nat(1_000_000),
      busy: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.nat(50),
        priority,
        load,
        (floor, more, priority, load) => {
          const next = nextConcurrency({ concurrency: { floor, ceiling: floor + more }, priority }, load);
          expect(Number.isInteger(next)).toBe(true);
          expect(next).toBeGreaterThanOrEqual(floor);
          expect(next).toBeLessThanOrEqual(floor + more);
        },
      ),
    );
  });

  test('rises to the ceiling in a few steps while more is waiting', () => {
    const steps = [2];
    while ((steps.at(-1) ?? 0) < 20) {
      steps.push(nextConcurrency(queue, { current: steps.at(-1) ?? 0, waiting: 500, busy: 0 }));
    }
    expect(steps).toEqual([2, 4, 8, 16, 20]);
  });

  test('falls step by step when nothing is waiting', () => {
    expect(nextConcurrency(queue, { current: 20, waiting: 0, busy: 0 })).toBe(19);
    expect(settled(queue, { waiting: 0, busy: 0 })).toBe(2);
  });

  test('stays where it keeps up', () => {
    expect(nextConcurrency(queue, { current: 8, waiting: 5, busy: 0 })).toBe(8);
  });

  test('gives way in a busy process: low before medium before high', () => {
    const at = (busy: number) =>
      (['low', 'medium', 'high'] as const).map((priority) =>
        settled({ ...queue, priority }, { waiting: 500, busy }),
      );
    expect(at(0.5)).toEqual([20, 20, 20]);
    expect(at(0.8)).toEqual([2, 20, 20]);
    expect(at(0.9)).toEqual([2, 2, 20]);
    expect(at(0.99)).toEqual([2, 2, 2]);
  });
});
