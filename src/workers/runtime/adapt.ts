/** Looks at every queue every few seconds: for its concurrency, and for whoever counts. */
import { performance } from 'node:perf_hooks';
import type { Queue, Queues } from '../../core/queues/index.ts';
import { nextConcurrency } from './concurrency.ts';
import type { WorkerMetrics } from './metrics.ts';

interface Adjustable {
  readonly queue: Queue;
  readonly concurrency: number;
  setConcurrency(count: number): Promise<void>;
}

interface Options {
  readonly workers: readonly Adjustable[];
  readonly queues: Pick<Queues, 'counts' | 'oldestAgeMs'>;
  readonly metrics: WorkerMetrics | undefined;
  readonly everyMs: number;
}

/** Returns what ends it. */
export function adaptToBacklog({ workers, queues, metrics, everyMs }: Options): () => void {
  let since = performance.eventLoopUtilization();
  let looking = false;

  async function look(): Promise<void> {
    const now = performance.eventLoopUtilization();
    const busy = performance.eventLoopUtilization(now, since).utilization;
    since = now;
    await Promise.all(
      workers.map(async (worker) => {
        const { queue, concurrency } = worker;
        const counts = await queues.counts(queue);
        const oldestAgeMs = (await queues.oldestAgeMs(queue)) ?? 0;
        metrics?.queueSeen(queue.name, { ...counts, oldestAgeMs, concurrency });
        const next = nextConcurrency(queue, { current: concurrency, waiting: counts.waiting, busy });
        if (next !== concurrency) await worker.setConcurrency(next);
      }),
    );
  }

  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    // Without Redis there is nothing to see; its connection has told that it is away.
    await look().catch(() => undefined);
    looking = false;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
