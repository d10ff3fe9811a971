/** The workers of a process: started together, adapted to what is waiting, and ended without losing a job. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../core/logger/index.ts';
import { keyPrefix, type Queues, type Registry } from '../../core/queues/index.ts';
import { adaptToBacklog } from './adapt.ts';
import { type BullOptions, startBullWorker, type Timing } from './bull.ts';
import type { Worker } from './define.ts';
import type { WorkerMetrics } from './metrics.ts';
import { checkPairs } from './pairs.ts';
import { createRunner } from './runner.ts';
import { stranded } from './stranded.ts';

export interface WorkersOptions {
  readonly workers: readonly Worker[];
  readonly registry: Registry;
  /** Of the patient kind: it keeps what it cannot send. */
  readonly redis: BullOptions['connection'] & { readonly status: string };
  readonly prefix: string;
  readonly queues: Pick<Queues, 'counts' | 'oldestAgeMs'>;
  readonly log: Logger;
  readonly metrics?: WorkerMetrics;
  readonly timing?: Partial<Timing & { adaptEveryMs: number }>;
}

export interface RunningWorkers {
  /**
   * Takes no more jobs and lets those under way end. What is not done by then is told to stop and goes back to its
   * queue, where another process takes it at once. Resolves with the names of those. Without jobs and without Redis
   * there is nothing to wait for.
   */
  drain(timeoutMs: number): Promise<string[]>;
  /** The same without waiting. */
  close(): Promise<string[]>;
}

const usualTiming = { lockMs: 30_000, lookForStalledEveryMs: 15_000, adaptEveryMs: 3_000 };
/** What was told to stop may clean up behind itself. */
const stopWithinMs = 500;
/** Then Redis has to take the jobs back. */
const returnWithinMs = 2_000;

export function startWorkers(options: WorkersOptions): RunningWorkers {
  const { workers, registry, redis, prefix, queues, log, metrics, timing } = options;
  checkPairs(workers, registry);
  const { adaptEveryMs, ...locks } = { ...usualTiming, ...timing };
  const bullOptions = { connection: redis, prefix: keyPrefix(prefix), log, ...locks };
  const all = workers.map((worker) => {
    const runner = createRunner(worker, log, metrics);
    return {
      runner,
      bull: startBullWorker(worker.queue, runner, bullOptions),
    };
  });
  const stopAdapting = adaptToBacklog({
    workers: all.map(({ bull }) => bull),
    queues,
    metrics,
    everyMs: adaptEveryMs,
  });
  let drained: Promise<string[]> | undefined;

  async function drain(timeoutMs: number): Promise<string[]> {
    stopAdapting();
    for (const { runner } of all) runner.refuse();
    const closed = Promise.all(all.map(({ bull }) => bull.close()));
    const over = new AbortController();
    const isIdle = () => all.every(({ runner }) => runner.underWay === 0);
    const alone = stranded(redis, isIdle, over.signal).then(() => 'stranded' as const);
    const first = await Promise.race([endsWithin(closed, timeoutMs), alone]);
    over.abort();
    const taken = first === true || (first === false && (await giveBack(closed)));
    if (!taken) await Promise.all(all.map(({ bull }) => bull.cutOff()));
    const jobs = all.flatMap(({ runner }) => runner.returned);
    if (jobs.length > 0)
      log.warn({ jobs, runAgain: taken ? 'at once' : `after ${locks.lockMs} ms` }, 'jobs went back');
    return jobs;
  }

  /** Whether all came to an end by it. */
  async function giveBack(closed: Promise<unknown>): Promise<boolean> {
    for (const { runner } of all) runner.stop();
    if (await endsWithin(closed, stopWithinMs)) return true;
    for (const { runner } of all) runner.giveBack();
    return endsWithin(closed, returnWithinMs);
  }

  return {
    drain(timeoutMs) {
      drained ??= drain(timeoutMs);
      return drained;
    },
    close() {
      drained ??= drain(0);
      return drained;
    },
  };
}

async function endsWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const late = sleep(limitMs, false, { ref: false });
  return Promise.race([work.then(() => true), late]);
}
