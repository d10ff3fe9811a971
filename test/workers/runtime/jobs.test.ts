import { setTimeout as sleep } from 'node:timers/promises';
import { Queue as BullQueue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ExternalApiError, NotFoundError } from '../../../src/core/errors.ts';
import { keyPrefix, type Queue } from '../../../src/core/queues/index.ts';
import { defineWorker, type Outcome } from '../../../src/workers/runtime/index.ts';
import { queueHouse, until } from '../../helpers/queue-house.ts';
import { testRedis } from '../../helpers/redis.ts';
import { testJob, testQueue } from '../../helpers/test-queue.ts';

const redis = testRedis();
const house = (...queues: Queue[]) => queueHouse(redis, queues, redis);

describe('what becomes of an attempt', () => {
  test('a handler that finds its work obsolete says so, and the job is over', async () => {
    const queue = testQueue();
    const { queues, start, jobLines } = house(queue);
    start([defineWorker(queue, async () => 'obsolete')]);
    await queues.add(queue, testJob());
    await until(async () => (await queues.counts(queue)).completed === 1);
    expect(jobLines()).toMatchObject([{ outcome: 'obsolete', attempt: 1 }]);
  });

  test('an error that no second attempt can mend ends the job at once', async () => {
    const queue = testQueue({ attempts: 3 });
    const { queues, start, jobLines, lines } = house(queue);
    start([
      defineWorker(queue, async ({ callId }) => {
        if (callId === 'refused') throw new ExternalApiError('the provider refused', { retryable: false });
        if (callId === 'missing') throw new NotFoundError('no such call');
        if (callId === 'away') throw new ExternalApiError('the provider is away');
        throw 'a text';
      }),
    ]);
    for (const callId of ['refused', 'missing', 'away', 'text']) {
      await queues.add(queue, testJob(callId), { jobId: callId });
    }
    await until(async () => (await queues.counts(queue)).dead === 4);
    const attempts = Object.groupBy(jobLines(), ({ jobId }) => String(jobId));
    const outcomes = Object.entries(attempts).map(([id, lines]) => [
      id,
      lines?.map(({ outcome }) => outcome),
    ]);
    expect(Object.fromEntries(outcomes)).toEqual({
      refused: ['dead'],
      missing: ['dead'],
      away: ['retried', 'retried', 'dead'],
      text: ['retried', 'retried', 'dead'],
    });
    const { jobs } = await queues.dead(queue);
    expect(Object.fromEntries(jobs.map(({ jobId, error }) => [jobId, error]))).toEqual({
      refused: 'the provider refused',
      missing: 'no such call',
      away: 'the provider is away',
      text: 'a text',
    });
    // A dead job needs somebody; one that is tried again does not yet.
    const levels = lines.filter(({ message }) => message !== 'job dead').map(({ level }) => level);
    expect(new Set(levels)).toEqual(new Set(['warn']));
    expect(lines.filter(({ level }) => level === 'error').length).toBe(4);
  });

  test('what arrives and is no payload is dead at once, and can be looked at', async () => {
    const queue = testQueue();
    const { queues, start, jobLines } = house(queue);
    let ran = false;
    start([
      defineWorker(queue, async () => {
        ran = true;
      }),
    ]);
    const connection = new Redis(redis.REDIS_URL, { maxRetriesPerRequest: null });
    const other = new BullQueue(queue.name, { connection, prefix: keyPrefix(redis.REDIS_PREFIX) });
    onTestFinished(async () => {
      await other.close();
      await connection.quit();
    });
    await other.add('by another version', { callId: 7, tenantId: 'ten_1' }, { attempts: 3, jobId: 'odd' });
    await until(async () => (await queues.counts(queue)).dead === 1);
    expect(ran).toBe(false);
    expect(jobLines()).toMatchObject([{ jobId: 'odd', outcome: 'dead', attempt: 1 }]);
    const { jobs } = await queues.dead(queue);
    expect(jobs).toMatchObject([
      {
        jobId: 'odd',
        payload: { callId: 7, tenantId: 'ten_1' },
        error: expect.stringMatching(/callId: .*requestId: /),
      },
    ]);
  });

  test('a job whose time is up is told so, and its attempt has failed', async () => {
    const queue = testQueue({ timeLimitMs: 50, attempts: 1 });
    const { queues, start } = house(queue);
    start([
      defineWorker(queue, async (_, { signal }) => {
        await sleep(60_000, undefined, { signal, ref: false });
      }),
    ]);
    await queues.add(queue, testJob());
    await until(async () => (await queues.counts(queue)).dead === 1);
  });

  test('a job that does not listen when its time is up loses its place to the next one', async () => {
    const queue = testQueue({ timeLimitMs: 50, attempts: 1, concurrency: { floor: 1, ceiling: 1 } });
    const { queues, start } = house(queue);
    const signals: AbortSignal[] = [];
    start([
      defineWorker(queue, async ({ callId }, { signal }) => {
        if (callId === 'deaf') {
          signals.push(signal);
          await new Promise(() => undefined);
        }
      }),
    ]);
    await queues.add(queue, testJob('deaf'));
    await queues.add(queue, testJob('next'));
    await until(async () => (await queues.counts(queue)).completed === 1);
    expect(signals[0]?.aborted).toBe(true);
    expect((await queues.dead(queue)).jobs).toMatchObject([
      { payload: { callId: 'deaf' }, error: expect.stringContaining('did not stop') },
    ]);
  });

  test('whoever counts is told each outcome, and how the queue stands', async () => {
    const queue = testQueue({ attempts: 2 });
    const { queues, start } = house(queue);
    const ended: [string, Outcome, number][] = [];
    let seen: unknown;
    start(
      [
        defineWorker(queue, async () => {
          throw new Error('broken');
        }),
      ],
      {
        metrics: {
          jobEnded: (...all) => void ended.push(all),
          queueSeen: (name, state) => {
            seen = { name, ...state };
          },
        },
      },
    );
    await queues.add(queue, testJob());
    await queues.add(queue, testJob(), { delayMs: 60_000 });
    await until(async () => (await queues.counts(queue)).dead === 1);
    seen = undefined;
    await until(() => seen !== undefined);
    expect(ended).toEqual([
      [queue.name, 'retried', expect.any(Number)],
      [queue.name, 'dead', expect.any(Number)],
    ]);
    expect(seen).toEqual({
      name: queue.name,
      waiting: 0,
      delayed: 1,
      active: 0,
      completed: 0,
      dead: 1,
      oldestAgeMs: 0,
      concurrency: 4,
    });
  });
});

test('workers do not start where a queue has none', () => {
  const { start } = house(testQueue({ name: 'lonely' }));
  expect(() => start([])).toThrow('the queue lonely has no worker');
});
