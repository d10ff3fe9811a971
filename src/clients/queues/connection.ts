/** Redis for those who have a caller waiting: an answer soon, or `Unavailable`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import { within } from '../../core/within.ts';
import { closeRedis, connectRedis, type RedisClient } from '../redis.ts';

export interface PromptRedis {
  readonly client: RedisClient;
  ask<T>(question: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The first connection is under way while the process starts, and worth a moment. */
const connectWithinMs = 2_000;
/** A cluster asks its nodes one after the other, so a limit for each command is not enough. */
const answerWithinMs = 5_000;

export function openPromptRedis(url: string, log: Logger): PromptRedis {
  const client = connectRedis({ REDIS_URL: url }, log, 'fails');
  const connected = Promise.race([
    new Promise((resolve) => client.once('ready', resolve)),
    new Promise((resolve) => client.once('end', resolve)),
    sleep(connectWithinMs, undefined, { ref: false }),
  ]);
  return {
    client,
    async ask(question) {
      if (client.status !== 'ready') await connected;
      if (client.status !== 'ready') throw away();
      try {
        return await within(answerWithinMs, question(), late);
      } catch (cause) {
        throw away(cause);
      }
    },
    close: () => closeRedis(client),
  };
}

const late = () => new Error(`Redis did not answer within ${answerWithinMs} ms`);

function away(cause?: unknown): Unavailable {
  return new Unavailable('The job queues cannot be reached now. Nothing is lost; try again in a moment.', {
    cause,
  });
}
