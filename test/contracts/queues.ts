/** What the queues promise, whatever Redis they lie in. */
import { describe, expect, test } from 'vitest';
import type { QueuesConfig } from '../../src/clients/queues/index.ts';
import type { Queue } from '../../src/core/queues/index.ts';
import { defineWorker } from '../../src/workers/runtime/index.ts';
import { queueHouse, until } from '../helpers/queue-house.ts';
import { type TestQueue, testJob, testQueue } from '../helpers/test-queue.ts';

interface Place {
  config(): QueuesConfig;
  obliterate?(queue: Queue): Promise<void>;
}

export function queuesContract(name: string, place: Place): void {
  const house = (...queues: Queue[]) => queueHouse(place.config(), queues, { obliterate: place.obliterate });
  const failing = (queue: TestQueue) =>
    defineWorker(queue, async ({ callId }) => {
      throw new Error(`no ${callId}`);
    });

  describe(`queues on ${name}`, () => {
    test('a job runs with what was added, and says whose it is', async () => {
      const queue = testQueue();
      const { queues, start, lines } = house(queue);
      const ran: unknown[] = [];
      start([
        defineWorker(queue, async (payload, { jobId, attempt, isLastAttempt, log }) => {
          ran.push({ payload, jobId, attempt, isLastAttempt });
          log.info('from within');
        }),
      ]);
      const jobId = await queues.add(queue, testJob());
      await until(async () => (await queues.counts(queue)).completed === 1);
      expect(ran).toEqual([{ payload: testJob(), jobId, attempt: 1, isLastAttempt: false }]);
      const who = { tenantId: 'ten_1', requestId: 'req_1' };
      expect(lines).toMatchObject([
        { message: 'from within', ...who },
        {
          level: 'info',
          message: 'job done',
          ...who,
          metadata: { queue: queue.name, jobId, attempt: 1, outcome: 'done', durationMs: expect.any(Number) },
        },
      ]);
    });

    test('a failing job is tried as often as its queue says, and is then seen as dead', async () => {
      const queue = testQueue({ attempts: 3 });
      const { queues, start, jobLines } = house(queue);
      start([failing(queue)]);
      const jobId = await queues.add(queue, testJob('call_9'));
      await until(async () => (await queues.counts(queue)).dead === 1);
      expect(jobLines()).toMatchObject([
        { jobId, attempt: 1, outcome: 'retried', error: { message: 'no call_9' } },
        { jobId, attempt: 2, outcome: 'retried' },
        { jobId, attempt: 3, outcome: 'dead' },
      ]);
      expect(await queues.dead(queue)).toEqual({
        jobs: [
          {
            jobId,
            payload: testJob('call_9'),
            attemptsMade: 3,
            error: 'no call_9',
            failedAt: expect.any(Date),
          },
        ],
        cursor: undefined,
      });
    });

    test('a dead job that is replayed has all its attempts again', async () => {
      const queue = testQueue({ attempts: 2 });
      const { queues, start, jobLines } = house(queue);
      let failures = 3;
      start([
        defineWorker(queue, async () => {
          if (failures-- > 0) throw new Error('not yet');
        }),
      ]);
      const jobId = await queues.add(queue, testJob());
      await until(async () => (await queues.counts(queue)).dead === 1);
      expect(await queues.replay(queue, jobId)).toBe(true);
      await until(async () => (await queues.counts(queue)).completed === 1);
      expect(jobLines().map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
        '1 retried',
        '2 dead',
        '1 retried',
        '2 done',
      ]);
      expect(await queues.replay(queue, jobId)).toBe(false);
      expect((await queues.dead(queue)).jobs).toEqual([]);
    });

    test('dead jobs are seen page by page, each once, and replayed all together', async () => {
      const queue = testQueue({ attempts: 1 });
      const { queues, start } = house(queue);
      let healed = false;
      start([
        defineWorker(queue, async () => {
          if (!healed) throw new Error('broken');
        }),
      ]);
      const added = await Promise.all(
        Array.from({ length: 230 }, (_, n) => queues.add(queue, testJob(`call_${n}`))),
      );
      await until(async () => (await queues.counts(queue)).dead === added.length);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await queues.dead(queue, { limit: 40, cursor });
        expect(page.jobs.length).toBeLessThanOrEqual(40);
        seen.push(...page.jobs.map(({ jobId }) => jobId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen.toSorted()).toEqual(added.toSorted());
      healed = true;
      expect(await queues.replayAll(queue)).toBe(added.length);
      await until(
        async () => (await queues.counts(queue)).waiting + (await queues.counts(queue)).active === 0,
      );
      expect(await queues.counts(queue)).toMatchObject({ dead: 0, completed: 100 });
    });
  });
}
