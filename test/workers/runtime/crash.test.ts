import { expect, test, vi } from 'vitest';
import { defineWorker } from '../../../src/workers/runtime/index.ts';
import { startChild } from '../../helpers/child.ts';
import { queueHouse, until } from '../../helpers/queue-house.ts';
import { testRedis } from '../../helpers/redis.ts';
import { testJob, testQueue } from '../../helpers/test-queue.ts';

// Processes are started and killed here, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const redis = testRedis();
const script = new URL('./support/worker-process.ts', import.meta.url);

// BullMQ by itself ends such a job as dead after the second crash, whatever its attempts say.
test('a job survives three processes that are killed while they work on it, with all its attempts left', async () => {
  const queue = testQueue({ attempts: 1 });
  const { queues, start, jobLines } = queueHouse(redis, [queue], redis);
  const { REDIS_URL, REDIS_PREFIX } = redis;
  const jobId = await queues.add(queue, testJob('call_1'));
  for (let crash = 0; crash < 3; crash++) {
    const child = startChild(script, { env: { REDIS_URL, REDIS_PREFIX, QUEUE: queue.name, HOLD: 'call_1' } });
    await child.says(`working ${jobId} 1`);
    child.kill('SIGKILL');
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
  }
  start([defineWorker(queue, async () => {})]);
  await until(async () => (await queues.counts(queue)).completed === 1);
  expect(jobLines()).toMatchObject([{ jobId, attempt: 1, started: 4, outcome: 'done' }]);
});

test('a job that ends every process is dead at last, says so, and can be replayed like any other', async () => {
  const queue = testQueue();
  const { queues, start, jobLines } = queueHouse(redis, [queue], redis);
  const { REDIS_URL, REDIS_PREFIX } = redis;
  const jobId = await queues.add(queue, testJob('call_1'));
  // As if it had crashed that often: a hundred processes would take their time.
  const key = `{${REDIS_PREFIX}}:${queue.name}:${jobId}`;
  await redis.client.hset(key, 'stc', 100);
  const child = startChild(script, { env: { REDIS_URL, REDIS_PREFIX, QUEUE: queue.name, HOLD: 'call_1' } });
  await child.says(`working ${jobId} 1`);
  child.kill('SIGKILL');
  await child.ended;
  let ran = 0;
  start([
    defineWorker(queue, async () => {
      ran += 1;
    }),
  ]);
  await until(async () => (await queues.counts(queue)).dead === 1);
  expect(ran).toBe(0);
  await until(() => jobLines().length > 0);
  expect(jobLines()).toMatchObject([
    { jobId, outcome: 'dead', error: { message: expect.stringContaining('stalled') } },
  ]);
  expect((await queues.dead(queue)).jobs).toMatchObject([{ jobId, payload: testJob('call_1') }]);

  expect(await queues.replay(queue, jobId)).toBe(true);
  await until(async () => (await queues.counts(queue)).completed === 1);
  expect(ran).toBe(1);
  const { stc } = await redis.client.hgetall(key);
  expect(stc).toBeUndefined();
});
