/** The one composition root: from the configuration to everything that the edges and the workers need. */
import type mongoose from 'mongoose';
import { connectMongo } from './clients/mongodb.ts';
import { openQueues } from './clients/queues/index.ts';
import { closeRedis, connectRedis, type RedisClient } from './clients/redis.ts';
import { type Closing, createClosing } from './core/closing.ts';
import type { Config } from './core/config/index.ts';
import type { Logger } from './core/logger/index.ts';
import { type Queues, registry } from './core/queues/index.ts';

export interface App {
  readonly config: Config;
  readonly log: Logger;
  readonly database: mongoose.Connection;
  readonly redis: RedisClient;
  readonly queues: Queues;
  /** What opens something later adds it here, so that it is closed before what it stands on. */
  readonly closing: Closing;
}

/** `closing`: the list of the process, where there is one; what is opened here is closed by it. */
export async function createApp(
  config: Config,
  log: Logger,
  closing: Closing = createClosing((message, error) => log.error({ error }, message)),
): Promise<App> {
  try {
    const database = await connectMongo(config, log);
    closing.add('MongoDB', () => database.close());
    const redis = connectRedis(config, log);
    closing.add('Redis', () => closeRedis(redis));
    const queues = openQueues(registry, config, { log });
    closing.add('the queues', queues.close);
    return { config, log, database, redis, queues, closing };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
