/** The queues as those see them who look after the platform: how much waits, what is dead, and another life for it. */
import type { FailedJob, FailedJobQuery, QueueState } from '../../contract/queues.ts';
import type { Caller } from '../../core/caller.ts';
import { cursorOf, type Page, placeOf } from '../../core/cursor.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { Queue, Queues, Registry } from '../../core/queues/index.ts';
import type { Audit } from '../audit/audit.ts';
import { shown } from './shown.ts';

export interface QueueCare {
  list(): Promise<QueueState[]>;
  failed(queue: string, query: FailedJobQuery): Promise<Page<FailedJob>>;
  /** Of one job, or of all that are dead in the queue; resolves with how many have all their attempts again. */
  replay(caller: Caller, queue: string, jobId?: string): Promise<number>;
}

interface Needs {
  readonly queues: Pick<Queues, 'counts' | 'oldestAgeMs' | 'dead' | 'replay' | 'replayAll'>;
  readonly registry: Registry;
  readonly audit: Pick<Audit, 'record'>;
}

export function createQueueCare({ queues, registry, audit }: Needs): QueueCare {
  function named(name: string): Queue {
    const queue = registry.queues.find((one) => one.name === name);
    if (queue === undefined) throw new NotFoundError('There is no queue with this name.');
    return queue;
  }

  async function stateOf(queue: Queue): Promise<QueueState> {
    const [counts, oldestMs] = await Promise.all([queues.counts(queue), queues.oldestAgeMs(queue)]);
    return {
      name: queue.name,
      ...counts,
      oldestSec: oldestMs === undefined ? null : Math.round(oldestMs / 1_000),
    };
  }

  return {
    list: () => Promise.all(registry.queues.map(stateOf)),
    async failed(name, { limit, cursor }) {
      const after = cursor === undefined ? undefined : placeOf(cursor, (place) => /^\d+_./.test(place));
      const page = await queues.dead(named(name), { limit, cursor: after });
      return {
        items: page.jobs.map(shown),
        nextCursor: page.cursor === undefined ? null : cursorOf(page.cursor),
      };
    },
    async replay(caller, name, jobId) {
      const queue = named(name);
      const resource = jobId === undefined ? { type: 'queue', id: name } : { type: 'job', id: jobId };
      const event = { action: 'job.replay', resource, after: { queue: name } } as const;
      return audit.record(caller.scope, caller, event, async () => {
        if (jobId === undefined) return queues.replayAll(queue);
        if (await queues.replay(queue, jobId)) return 1;
        throw new NotFoundError('There is no dead job with this id in this queue.');
      });
    },
  };
}
