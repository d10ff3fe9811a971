/** The way to Redis: one server, or a cluster where several hosts are named. */
import { once } from 'node:events';
import { Cluster, type CommonRedisOptions, Redis } from 'ioredis';
import type { Config } from '../core/config/index.ts';
import type { Logger } from '../core/logger/index.ts';
import { createOutage } from '../core/outage.ts';

export type RedisClient = Redis | Cluster;

/** `waits`: workers wait for Redis as long as it takes. `fails`: whoever has a caller waiting hears at once. */
export type Patience = 'waits' | 'fails';

/** How long an answer may take where somebody waits for it. */
const answerWithinMs = 2_000;

const options = {
  waits: { maxRetriesPerRequest: null },
  fails: {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: answerWithinMs,
    // A connection on which no answer comes is given up: the next one may lead to a Redis that is well.
    socketTimeout: answerWithinMs,
  },
} satisfies Record<Patience, CommonRedisOptions>;

/** Their end is no news. */
const ending = new WeakSet<RedisClient>();

/** Both may start at once, as with `docker compose up`: for so long its not being there yet is no fault. */
const startsWithinMs = 10_000;
/** Who was told that it is not there yet: a process has several connections, and one line is enough. */
const waiting = new WeakSet<Logger>();

/** Connects in the background and again whenever the connection is lost. */
export function connectRedis(
  { REDIS_URL }: Pick<Config, 'REDIS_URL'>,
  log: Logger,
  patience: Patience = 'waits',
): RedisClient {
  const [first = '', ...others] = REDIS_URL.split(',').map((url) => url.trim());
  const chosen = options[patience];
  const client =
    others.length === 0
      ? // What it subscribed to by itself, and lost the connection over, would fail with nobody to hear of it.
        new Redis(first, { ...chosen, autoResubscribe: false })
      : new Cluster([first, ...others], {
          enableOfflineQueue: patience === 'waits',
          redisOptions: { ...chosen, ...credentials(first) },
        });
  const outage = createOutage(log, { begins: 'Redis is away', ends: 'Redis is back' });
  const begun = performance.now();
  let wasThere = false;
  const failed = (error: Error) => {
    if (ending.has(client)) return;
    if (wasThere || performance.now() - begun > startsWithinMs) outage.failed(error);
    else notYet(log, error);
  };
  client.on('error', failed);
  // A Redis that was away for a moment alone brings no error, and yet what was under way is lost.
  client.on('close', () => failed(new Error('the connection was closed')));
  client.on('ready', () => {
    wasThere = true;
    if (waiting.delete(log)) log.info('Redis is there');
    outage.over();
  });
  return client;
}

function notYet(log: Logger, { message }: Error): void {
  if (waiting.has(log)) return;
  waiting.add(log);
  log.warn({ reason: message }, 'Redis is not there yet');
}

/** The nodes of a cluster name each other without them. */
function credentials(address: string) {
  const { protocol, username, password } = new URL(address);
  return {
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

/** Resolves when Redis has answered this very moment. */
export async function pingRedis(client: RedisClient, signal: AbortSignal): Promise<void> {
  // A command that is given before would stay in the client until there is a connection, whoever still waits for it.
  if (client.status !== 'ready') await once(client, 'ready', { signal });
  await client.ping();
}

/** Lets what is under way be answered; where Redis is away there is nothing to wait for. */
export async function closeRedis(client: RedisClient): Promise<void> {
  ending.add(client);
  if (client.status === 'ready') {
    await client.quit();
    return;
  }
  client.disconnect();
  // Between two tries ioredis only forgets the next one: it tells no end, and what waits in its queue waits for ever.
  // A try of our own is what it gives up properly.
  if (client.status === 'reconnecting') {
    await client.connect().catch(() => undefined);
    client.disconnect();
  }
}
