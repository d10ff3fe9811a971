/** What BullMQ keeps where, as far as it has no call of its own for what we ask. */
import type { Queue as BullQueue } from 'bullmq';
import type { Priority } from '../../core/queues/index.ts';
import type { RedisClient } from '../redis.ts';

/** BullMQ takes the lowest number first. */
export const priorities: Readonly<Record<Priority, number>> = { high: 1, medium: 2, low: 3 };

/** Those of the next job of each priority, and of the next one that was given back. */
export async function nextJobIds(redis: RedisClient, bull: BullQueue): Promise<string[]> {
  const ids = await Promise.all([
    redis.lrange(bull.toKey('wait'), -1, -1),
    ...Object.values(priorities).map((priority) => {
      const [from, to] = [priority * 2 ** 32, `(${(priority + 1) * 2 ** 32}`];
      return redis.zrange(bull.toKey('prioritized'), from, to, 'BYSCORE', 'LIMIT', 0, 1);
    }),
  ]);
  return ids.flat();
}

/** Ids of dead jobs with the time of their death, latest first, from a place in that order on. */
export async function deadJobIds(
  redis: RedisClient,
  bull: BullQueue,
  limit: number,
  after?: Place,
): Promise<Place[]> {
  const key = bull.toKey('failed');
  // Several may have died in the same millisecond as the last one of the page before.
  const ties = after === undefined ? 0 : await redis.zcount(key, after.at, after.at);
  const flat = await redis.zrange(
    key,
    after?.at ?? '+inf',
    '-inf',
    'BYSCORE',
    'REV',
    'LIMIT',
    0,
    limit + ties,
    'WITHSCORES',
  );
  return pairs(flat)
    .filter((place) => after === undefined || place.at < after.at || place.jobId < after.jobId)
    .slice(0, limit);
}

export interface Place {
  readonly jobId: string;
  readonly at: number;
}

function pairs(flat: readonly string[]): Place[] {
  return flat.flatMap((jobId, index) => (index % 2 === 0 ? [{ jobId, at: Number(flat[index + 1]) }] : []));
}
