import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startRedis } from '../../embedded/redis/index.ts';
import { Unavailable } from '../../src/core/errors.ts';
import { InvalidPayload, type Queue } from '../../src/core/queues/index.ts';
import { defineWorker } from '../../src/workers/runtime/index.ts';
import { queuesContract } from '../contracts/queues.ts';
import { freePort } from '../helpers/free-port.ts';
import { queueHouse, until } from '../helpers/queue-house.ts';
import { testRedis } from '../helpers/redis.ts';
import { testJob, testQueue } from '../helpers/test-queue.ts';

const redis = testRedis();
const house = (...queues: Queue[]) => queueHouse(redis, queues, redis);

queuesContract('one Redis', { config: () => redis, obliterate: redis.obliterate });

describe('adding', () => {
  test('a payload that is none is refused, and nothing is added', async () => {
    const queue = testQueue();
    const { queues } = house(queue);
    await expect(queues.add(queue, { ...testJob(), callId: '' })).rejects.toThrow(InvalidPayload);
    await expect(queues.add(queue, { ...testJob(), tenantId: '' })).rejects.toThrow(/tenantId/);
    await expect(queues.add(queue, testJob('x'.repeat(5_000)))).rejects.toThrow(/holds ids/);
    expect(await queues.counts(queue)).toEqual({ waiting: 0, delayed: 0, active: 0, completed: 0, dead: 0 });
  });

  test('what the payload does not name is left out', async () => {
    const queue = testQueue();
    const { queues, start } = house(queue);
    await queues.add(queue, { ...testJob(), transcript: 'what was said' } as ReturnType<typeof testJob>);
    start([
      defineWorker(queue, async () => {
        throw new Error('to be looked at');
      }),
    ]);
    await until(async () => (await queues.counts(queue)).dead === 1);
    expect((await queues.dead(queue)).jobs[0]?.payload).toEqual(testJob());
  });

  test('the same id twice is one job, for as long as it is kept', async () => {
    const queue = testQueue();
    const { queues } = house(queue);
    expect(await queues.add(queue, testJob(), { jobId: 'a-1' })).toBe('a-1');
    expect(await queues.add(queue, testJob(), { jobId: 'a-1' })).toBe('a-1');
    expect((await queues.counts(queue)).waiting).toBe(1);
    expect(await queues.remove(queue, 'a-1')).toBe(true);
    expect(await queues.remove(queue, 'a-1')).toBe(false);
    await queues.add(queue, testJob(), { jobId: 'a-1' });
    expect((await queues.counts(queue)).waiting).toBe(1);
  });

  test.each(['12', 'a:b', '', 'a b'])('"%s" is no job id', async (jobId) => {
    const queue = testQueue();
    const { queues } = house(queue);
    await expect(queues.add(queue, testJob(), { jobId })).rejects.toThrow(/is no job id/);
  });

  test('a queue that is not in the registry is a mistake that is told', async () => {
    const { queues } = house();
    await expect(queues.add(testQueue({ name: 'stray' }), testJob())).rejects.toThrow(
      'the queue stray is not in the registry',
    );
  });

  test('jobs run in order of priority, and in the order of their coming within one', async () => {
    const queue = testQueue({ concurrency: { floor: 1, ceiling: 1 } });
    const { queues, start } = house(queue);
    for (const priority of ['low', 'medium', 'high'] as const) {
      await queues.add(queue, testJob(`${priority}-1`), { priority });
      await queues.add(queue, testJob(`${priority}-2`), { priority });
    }
    const order: string[] = [];
    start([defineWorker(queue, async ({ callId }) => void order.push(callId))]);
    await until(() => order.length === 6);
    expect(order).toEqual(['high-1', 'high-2', 'medium-1', 'medium-2', 'low-1', 'low-2']);
  });

  test('a delayed job waits apart, and runs when it is due', async () => {
    const queue = testQueue();
    const { queues, start } = house(queue);
    const ran: string[] = [];
    start([defineWorker(queue, async ({ callId }) => void ran.push(callId))]);
    await queues.add(queue, testJob('late'), { delayMs: 400 });
    expect(await queues.counts(queue)).toMatchObject({ waiting: 0, delayed: 1 });
    await queues.add(queue, testJob('soon'));
    await until(() => ran.length === 2);
    expect(ran).toEqual(['soon', 'late']);
  });
});

describe('the oldest age', () => {
  test('is that of the job which is overdue longest, whatever its priority', async () => {
    const queue = testQueue();
    let now = Date.now();
    const { queues } = queueHouse(redis, [queue], { ...redis, now: () => now });
    expect(await queues.oldestAgeMs(queue)).toBeUndefined();
    await queues.add(queue, testJob(), { priority: 'low' });
    await sleep(20);
    const between = Date.now();
    await queues.add(queue, testJob(), { priority: 'high' });
    now = between + 60_000;
    expect(await queues.oldestAgeMs(queue)).toBeGreaterThan(60_000);
    // A clock that differs from that of whoever added a job makes no negative age.
    now = between - 60_000;
    expect(await queues.oldestAgeMs(queue)).toBe(0);
  });

  test('does not count the delay that was asked for', async () => {
    const queue = testQueue({ concurrency: { floor: 1, ceiling: 1 } });
    let now = Date.now();
    const { queues, start } = queueHouse(redis, [queue], { ...redis, now: () => now });
    const blocked = Promise.withResolvers<void>();
    await queues.add(queue, testJob(), { delayMs: 300 });
    await queues.add(queue, testJob(), { delayMs: 300 });
    const added = Date.now();
    // Until both are due.
    await sleep(400);
    // Which makes waiting jobs of both, and takes one of them.
    start([defineWorker(queue, () => blocked.promise)]);
    await until(async () => {
      const { active, waiting } = await queues.counts(queue);
      return active === 1 && waiting === 1;
    });
    now = added + 1_300;
    expect(await queues.oldestAgeMs(queue)).toBeLessThan(1_300);
    expect(await queues.oldestAgeMs(queue)).toBeGreaterThanOrEqual(1_000);
    blocked.resolve();
  });
});

describe('where Redis is away', () => {
  async function redisOnPort() {
    const port = await freePort();
    let running = await startRedis({ port });
    onTestFinished(() => running.close());
    return {
      config: { REDIS_URL: running.url, REDIS_PREFIX: 'test' },
      pid: () => running.pid,
      end: () => running.close(),
      begin: async () => {
        running = await startRedis({ port });
      },
    };
  }

  test('every question fails with Unavailable at once, is told once, and is answered when Redis is back', async () => {
    const server = await redisOnPort();
    const queue = testQueue();
    const { queues, lines } = queueHouse(server.config, [queue]);
    await queues.add(queue, testJob());
    await server.end();
    await until(() => lines.length > 0);
    const questions = [
      () => queues.add(queue, testJob()),
      () => queues.counts(queue),
      () => queues.oldestAgeMs(queue),
      () => queues.dead(queue),
      () => queues.replay(queue, 'x'),
      () => queues.replayAll(queue),
      () => queues.remove(queue, 'x'),
    ];
    for (const ask of questions) await expect(ask()).rejects.toThrow(Unavailable);
    await sleep(500);
    expect(lines.filter(({ level }) => level !== 'debug')).toMatchObject([
      { level: 'warn', message: 'Redis is away' },
    ]);
    await server.begin();
    await until(() => lines.some(({ message }) => message === 'Redis is back'));
    await queues.add(queue, testJob());
    expect((await queues.counts(queue)).waiting).toBe(1);
  });

  test('from the start, too: it is no different when Redis comes later', async () => {
    const server = await redisOnPort();
    await server.end();
    const queue = testQueue();
    const { queues, lines } = queueHouse(server.config, [queue]);
    await expect(queues.add(queue, testJob())).rejects.toThrow(Unavailable);
    await server.begin();
    await until(() => lines.some(({ message }) => message === 'Redis is there'));
    await queues.add(queue, testJob());
    expect((await queues.counts(queue)).waiting).toBe(1);
  });

  test('a Redis that takes questions and does not answer is away as well', async () => {
    const server = await redisOnPort();
    const queue = testQueue();
    const { queues } = queueHouse(server.config, [queue]);
    await queues.add(queue, testJob());
    process.kill(server.pid(), 'SIGSTOP');
    try {
      await expect(queues.add(queue, testJob())).rejects.toThrow(Unavailable);
    } finally {
      process.kill(server.pid(), 'SIGCONT');
    }
    // A connection that was silent for too long was given up; there is a new one in a moment.
    const added = () =>
      queues.add(queue, testJob()).then(
        () => true,
        () => false,
      );
    await expect.poll(added).toBe(true);
  });

  test('a Redis that refuses to write is away, and the cause is kept for the log', async () => {
    const server = await redisOnPort();
    await server.end();
    const port = Number(new URL(server.config.REDIS_URL).port);
    const full = await startRedis({ port, settings: { maxmemory: '1' } });
    onTestFinished(() => full.close());
    const queue = testQueue();
    const { queues } = queueHouse(server.config, [queue]);
    await expect(queues.add(queue, testJob())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: { message: expect.stringContaining('OOM') },
    });
  });
});
