/**
 * What a BullMQ worker reports beside its jobs. A lost connection comes back by itself and is told by the connection.
 * A Redis that answers with a refusal (full disk, too few replicas, read-only) would be asked again at once, a
 * thousand times a second; the worker takes a breath instead, for as long as that lasts.
 */
import type { Worker as BullWorker } from 'bullmq';
import type { Logger } from '../../core/logger/index.ts';
import { createOutage } from '../../core/outage.ts';

const breathMs = 1_000;

export function standTrouble(worker: BullWorker, log: Logger): void {
  const outage = createOutage(log, {
    begins: `Redis refuses to serve the queue ${worker.name}`,
    ends: `Redis serves the queue ${worker.name} again`,
  });
  let breathing = false;

  async function takeBreath(): Promise<void> {
    if (breathing || worker.closing !== undefined) return;
    breathing = true;
    await worker.pause(true);
    setTimeout(() => {
      breathing = false;
      if (worker.closing === undefined) void worker.resume();
    }, breathMs).unref();
  }

  worker.on('error', (error) => {
    if (isLostConnection(error)) return;
    if (isAboutAJob(error)) {
      log.warn({ queue: worker.name, error }, 'Redis knows a job no longer; it may run again');
      return;
    }
    outage.failed(error);
    void takeBreath();
  });
  worker.on('active', outage.over);
}

function isLostConnection(error: Error & { code?: unknown }): boolean {
  return (
    /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOSTUN|ENETUN)/.test(String(error.code)) ||
    error.message === 'Connection is closed.'
  );
}

/** BullMQ's scripts answer with a negative number where a job's key or lock is gone. */
function isAboutAJob(error: Error & { code?: unknown }): boolean {
  return typeof error.code === 'number' || error.message.startsWith('could not renew lock');
}
