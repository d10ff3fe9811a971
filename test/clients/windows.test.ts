/** Sliding windows in the real Redis. Where time has to pass, the script reads it from a key instead of TIME. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeRedis, connectRedis, type RedisClient } from '../../src/clients/redis.ts';
import { windowsIn, windowsScript } from '../../src/clients/windows.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { keepsWindows } from '../contracts/windows.ts';
import { testRedis } from '../helpers/redis.ts';

const redis = testRedis();
const log = createLogger('silent', { write: () => undefined });
const clients: RedisClient[] = [];
const client = (): RedisClient => {
  const made = connectRedis(redis, log);
  clients.push(made);
  return made;
};

afterAll(async () => {
  await removeAll();
  for (const each of clients) await closeRedis(each);
});

async function removeAll(): Promise<void> {
  const keys = await redis.client.keys(`*${redis.REDIS_PREFIX}*`);
  if (keys.length > 0) await redis.client.unlink(...keys);
}

const timeKey = `{${redis.REDIS_PREFIX}}:time`;
const told = `(function()
  local ms = tonumber(redis.call('GET', '${timeKey}'))
  return { math.floor(ms / 1000), (ms % 1000) * 1000 }
end)()`;

/** Ahead of the real time, so that no key runs out by it. */
async function fresh() {
  await removeAll();
  let now = Date.now() + 86_400_000;
  await redis.client.set(timeKey, now);
  return {
    windows: windowsIn(first, redis.REDIS_PREFIX, windowsScript.replace("redis.call('TIME')", told)),
    now: () => now,
    async advance(ms: number) {
      now += ms;
      await redis.client.set(timeKey, now);
    },
  };
}

let first: RedisClient;
let second: RedisClient;
beforeAll(() => {
  first = client();
  second = client();
});

const one = { key: 'one', limit: 20, windowMs: 900_000 };

describe('windows in Redis', () => {
  keepsWindows(fresh, 60);

  test('are one for all instances, however many ask at the same time', async () => {
    await removeAll();
    const instances = [first, second].map((each) => windowsIn(each, redis.REDIS_PREFIX));
    const asked = Array.from({ length: 50 }, (_, n) => instances[n % 2]?.take([one]));
    const allowed = (await Promise.all(asked)).filter((verdict) => verdict?.allowed);
    expect(allowed).toHaveLength(20);
    expect(allowed.map((verdict) => verdict?.standings[0]?.used).toSorted((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
  });

  test('hold sixteen numbers at most, and go when nobody asks any more', async () => {
    const { windows, advance } = await fresh();
    for (let n = 0; n < 50; n += 1) {
      await windows.take([{ ...one, limit: 1_000 }]);
      await advance(61_000);
    }
    const key = `{${redis.REDIS_PREFIX}}:ratelimit:one`;
    expect(await redis.client.hlen(key)).toBeLessThanOrEqual(16);
    expect(await redis.client.pttl(key)).toBeGreaterThan(0);
    expect(await redis.client.object('ENCODING', key)).toBe('listpack');
  });

  test('forget nothing, and hold nobody longer, where the clock of Redis is set back', async () => {
    const { windows, advance } = await fresh();
    for (let n = 0; n < 20; n += 1) await windows.take([one]);
    await advance(-7_200_000);
    const { allowed, standings } = await windows.take([one]);
    expect(allowed).toBe(false);
    expect(standings[0]?.moreInMs).toBeLessThanOrEqual(960_000);
    await advance(standings[0]?.moreInMs ?? 0);
    expect((await windows.take([one])).allowed).toBe(true);
  });

  test('go on where Redis was wiped and has forgotten the script', async () => {
    await removeAll();
    const windows = windowsIn(first, redis.REDIS_PREFIX);
    await windows.take([one]);
    await redis.client.script('FLUSH');
    await removeAll();
    expect((await windows.take([one])).standings[0]?.used).toBe(1);
  });
});
