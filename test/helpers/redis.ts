/**
 * The Redis of a test file: `const redis = testRedis();` at its top. A key prefix of its own; when the file is done,
 * no connection may be left, and no key but those that `obliterate` removes.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, inject } from 'vitest';

export interface TestRedis {
  /** Names each connection, so that one that was left open is found. */
  readonly REDIS_URL: string;
  readonly REDIS_PREFIX: string;
  /** The test's own look at what is there. */
  readonly client: Redis;
  /** Removes the keys of a queue, as a test does that made it. */
  obliterate(queue: { readonly name: string }): Promise<void>;
}

export function testRedis(): TestRedis {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const url = inject('redisUrl');
  const client = new Redis(url);

  async function keys(pattern: string): Promise<string[]> {
    const found: string[] = [];
    for await (const some of client.scanStream({ match: pattern, count: 1000 })) found.push(...some);
    return found;
  }

  afterAll(async () => {
    try {
      const left = [...(await connectionsLeft(client, prefix)), ...(await keys(`*${prefix}*`))];
      if (left.length > 0) throw new Error(`left in Redis by this file:\n${left.join('\n')}`);
    } finally {
      await client.quit();
    }
  });

  return {
    REDIS_URL: `${url}${url.includes('?') ? '&' : '?'}connectionName=${prefix}`,
    REDIS_PREFIX: prefix,
    client,
    async obliterate({ name }) {
      const found = await keys(`{${prefix}}:${name}:*`);
      if (found.length > 0) await client.unlink(...found);
    },
  };
}

/** Redis notices an end a moment after it happened. */
async function connectionsLeft(client: Redis, prefix: string): Promise<string[]> {
  for (let patience = 20; ; patience--) {
    const clients = String(await client.client('LIST')).split('\n');
    const left = clients.filter((line) => line.includes(prefix));
    if (left.length === 0 || patience === 0) return left.map((line) => `a connection: ${line}`);
    await sleep(100);
  }
}
