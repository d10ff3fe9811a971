/** The queues by BullMQ on Redis, for those who add jobs and look after them. */
import { randomUUID } from 'node:crypto';
import { Queue as BullQueue } from 'bullmq';
import type { Config } from '../../core/config/index.ts';
import type { Logger } from '../../core/logger/index.ts';
import {
  type AddOptions,
  keyPrefix,
  parsePayload,
  type Queue,
  type Queues,
  type Registry,
} from '../../core/queues/index.ts';
import { openPromptRedis } from './connection.ts';
import { deadPage, replayAllDead, replayDead } from './dead.ts';
import { nextJobIds, priorities } from './keys.ts';

export type QueuesConfig = Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>;

export function openQueues(
  registry: Registry,
  { REDIS_URL, REDIS_PREFIX }: QueuesConfig,
  { log, now = Date.now }: { log: Logger; now?: () => number },
): Queues {
  const redis = openPromptRedis(REDIS_URL, log);
  const bulls = new Map<string, BullQueue>();

  function bullOf(queue: Queue): BullQueue {
    if (!registry.has(queue)) throw new Error(`the queue ${queue.name} is not in the registry`);
    let bull = bulls.get(queue.name);
    if (bull === undefined) {
      bull = new BullQueue(queue.name, {
        connection: redis.client,
        prefix: keyPrefix(REDIS_PREFIX),
        // A queue that looks at Redis before its first job would stay broken if Redis was away just then.
        skipVersionCheck: true,
        skipWaitingForReady: true,
        skipMetasUpdate: true,
      });
      // The connection's own listener has told it already.
      bull.on('error', () => undefined);
      bulls.set(queue.name, bull);
    }
    return bull;
  }

  return {
    async add(queue, payload, options = {}) {
      const bull = bullOf(queue);
      const data = parsePayload(queue, payload);
      const settings = settingsOf(queue, options);
      await redis.ask(() => bull.add(queue.name, data, settings));
      return settings.jobId;
    },
    async counts(queue) {
      const bull = bullOf(queue);
      const counts = await redis.ask(() =>
        bull.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'completed', 'failed'),
      );
      const { wait = 0, prioritized = 0, delayed = 0, active = 0, completed = 0, failed = 0 } = counts;
      return { waiting: wait + prioritized, delayed, active, completed, dead: failed };
    },
    async oldestAgeMs(queue) {
      const bull = bullOf(queue);
      const due = await redis.ask(async () => {
        const jobs = await Promise.all(
          (await nextJobIds(redis.client, bull)).map((jobId) => bull.getJob(jobId)),
        );
        return jobs.flatMap((job) => (job === undefined ? [] : [job.timestamp + (job.opts.delay ?? 0)]));
      });
      return due.length === 0 ? undefined : Math.max(now() - Math.min(...due), 0);
    },
    async dead(queue, { limit = 50, cursor } = {}) {
      const bull = bullOf(queue);
      return redis.ask(() => deadPage(redis.client, bull, limit, cursor));
    },
    async replay(queue, jobId) {
      const bull = bullOf(queue);
      return redis.ask(() => replayDead(redis.client, bull, jobId));
    },
    async replayAll(queue) {
      return replayAllDead(redis, bullOf(queue));
    },
    async remove(queue, jobId) {
      const bull = bullOf(queue);
      return redis.ask(async () => {
        if ((await bull.getJob(jobId)) === undefined) return false;
        return (await bull.remove(jobId)) === 1;
      });
    },
    async close() {
      await Promise.all(bulls.values().map((bull) => bull.close()));
      await redis.close();
    },
  };
}

function settingsOf(queue: Queue, { jobId = randomUUID(), delayMs = 0, priority = 'medium' }: AddOptions) {
  // BullMQ counts with numbers of its own and joins keys with colons.
  if (!/^(?!\d+$)[\w.-]{1,128}$/.test(jobId)) {
    throw new Error(
      `"${jobId}" is no job id: letters, digits, underscores, dots and hyphens, not digits alone`,
    );
  }
  return {
    jobId,
    delay: delayMs,
    priority: priorities[priority],
    attempts: queue.attempts,
    // Worked out by the worker from what the queue says at that time.
    backoff: { type: 'queue' },
    removeOnComplete: { count: queue.retention.completed },
    removeOnFail: { count: queue.retention.failed },
    // The message says what a person needs; BullMQ would keep ten stacks of each job.
    stackTraceLimit: 1,
  };
}
