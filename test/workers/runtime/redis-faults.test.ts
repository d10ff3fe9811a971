import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startRedis } from '../../../embedded/redis/index.ts';
import { Unavailable } from '../../../src/core/errors.ts';
import { defineWorker } from '../../../src/workers/runtime/index.ts';
import { freePort } from '../../helpers/free-port.ts';
import { queueHouse, until } from '../../helpers/queue-house.ts';
import { testJob, testQueue } from '../../helpers/test-queue.ts';

// Processes are started and killed here, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

/** A Redis of its own on a folder, which can be killed and comes back at the same address. */
async function ownRedis() {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-test-redis-'));
  const port = await freePort();
  // Otherwise Redis acknowledges for up to two seconds what it has not written, while the disk is busy with what it has.
  const settings = { appendfsync: 'always' };
  let running = await startRedis({ dir, port, settings });
  onTestFinished(async () => {
    await running.close();
    await rm(dir, { recursive: true, force: true });
  });
  return {
    config: { REDIS_URL: running.url, REDIS_PREFIX: 'test' },
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
    },
    async restart() {
      running = await startRedis({ dir, port, settings });
    },
    async command(name: string, ...args: string[]) {
      const client = new Redis(running.url);
      await client.call(name, ...args);
      await client.quit();
    },
  };
}

test('every job that was added runs, although Redis is killed twice in the middle of it all', async () => {
  const redis = await ownRedis();
  const queue = testQueue({ attempts: 2, retention: { completed: 10_000, failed: 10_000 } });
  const { queues, start, lines } = queueHouse(redis.config, [queue]);
  const ran = new Set<string>();
  start([
    defineWorker(queue, async ({ callId }) => {
      await sleep(Math.random() * 20);
      ran.add(callId);
    }),
  ]);
  const added = new Set<string>();
  let refused = 0;
  let adding = true;
  const producer = (async () => {
    for (let n = 0; adding; n++) {
      try {
        await queues.add(queue, testJob(`call_${n}`));
        added.add(`call_${n}`);
      } catch (error) {
        expect(error).toBeInstanceOf(Unavailable);
        refused += 1;
        await sleep(10);
      }
    }
  })();
  for (let kill = 0; kill < 2; kill++) {
    const before = added.size;
    await until(() => added.size > before + 100);
    await redis.kill();
    await until(() => refused > (kill + 1) * 5);
    await redis.restart();
  }
  const before = added.size;
  await until(() => added.size > before + 100);
  adding = false;
  await producer;
  await until(async () => {
    const { waiting, delayed, active } = await queues.counts(queue);
    return waiting + delayed + active === 0;
  });
  expect([...added].filter((callId) => !ran.has(callId))).toEqual([]);
  expect((await queues.counts(queue)).dead).toBe(0);
  // Nobody was told anything but that Redis went and came, and that some jobs may run twice.
  const told = new Set(lines.filter(({ level }) => level !== 'debug').map(({ message }) => message));
  expect([...told].toSorted()).toEqual(
    expect.arrayContaining(['Redis is away', 'Redis is back', 'job done']),
  );
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a Redis that is wiped under the workers ends nothing, and new jobs run', async () => {
  const redis = await ownRedis();
  const queue = testQueue();
  const { queues, start, lines } = queueHouse(redis.config, [queue]);
  const ran: string[] = [];
  start([
    defineWorker(queue, async ({ callId }) => {
      ran.push(callId);
      if (callId === 'before') await sleep(300);
    }),
  ]);
  for (let n = 0; n < 10; n++) await queues.add(queue, testJob('before'));
  await until(() => ran.length === 4);
  await redis.command('FLUSHALL');
  expect(await queues.counts(queue)).toEqual({ waiting: 0, delayed: 0, active: 0, completed: 0, dead: 0 });
  for (let n = 0; n < 10; n++) await queues.add(queue, testJob('after'));
  await until(async () => (await queues.counts(queue)).completed === 10);
  expect(ran.filter((callId) => callId === 'before').length).toBe(4);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  // A line or two for each of the four that Redis knows no longer, not thousands.
  expect(lines.filter(({ level }) => level === 'warn').length).toBeLessThanOrEqual(12);
});

// Seen without the breath that a worker takes: 1,300 questions and log lines a second.
test('a Redis that refuses to write is not asked in a tight loop, and served again when it relents', async () => {
  const redis = await ownRedis();
  const queue = testQueue({ concurrency: { floor: 1, ceiling: 1 } });
  const { queues, start, lines } = queueHouse(redis.config, [queue]);
  start([defineWorker(queue, () => sleep(50))]);
  for (let n = 0; n < 10; n++) await queues.add(queue, testJob(`call_${n}`));
  await until(async () => (await queues.counts(queue)).completed > 0);
  await redis.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
  const refusals = () => lines.filter(({ message }) => message.startsWith('Redis refuses to serve'));
  await until(() => refusals().length > 0);
  await sleep(1_500);
  expect(refusals().length).toBeLessThan(20);
  expect(refusals().filter(({ level }) => level !== 'debug').length).toBe(1);
  await redis.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
  await until(async () => (await queues.counts(queue)).completed === 10);
  expect(lines.some(({ message }) => message.endsWith(`the queue ${queue.name} again`))).toBe(true);
});

// Otherwise a process that has nothing to do would keep whoever ends it waiting as long as jobs under way may take.
test('workers without jobs that are to end while Redis is away wait for nothing', async () => {
  const redis = await ownRedis();
  const queue = testQueue();
  const { queues, start } = queueHouse(redis.config, [queue]);
  const ran = Promise.withResolvers<void>();
  const running = start([defineWorker(queue, async () => ran.resolve())]);
  await queues.add(queue, testJob());
  await ran.promise;
  await redis.kill();
  expect(await running.drain(600_000)).toEqual([]);
});

test('workers that are to end while Redis is away end in time, and say what they could not give back', async () => {
  const redis = await ownRedis();
  const queue = testQueue();
  const { queues, start, lines } = queueHouse(redis.config, [queue]);
  const started = Promise.withResolvers<void>();
  const running = start([
    defineWorker(queue, () => {
      started.resolve();
      return new Promise(() => undefined);
    }),
  ]);
  const jobId = await queues.add(queue, testJob());
  await started.promise;
  await redis.kill();
  expect(await running.drain(100)).toEqual([`${queue.name} ${jobId}`]);
  expect(lines).toContainEqual(
    expect.objectContaining({
      message: 'jobs went back',
      metadata: expect.objectContaining({ runAgain: 'after 1000 ms' }),
    }),
  );
  await redis.restart();
  await until(() =>
    queues.counts(queue).then(
      () => true,
      () => false,
    ),
  );
  const ran: number[] = [];
  start([defineWorker(queue, async (_, { attempt }) => void ran.push(attempt))]);
  await until(async () => (await queues.counts(queue)).completed === 1);
  expect(ran).toEqual([1]);
});
