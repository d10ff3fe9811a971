/**
 * What comes for one tenant while a write is under way is written together by the next one: a hundred requests at once
 * cost a few writes, and one request alone waits for nobody.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../core/errors.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';

export interface GroupCommit<Item> {
  /** Resolves when the item is written. */
  add(scope: TenantScope, item: Item): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface GroupLimits {
  /** In one write. */
  readonly most: number;
  /** For one tenant; whoever comes after them is turned away. */
  readonly mostWaiting: number;
  /** How long one write may take. */
  readonly patienceMs: number;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly written: PromiseWithResolvers<void>;
}

export function createGroupCommit<Item>(
  write: (scope: TenantScope, items: readonly Item[]) => Promise<void>,
  { most, mostWaiting, patienceMs }: GroupLimits,
): GroupCommit<Item> {
  const queues = new Map<string, Waiting<Item>[]>();
  const running = new Set<Promise<void>>();

  async function run(scope: TenantScope, queue: Waiting<Item>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, most);
      const items = batch.map(({ item }) => item);
      try {
        await within(patienceMs, write(scope, items));
        for (const { written } of batch) written.resolve();
      } catch (error) {
        for (const { written } of batch) written.reject(error);
      }
    }
    queues.delete(tenantOf(scope));
  }

  return {
    async add(scope, item) {
      const tenantId = tenantOf(scope);
      const queue = queues.get(tenantId) ?? [];
      if (queue.length >= mostWaiting) throw new Unavailable('Too much is being changed at the moment.');
      const written = Promise.withResolvers<void>();
      queue.push({ item, written });
      if (!queues.has(tenantId)) {
        queues.set(tenantId, queue);
        const work = run(scope, queue).finally(() => running.delete(work));
        running.add(work);
      }
      return written.promise;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const over = new AbortController();
  const late = sleep(limitMs, 'late' as const, { signal: over.signal }).catch(() => undefined);
  try {
    const first = await Promise.race([work, late]);
    if (first === 'late') throw new Unavailable('The database did not answer in time.');
  } finally {
    over.abort();
  }
}
