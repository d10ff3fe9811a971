import { expect, test } from 'vitest';
import { openAccessRedis } from '../../../src/clients/access-redis.ts';
import { createSessionLists } from '../../../src/services/access/session-lists.ts';
import { database } from '../../helpers/mongo.ts';
import { testRedis } from '../../helpers/redis.ts';
import { accessHouse, callerOf, signIn } from './support/house.ts';

const mongo = await database();
const redis = testRedis();

async function ground() {
  const house = await accessHouse(mongo, redis);
  const [one, other] = [house.instance(), house.instance()];
  const someone = await house.person(one);
  const listed = async (at = one) =>
    (await at.access.sessions.list(await someone.reload())).map(({ id }) => id);
  const key = `{${redis.REDIS_PREFIX}}:session:${someone.id}`;
  return { house, one, other, someone, listed, key };
}

test('the list is kept in Redis for as long as an access token lasts, and every change is seen at once', async () => {
  const { one, other, someone, listed, key } = await ground();
  const first = await signIn(one, someone);
  expect(await listed()).toEqual([first.sessionId]);
  expect(await redis.client.pttl(key)).toBeGreaterThan(10 * 60_000);
  const second = await signIn(other, someone);
  expect(await listed()).toEqual([second.sessionId, first.sessionId]);
  await one.access.own.endSession(callerOf(someone), first.sessionId);
  expect(await listed(other)).toEqual([second.sessionId]);
  await one.access.own.logoutEverywhere(callerOf(someone));
  expect(await listed(other)).toEqual([]);
});

test('a wiped Redis costs one read, and nothing that says who somebody is lies in it', async () => {
  const { one, someone, listed, key } = await ground();
  const { sessionId } = await signIn(one, someone, { userAgent: 'Somebody’s very own browser' });
  await listed();
  const kept = await redis.client.get(key);
  for (const secret of ['browser', 'Ada', someone.email, '10.']) expect(kept).not.toContain(`"${secret}`);
  expect(kept).toContain(sessionId);
  await redis.client.del(key);
  expect(await listed()).toEqual([sessionId]);
});

test('what was read before a change is not kept after it', async () => {
  const { house, someone, key } = await ground();
  const lists = createSessionLists(openAccessRedis(house.redis, redis.REDIS_PREFIX).listCache);
  await lists.get(someone.id, async () => {
    await lists.forget(someone.id);
    return [];
  });
  expect(await redis.client.get(key)).toBeNull();
});

test('nobody is let in by what Redis says', async () => {
  const { one, other, someone, listed, key } = await ground();
  const { accessToken } = await signIn(one, someone);
  await listed();
  const kept = (await redis.client.get(key)) ?? '';
  await one.access.own.logoutEverywhere(callerOf(someone));
  await redis.client.set(key, kept);
  await expect(other.access.sessions.authenticate(accessToken)).rejects.toMatchObject({
    code: 'SESSION_ENDED',
  });
});
