/** BullMQ's worker with our settings, and with what it leaves to be wished for. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker as BullWorker, type ConnectionOptions } from 'bullmq';
import type { Logger } from '../../core/logger/index.ts';
import type { Queue } from '../../core/queues/index.ts';
import { backoffMs } from './backoff.ts';
import type { Runner } from './runner.ts';
import { standTrouble } from './trouble.ts';

export interface Timing {
  /** A process that is gone is noticed when its job's lock has run out and somebody looks. */
  readonly lockMs: number;
  readonly lookForStalledEveryMs: number;
}

export interface BullOptions extends Timing {
  readonly connection: ConnectionOptions;
  /** Of all keys, in braces. */
  readonly prefix: string;
  readonly log: Logger;
}

export interface RunningWorker {
  readonly queue: Queue;
  readonly concurrency: number;
  setConcurrency(count: number): Promise<void>;
  /** Takes no more jobs; resolves when those under way have ended. */
  close(): Promise<void>;
  /** Closes the connection without waiting for anything. */
  cutOff(): Promise<void>;
}

/** A crash is the process's fault far more often than the job's; but a job that ends every process must end some day. */
const crashesAllowed = 25;

/**
 * ioredis tells no end when it is closed between two tries to connect; BullMQ's close() waits for that for ever, and
 * meanwhile renews the locks of jobs that were given up.
 */
class CuttableWorker extends BullWorker {
  stopRenewingLocks(): Promise<void> {
    return this.lockManager.close();
  }
}

export function startBullWorker(queue: Queue, runner: Runner, options: BullOptions): RunningWorker {
  const { connection, prefix, log, lockMs, lookForStalledEveryMs } = options;
  const worker = new CuttableWorker(queue.name, (job, token) => runner.run(job, token), {
    connection,
    prefix,
    concurrency: queue.concurrency.floor,
    lockDuration: lockMs,
    stalledInterval: lookForStalledEveryMs,
    maxStalledCount: crashesAllowed,
    runRetryDelay: 1_000,
    settings: { backoffStrategy: (failed) => backoffMs(queue.backoff, failed, Math.random()) },
  });
  worker.on('failed', (job, error) => job !== undefined && runner.gaveUp(job, error));
  standTrouble(worker, log);
  return {
    queue,
    get concurrency() {
      return worker.concurrency;
    },
    async setConcurrency(count) {
      const more = count > worker.concurrency;
      worker.concurrency = count;
      if (more && runner.underWay > 0) await wake(worker);
    },
    close: () => worker.close(),
    async cutOff() {
      await worker.stopRenewingLocks();
      await worker.getBackend().close(true);
    },
  };
}

/**
 * BullMQ looks at a raised concurrency only when a job ends, which may take long. Pausing and going on makes it look
 * now. Both happen in one turn of the event loop, so that the worker cannot come to rest in between.
 */
async function wake(worker: BullWorker): Promise<void> {
  await nextTurn();
  if (worker.closing) return;
  await Promise.all([worker.pause(true), worker.resume()]);
}
