import { expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { testClock } from '../helpers/clock.ts';

it("tells the machine's time, and measures without ever stepping back", () => {
  const before = Date.now();
  const now = systemClock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
  const readings = Array.from({ length: 1000 }, () => systemClock.monotonicMs());
  expect(readings).toEqual(readings.toSorted((a, b) => a - b));
});

it('stands still in a test until it is moved', () => {
  const clock = testClock(new Date(1_000));
  clock.advance(500);
  expect(clock.now()).toEqual(new Date(1_500));
  expect(clock.monotonicMs()).toBe(500);
  clock.set(new Date(200));
  expect(clock.now()).toEqual(new Date(200));
  expect(clock.monotonicMs()).toBe(500);
});
