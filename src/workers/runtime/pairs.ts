import type { Registry } from '../../core/queues/index.ts';
import type { Worker } from './define.ts';

/** Every queue has one worker, and every worker a queue; anything else is a mistake that would lose jobs silently. */
export function checkPairs(workers: readonly Worker[], registry: Registry): void {
  const complaints = [
    ...registry.queues.flatMap((queue) => {
      const count = workers.filter((worker) => worker.queue === queue).length;
      return count === 1
        ? []
        : [`the queue ${queue.name} has ${count === 0 ? 'no worker' : `${count} workers`}`];
    }),
    ...workers
      .filter(({ queue }) => !registry.has(queue))
      .map(({ queue }) => `there is a worker for ${queue.name}, which is no queue of the registry`),
  ];
  if (complaints.length > 0) throw new Error(`The workers cannot start: ${complaints.join('; ')}.`);
}
