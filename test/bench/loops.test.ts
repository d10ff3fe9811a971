import { expect, test } from 'vitest';
import { closedLoop } from '../../bench/harness/closed-loop.ts';
import { openLoop } from '../../bench/harness/open-loop.ts';
import { busyWait } from './busy-wait.ts';

/** Answers at once, but for the hundredth call, which holds everything up for that long. */
function stallingOnce(stallMs: number): () => Promise<void> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls === 100) busyWait(stallMs);
  };
}

test('the open loop counts the wait of every call that was due during a stall', async () => {
  const { p50, p99, max } = await openLoop(stallingOnce(50), 1000, 1000);
  expect(max).toBeGreaterThanOrEqual(49);
  // 50 of 1000 calls were due during the stall, so one in a hundred waited for most of it.
  expect(p99).toBeGreaterThan(30);
  expect(p50).toBeLessThan(25);
});

test('a closed loop sees the same stall once, and so hides it', async () => {
  const call = stallingOnce(50);
  const timesMs: number[] = [];
  await closedLoop(
    async () => {
      const started = performance.now();
      await call();
      timesMs.push(performance.now() - started);
    },
    1,
    200,
  );
  timesMs.sort((a, b) => a - b);
  expect(timesMs.at(-1)).toBeGreaterThanOrEqual(49);
  expect(timesMs.at(Math.floor(timesMs.length * 0.99))).toBeLessThan(10);
});

test('the open loop starts as many calls as the rate asks for, however slow the answers', async () => {
  let started = 0;
  const slow = async () => {
    started += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  await openLoop(slow, 500, 200);
  expect(started).toBe(100);
});

test('the closed loop has no more calls under way than it was told', async () => {
  let underWay = 0;
  let most = 0;
  const perSec = await closedLoop(
    async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay -= 1;
    },
    8,
    200,
  );
  expect(most).toBe(8);
  expect(perSec).toBeGreaterThan(200);
  expect(perSec).toBeLessThanOrEqual(800);
});

test('a failing call ends either loop with its error', async () => {
  const fail = async () => {
    throw new Error('refused');
  };
  await expect(closedLoop(fail, 4, 1000)).rejects.toThrow('refused');
  await expect(openLoop(fail, 100, 1000)).rejects.toThrow('refused');
});
