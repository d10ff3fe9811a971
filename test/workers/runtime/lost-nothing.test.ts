import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineWorker } from '../../../src/workers/runtime/index.ts';
import { queueHouse, until } from '../../helpers/queue-house.ts';
import { testRedis } from '../../helpers/redis.ts';
import { testJob, testQueue } from '../../helpers/test-queue.ts';

const redis = testRedis();

/** How often each job fails before it succeeds, and how it is added. */
const add = fc.record({
  kind: fc.constant('add' as const),
  failures: fc.nat(5),
  priority: fc.constantFrom('high', 'medium', 'low'),
  delayMs: fc.constantFrom(0, 0, 5),
});
const step = fc.oneof(
  { arbitrary: add, weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('replay' as const), which: fc.nat() }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('replay all' as const) }), weight: 1 },
  {
    arbitrary: fc.record({ kind: fc.constant('restart the workers' as const), graceful: fc.boolean() }),
    weight: 1,
  },
);

test('whatever is added, fails, is replayed and is interrupted: each job ends as done once, or as dead', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const queue = testQueue({ attempts: 2, retention: { completed: 1_000, failed: 1_000 } });
      const { queues, start, jobLines } = queueHouse(redis, [queue], redis);
      const left = new Map<string, number>();
      const worker = defineWorker(queue, async ({ callId }) => {
        const failures = left.get(callId) ?? 0;
        if (failures === 0) return;
        left.set(callId, failures - 1);
        throw new Error('not yet');
      });
      let running = start([worker]);
      const added: string[] = [];
      for (const action of steps) {
        if (action.kind === 'add') {
          const { failures, priority, delayMs } = action;
          const callId = `call_${added.length}`;
          left.set(callId, failures);
          added.push(await queues.add(queue, testJob(callId), { priority, delayMs }));
        } else if (action.kind === 'replay') {
          const jobId = added[action.which % (added.length || 1)];
          if (jobId !== undefined) await queues.replay(queue, jobId);
        } else if (action.kind === 'replay all') {
          await queues.replayAll(queue);
        } else {
          await (action.graceful ? running.drain(5_000) : running.close());
          running = start([worker]);
        }
      }
      await until(async () => {
        const { completed, dead } = await queues.counts(queue);
        return completed + dead === added.length;
      });
      await running.drain(5_000);
      const { jobs } = await queues.dead(queue, { limit: 1_000 });
      const dead = jobs.map(({ jobId }) => jobId);
      const done = jobLines().flatMap(({ jobId, outcome }) => (outcome === 'done' ? [String(jobId)] : []));
      expect([...done, ...dead].toSorted()).toEqual(added.toSorted());
    }),
    { numRuns: 40 },
  );
}, 60_000);
