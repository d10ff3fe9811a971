import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { defineWorker, type JobContext, type JobResult } from '../../../src/workers/runtime/index.ts';
import { queueHouse, until } from '../../helpers/queue-house.ts';
import { testRedis } from '../../helpers/redis.ts';
import { testJob, testQueue } from '../../helpers/test-queue.ts';

const redis = testRedis();
// A lock that outlives the test: what runs again was given back, and not found stalled.
const timing = { lockMs: 600_000, lookForStalledEveryMs: 600_000, adaptEveryMs: 50 };

function housed(execute: (context: JobContext) => Promise<JobResult>) {
  const queue = testQueue({ attempts: 1, concurrency: { floor: 2, ceiling: 2 } });
  const house = queueHouse(redis, [queue], redis);
  // Not what Redis calls active: a job may be on its way to the worker still.
  let started = 0;
  const worker = defineWorker(queue, (_, context) => {
    started += 1;
    return execute(context);
  });
  return {
    ...house,
    queue,
    running: house.start([worker], { timing }),
    startOf: (count: number) => until(() => started === count),
  };
}

describe('draining', () => {
  test('lets the jobs under way end, and takes no others', async () => {
    const { queues, queue, running, startOf, jobLines } = housed(async () => void (await sleep(300)));
    for (let n = 0; n < 6; n++) await queues.add(queue, testJob());
    await startOf(2);
    expect(await running.drain(10_000)).toEqual([]);
    expect(await queues.counts(queue)).toMatchObject({ completed: 2, waiting: 4, active: 0 });
    expect(jobLines().map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  });

  test('takes no job that is added meanwhile', async () => {
    const { queues, queue, running } = housed(async () => {});
    await queues.add(queue, testJob());
    await until(async () => (await queues.counts(queue)).completed === 1);
    // The worker waits for a job now, and would be the first to hear of one.
    const drained = running.drain(10_000);
    for (let n = 0; n < 10; n++) await queues.add(queue, testJob());
    await drained;
    expect(await queues.counts(queue)).toMatchObject({ completed: 1, waiting: 10, active: 0 });
  });

  test.each([
    ['a job that does not listen', () => new Promise<void>(() => undefined)],
    [
      'a job that stops when it is told',
      async ({ signal }: JobContext) => void (await sleep(600_000, undefined, { signal, ref: false })),
    ],
  ])('gives back %s in time, and another worker runs it at once, as the same attempt', async (_, execute) => {
    const { queues, queue, running, startOf, start, jobLines, lines } = housed(execute);
    const jobs = [await queues.add(queue, testJob()), await queues.add(queue, testJob())];
    await startOf(2);
    const names = await running.drain(100);
    expect(names.toSorted()).toEqual(jobs.map((id) => `${queue.name} ${id}`).toSorted());
    expect(await queues.counts(queue)).toMatchObject({ waiting: 2, active: 0, dead: 0 });
    expect(jobLines()).toMatchObject([{ outcome: 'returned' }, { outcome: 'returned' }]);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'jobs went back',
        metadata: { jobs: names, runAgain: 'at once' },
      }),
    );

    const attempts: number[] = [];
    start([defineWorker(queue, async (_, { attempt }) => void attempts.push(attempt))], { timing });
    await until(async () => (await queues.counts(queue)).completed === 2);
    expect(attempts).toEqual([1, 1]);
  });

  test('a job that ends well within its last moment is done', async () => {
    const { queues, queue, running, startOf } = housed(
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    );
    await queues.add(queue, testJob());
    await startOf(1);
    expect(await running.drain(50)).toEqual([]);
    expect(await queues.counts(queue)).toMatchObject({ completed: 1, waiting: 0 });
  });

  test('happens once, however often it is asked for', async () => {
    const { running } = housed(async () => {});
    expect(await Promise.all([running.drain(1_000), running.drain(1_000), running.close()])).toEqual([
      [],
      [],
      [],
    ]);
  });
});
