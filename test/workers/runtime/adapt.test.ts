import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { defineWorker } from '../../../src/workers/runtime/index.ts';
import { queueHouse, until } from '../../helpers/queue-house.ts';
import { testRedis } from '../../helpers/redis.ts';
import { testJob, testQueue } from '../../helpers/test-queue.ts';

const redis = testRedis();

// BullMQ by itself would look at the raised number only when one of these jobs ends, which they never do.
test('a backlog is met with more jobs at once up to the ceiling, although none of those under way ends', async () => {
  const queue = testQueue({ concurrency: { floor: 1, ceiling: 6 }, priority: 'high' });
  const { queues, start } = queueHouse(redis, [queue], redis);
  const release = Promise.withResolvers<void>();
  start([defineWorker(queue, () => release.promise)]);
  for (let n = 0; n < 20; n++) await queues.add(queue, testJob(`call_${n}`));
  await until(async () => (await queues.counts(queue)).active === 6);
  // Long enough for many more looks.
  await sleep(500);
  expect((await queues.counts(queue)).active).toBe(6);
  release.resolve();
  await until(async () => (await queues.counts(queue)).completed === 20);
});

test('a worker goes on after it was woken many times, with and without jobs', async () => {
  const queue = testQueue({
    concurrency: { floor: 1, ceiling: 8 },
    priority: 'high',
    retention: { completed: 1_000, failed: 1 },
  });
  const { queues, start } = queueHouse(redis, [queue], redis);
  start([defineWorker(queue, () => sleep(Math.random() * 8))], {
    timing: { lockMs: 5_000, lookForStalledEveryMs: 1_000, adaptEveryMs: 1 },
  });
  let added = 0;
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 20 }, () => queues.add(queue, testJob())));
    added += 20;
    await until(async () => (await queues.counts(queue)).completed === added);
  }
});
