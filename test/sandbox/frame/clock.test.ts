import { describe, expect, test } from 'vitest';
import { createClock } from '../../../sandbox/frame/clock.ts';

test('a faster clock waits less, and a scene still lasts its own time', async () => {
  const clock = createClock(10_000);
  const scene = clock.timeline();
  const before = scene.now();
  await scene.sleep(600_000);
  expect(scene.now() - before).toBeGreaterThanOrEqual(600_000);
  // The wall clock is nobody's to move: the ten minutes were over in well under one.
  expect(clock.now() - before).toBeLessThan(60_000);
});

test('a scene starts at the wall clock, however long the sandbox ran fast before', async () => {
  const clock = createClock(100_000);
  await clock.sleep(1_000_000);
  expect(Math.abs(clock.timeline().now() - Date.now())).toBeLessThan(60_000);
});

test('a new speed holds for those who wait already', async () => {
  const clock = createClock(1);
  const scene = clock.timeline();
  const before = scene.now();
  const waiting = scene.sleep(3_600_000);
  clock.setSpeed(100_000);
  await waiting;
  expect(scene.now() - before).toBeGreaterThanOrEqual(3_600_000);
});

test('nobody sleeps for what is no time', async () => {
  const clock = createClock(10);
  await expect(clock.sleep(Number.NaN)).rejects.toThrow(RangeError);
  await clock.sleep(-5);
});

test('those who wake wake in the order of their times', async () => {
  const clock = createClock(1_000);
  const order: number[] = [];
  await Promise.all([30_000, 10_000, 20_000].map((ms) => clock.sleep(ms).then(() => order.push(ms))));
  expect(order).toEqual([10_000, 20_000, 30_000]);
});

describe('a wait that nobody needs any more', () => {
  test('ends with the reason it was given', async () => {
    const given = new AbortController();
    const waiting = createClock().sleep(3_600_000, given.signal);
    given.abort(new Error('hung up'));
    await expect(waiting).rejects.toThrow('hung up');
    await expect(createClock().sleep(1, given.signal)).rejects.toThrow('hung up');
  });
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%s is no speed', (speed) => {
  expect(() => createClock(speed)).toThrow(RangeError);
});
