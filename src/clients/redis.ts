/** The way to Redis: one server, or a cluster where several hosts are named. */
import { once } from 'node:events';
import { Cluster, Redis } from 'ioredis';
import type { Config } from '../core/config/index.ts';
import type { Logger } from '../core/logger/index.ts';

export type RedisClient = Redis | Cluster;

/** Connects in the background and again whenever the connection is lost. */
export function connectRedis({ REDIS_URL }: Pick<Config, 'REDIS_URL'>, log: Logger): RedisClient {
  const [first = '', ...others] = REDIS_URL.split(',').map((url) => url.trim());
  // BullMQ's workers wait on Redis for as long as it takes.
  const common = { maxRetriesPerRequest: null };
  const client =
    others.length === 0
      ? new Redis(first, common)
      : new Cluster([first, ...others], { redisOptions: common });
  client.on('error', (error: unknown) => log.warn({ error }, 'the connection to Redis failed'));
  return client;
}

/** Resolves when Redis has answered this very moment. */
export async function pingRedis(client: RedisClient, signal: AbortSignal): Promise<void> {
  // A command that is given before would stay in the client until there is a connection, whoever still waits for it.
  if (client.status !== 'ready') await once(client, 'ready', { signal });
  await client.ping();
}

export async function closeRedis(client: RedisClient): Promise<void> {
  // A farewell, too, would wait until there is a connection again.
  if (client.status === 'ready') await client.quit();
  else client.disconnect();
}
