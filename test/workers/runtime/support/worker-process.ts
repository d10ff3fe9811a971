/**
 * A process with workers, to be killed: says "working JOB ATTEMPT" for each job, and does not end those whose call is
 * named in HOLD.
 */
import { openQueues } from '../../../../src/clients/queues/index.ts';
import { connectRedis } from '../../../../src/clients/redis.ts';
import { createLogger } from '../../../../src/core/logger/index.ts';
import { createRegistry } from '../../../../src/core/queues/index.ts';
import { defineWorker, startWorkers } from '../../../../src/workers/runtime/index.ts';
import { quickTiming } from '../../../helpers/quick-timing.ts';
import { testQueue } from '../../../helpers/test-queue.ts';

const { REDIS_URL = '', REDIS_PREFIX = '', QUEUE = '', HOLD = '' } = process.env;
const log = createLogger('info', process.stdout);
const queue = testQueue({ name: QUEUE });
const registry = createRegistry([queue]);
const worker = defineWorker(queue, async ({ callId }, { jobId, attempt }) => {
  console.log(`working ${jobId} ${attempt}`);
  if (HOLD.split(',').includes(callId)) await new Promise(() => undefined);
});
startWorkers({
  workers: [worker],
  registry,
  redis: connectRedis({ REDIS_URL }, log),
  prefix: REDIS_PREFIX,
  queues: openQueues(registry, { REDIS_URL, REDIS_PREFIX }, { log }),
  log,
  timing: quickTiming,
});
