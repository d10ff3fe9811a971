/** What a provider says of an account: asked once for many, kept for five minutes, and asked each time without Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openProfileCache } from '../../../src/clients/profile-cache.ts';
import { openPromptRedis } from '../../../src/clients/queues/connection.ts';
import { ExternalApiError } from '../../../src/core/errors.ts';
import { keyPrefix } from '../../../src/core/queues/index.ts';
import { testApp } from '../../helpers/app.ts';
import { newBlandConnection, newConnection } from '../../helpers/connections.ts';
import { redisProxy } from '../../helpers/redis-proxy.ts';
import { connectionsHouse } from './house.ts';

const house = await testApp();
const { app } = house;
const { REDIS_URL, REDIS_PREFIX } = app.config;

const redis = openPromptRedis(REDIS_URL, app.log);
const profileCache = openProfileCache(redis, REDIS_PREFIX);
const here = connectionsHouse(house, { profileCache });
const there = connectionsHouse(house, { profileCache });
afterAll(async () => {
  await here.connections.close();
  await there.connections.close();
  await redis.close();
});

type House = typeof here;

const timesAsked = ({ accounts }: House) => accounts.flatMap(({ account }) => account.asked).length;
const keyOf = (id: string) => `${keyPrefix(REDIS_PREFIX)}:profile:${id}`;

describe('a profile', () => {
  test('is asked for once by many at the same time, and kept for all instances', async () => {
    const made = await here.connect(newConnection());
    here.state.profile = async () => {
      await sleep(20);
      return { name: 'Example Ltd', status: 'active', balance: { amount: '42.10', currency: 'USD' } };
    };
    const before = timesAsked(here);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => here.connections.profile(here.caller, made.id)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual({
      name: 'Example Ltd',
      status: 'active',
      balance: { amount: '42.10', currency: 'USD' },
      askedAt: expect.any(String),
    });
    expect(await there.connections.profile(here.caller, made.id)).toEqual(answers[0]);
    expect([timesAsked(here) - before, timesAsked(there)]).toEqual([1, 0]);
  });

  test('lies in Redis under one key of its connection, for five minutes, and opens nothing', async () => {
    const body = newBlandConnection();
    const made = await here.connect(body);
    await here.connections.profile(here.caller, made.id);
    const kept = await app.redis.keys(`*${made.id}*`);
    expect(kept).toEqual([keyOf(made.id)]);
    const left = await app.redis.pttl(keyOf(made.id));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(300_000);
    const text = await app.redis.get(keyOf(made.id));
    for (const secret of [body.credentials.apiKey, body.webhookSecret]) expect(text).not.toContain(secret);
  });

  test('is asked for anew when the connection has changed', async () => {
    const made = await here.connect(newConnection());
    here.state.profile = async () => ({ name: 'before' });
    await here.connections.profile(here.caller, made.id);
    here.state.profile = async () => ({ name: 'after' });
    expect(await here.connections.profile(here.caller, made.id)).toMatchObject({ name: 'before' });
    await here.connections.change(here.caller, made.id, { rev: 1, name: 'y' });
    expect(await here.connections.profile(here.caller, made.id)).toMatchObject({ name: 'after' });
    expect(await app.redis.keys(`*${made.id}*`)).toEqual([keyOf(made.id)]);
  });

  test('that the provider does not give is not kept', async () => {
    const made = await here.connect(newConnection());
    here.state.profile = () =>
      Promise.reject(new ExternalApiError('Twilio does not take these credentials.'));
    await expect(here.connections.profile(here.caller, made.id)).rejects.toThrow(ExternalApiError);
    here.state.profile = async () => ({ name: 'better' });
    expect(await here.connections.profile(here.caller, made.id)).toMatchObject({ name: 'better' });
  });
});

describe('without Redis', () => {
  test.each(['hang', 'goAway'] as const)(
    '(it may %s) the provider is asked, and nobody waits long',
    async (how) => {
      const proxy = await redisProxy(REDIS_URL);
      const blocked = openPromptRedis(proxy.url, app.log);
      const lonely = connectionsHouse(house, { profileCache: openProfileCache(blocked, REDIS_PREFIX) });
      onTestFinished(async () => {
        await lonely.connections.close();
        if (how === 'hang') {
          proxy.resume();
          // A connection that was cut a moment ago could not be closed in order.
          const ping = () => blocked.client.ping().catch(() => 'not yet');
          await expect.poll(ping).toBe('PONG');
        }
        await blocked.close();
        await proxy.close();
      });
      const made = await lonely.connect(newConnection());
      await lonely.connections.profile(lonely.caller, made.id);
      expect(timesAsked(lonely)).toBe(1);
      await lonely.connections.profile(lonely.caller, made.id);
      expect(timesAsked(lonely)).toBe(1);
      await proxy[how]();
      for (const times of [2, 3, 4]) {
        expect(await lonely.connections.profile(lonely.caller, made.id)).toMatchObject({
          name: 'Example Ltd',
        });
        expect(timesAsked(lonely)).toBe(times);
      }
    },
  );
});
