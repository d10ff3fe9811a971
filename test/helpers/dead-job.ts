/** A job whose last attempt has failed, made without a worker: nobody logs that it did. */
import { Queue, Worker } from 'bullmq';
import type { App } from '../../src/app.ts';
import { keyPrefix, notificationQueue } from '../../src/core/queues/index.ts';

type Of = Pick<App, 'config'>;

interface Death {
  readonly jobId: string;
  readonly data: unknown;
  readonly error: string;
}

export async function die({ config }: Of, { jobId, data, error }: Death): Promise<void> {
  const { name } = notificationQueue;
  const options = { connection: { url: config.REDIS_URL }, prefix: keyPrefix(config.REDIS_PREFIX) };
  const queue = new Queue(name, options);
  const worker = new Worker(name, null, { ...options, autorun: false });
  try {
    // Before whatever waits there.
    await queue.add(name, data, { jobId, attempts: 1, lifo: true });
    const job = await worker.getNextJob('a test', { block: false });
    if (job?.id !== jobId) throw new Error(`${job?.id} came, and not ${jobId}`);
    await job.moveToFailed(new Error(error), 'a test', false);
  } finally {
    await worker.close();
    await queue.close();
  }
}
