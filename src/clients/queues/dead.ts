/** The jobs that were tried for the last time: seen page by page, and given a new life. */
import type { Queue as BullQueue, Job } from 'bullmq';
import type { DeadJob, DeadPage } from '../../core/queues/index.ts';
import type { RedisClient } from '../redis.ts';
import type { PromptRedis } from './connection.ts';
import { deadJobIds, type Place } from './keys.ts';

export async function deadPage(
  redis: RedisClient,
  bull: BullQueue,
  limit: number,
  cursor: string | undefined,
): Promise<DeadPage> {
  const places = await deadJobIds(redis, bull, limit + 1, cursor === undefined ? undefined : placeOf(cursor));
  const page = places.slice(0, limit);
  const jobs = await Promise.all(page.map(({ jobId }) => bull.getJob(jobId)));
  const last = places.length > limit ? page.at(-1) : undefined;
  return {
    jobs: jobs.flatMap((job) => deadJob(job) ?? []),
    cursor: last === undefined ? undefined : `${last.at}_${last.jobId}`,
  };
}

/** Undefined for one that was removed or replayed a moment ago. */
function deadJob(job: Job | undefined): DeadJob | undefined {
  if (job?.id === undefined || job.finishedOn === undefined) return undefined;
  return {
    jobId: job.id,
    payload: job.data,
    attemptsMade: job.attemptsMade,
    error: job.failedReason,
    failedAt: new Date(job.finishedOn),
  };
}

function placeOf(cursor: string): Place {
  const [, at, jobId] = /^(\d+)_(.+)$/.exec(cursor) ?? [];
  // A cursor that is none starts at the beginning rather than showing nothing.
  return at === undefined || jobId === undefined ? { at: Infinity, jobId: '' } : { at: Number(at), jobId };
}

export async function replayDead(redis: RedisClient, bull: BullQueue, jobId: string): Promise<boolean> {
  // Asked before the job: what is no id of one may be the name of another key of this queue.
  if ((await redis.zscore(bull.toKey('failed'), jobId)) === null) return false;
  const job = await bull.getJob(jobId);
  if (job === undefined) return false;
  // BullMQ keeps the count of crashes across a retry, so the next crash would be the last one.
  await redis.hdel(bull.toKey(jobId), 'stc');
  try {
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  } catch (error) {
    // Somebody else replayed it in between.
    if (!(await job.isFailed())) return false;
    throw error;
  }
}

const batch = 100;

/** Each batch is a question of its own, because thousands take longer than anybody waits for one answer. */
export async function replayAllDead(redis: PromptRedis, bull: BullQueue): Promise<number> {
  let replayed = 0;
  // What dies again meanwhile is later than where this starts, and not replayed twice.
  let after: Place | undefined;
  for (;;) {
    const places = await redis.ask(() => deadJobIds(redis.client, bull, batch, after));
    const done = await redis.ask(() =>
      Promise.all(places.map(({ jobId }) => replayDead(redis.client, bull, jobId))),
    );
    replayed += done.filter(Boolean).length;
    after = places.at(-1);
    if (after === undefined || places.length < batch) return replayed;
  }
}
