/** All queues that the product has. A queue enters together with the worker that empties it. */
import type { Queue } from './define.ts';
import { notificationQueue } from './notification.ts';

export interface Registry {
  readonly queues: readonly Queue[];
  has(queue: Pick<Queue, 'name'>): boolean;
}

export function createRegistry(queues: readonly Queue[]): Registry {
  const byName = new Map<string, Queue>();
  for (const queue of queues) {
    if (byName.has(queue.name)) throw new Error(`two queues are called ${queue.name}`);
    byName.set(queue.name, queue);
  }
  return { queues, has: (queue) => byName.get(queue.name) === queue };
}

/** What starts all keys. Its braces make a Redis Cluster keep them on one node, as scripts over several keys demand. */
export const keyPrefix = (redisPrefix: string) => `{${redisPrefix}}`;

export const registry = createRegistry([notificationQueue]);
