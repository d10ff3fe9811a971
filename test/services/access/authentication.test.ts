import { describe, expect, test, vi } from 'vitest';
import { AuthenticationError } from '../../../src/core/errors.ts';
import { createSessionAuthentication } from '../../../src/services/access/authentication.ts';
import { database } from '../../helpers/mongo.ts';
import { testRedis } from '../../helpers/redis.ts';
import { accessHouse, callerOf, codeOf, otherPassword, signIn } from './support/house.ts';

const mongo = await database();
const redis = testRedis();

async function ground() {
  const house = await accessHouse(mongo, redis);
  const [one, other] = [house.instance(), house.instance()];
  const someone = await house.person(one);
  const pass = await signIn(one, someone);
  return { house, one, other, someone, ...pass };
}

const door = (
  { access }: { access: { sessions: { authenticate(token: string): unknown } } },
  token: string,
) => access.sessions.authenticate(token);

test('a warm token is let in without a promise, and so without any round trip', async () => {
  const { other, someone, accessToken } = await ground();
  const cold = await door(other, accessToken);
  const warm = door(other, accessToken);
  expect(warm).not.toBeInstanceOf(Promise);
  expect(warm).toBe(cold);
  expect(warm).toMatchObject({
    kind: 'user',
    id: someone.id,
    tenantId: someone.tenantId,
    name: 'Ada Lovelace',
  });
});

describe('what is taken back is taken back on every instance, warm as it may be', () => {
  async function warm() {
    const all = await ground();
    await Promise.all([door(all.one, all.accessToken), door(all.other, all.accessToken)]);
    const codes = async () =>
      Promise.all([all.one, all.other].map((one) => codeOf((async () => door(one, all.accessToken))())));
    return { ...all, codes };
  }

  test('one session', async () => {
    const { one, someone, sessionId, codes } = await warm();
    expect(await one.access.own.endSession(callerOf(someone), sessionId)).toBe(true);
    expect(await codes()).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
  });

  test('all sessions', async () => {
    const { other, someone, codes } = await warm();
    await other.access.own.logoutEverywhere(callerOf(someone));
    expect(await codes()).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
  });

  test('a person who is disabled; enabling them brings no session back', async () => {
    const { house, one, someone, codes } = await warm();
    const boss = callerOf(await house.person(one, { tenantId: someone.tenantId }));
    await one.people.change(boss, someone.id, { status: 'disabled' });
    expect(await codes()).toEqual(['USER_DISABLED', 'USER_DISABLED']);
    await one.people.change(boss, someone.id, { status: 'active' });
    expect(await codes()).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
  });

  test('a role: the next request has the new one', async () => {
    const { house, one, other, someone, accessToken } = await warm();
    const boss = callerOf(await house.person(one, { tenantId: someone.tenantId }));
    await one.people.change(boss, someone.id, { role: 'viewer' });
    const identity = (await door(other, accessToken)) as { role: string; permissions: Set<string> };
    expect(identity.role).toBe('viewer');
    expect(identity.permissions.has('users:write')).toBe(false);
  });

  test('a person who is removed', async () => {
    const { house, one, someone, codes } = await warm();
    const boss = callerOf(await house.person(one, { tenantId: someone.tenantId }));
    await one.people.remove(boss, someone.id);
    expect(await codes()).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
  });

  test('all but the one at which the password is changed', async () => {
    const { one, other, someone, sessionId, accessToken, codes } = await warm();
    const elsewhere = await signIn(other, someone);
    await door(one, elsewhere.accessToken);
    const caller = callerOf(someone, { sessionId });
    await one.access.own.changePassword(caller, { current: someone.password, password: otherPassword });
    expect(await codes()).toEqual(['none', 'none']);
    expect(await codeOf((async () => door(one, elsewhere.accessToken))())).toBe('SESSION_ENDED');
    // The kept one is not kept for ever.
    await one.access.own.logoutEverywhere(caller);
    expect(await codes()).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
    expect(accessToken).toBeDefined();
  });
});

test('while announcements cannot be heard the session is asked for, and nothing is remembered', async () => {
  const { house, other, someone, accessToken } = await ground();
  await door(other, accessToken);
  other.current = false;
  const asked = door(other, accessToken);
  expect(asked).toBeInstanceOf(Promise);
  await asked;
  // Nobody tells; the database knows.
  await house.models.users.updateOne(someone.scope, { _id: someone.id }, { $inc: { epoch: 1 } });
  expect(await codeOf(door(other, accessToken))).toBe('SESSION_ENDED');
  other.current = true;
});

test('what is announced while a session is being looked up is not remembered as it was before', async () => {
  const { house, one, someone, accessToken } = await ground();
  const listeners: ((subject: { kind: 'user'; id: string }) => void)[] = [];
  const looked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const door = createSessionAuthentication({
    users: house.models.users,
    sessions: {
      async findById(...args: Parameters<typeof house.models.sessions.findById>) {
        const found = await house.models.sessions.findById(...args);
        looked.resolve();
        await goOn.promise;
        return found as never;
      },
    },
    accounts: one.people.accounts,
    tokens: {
      accessOf: async () => ({
        userId: someone.id,
        tenantId: someone.tenantId,
        sessionId: (await pass).sessionId,
        expiresAt: new Date(Date.now() + 60_000),
      }),
    },
    revocations: {
      subscribe: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
      isCurrent: () => true,
    },
    clock: house.clock,
  });
  const pass = Promise.resolve({
    sessionId: (await one.access.sessions.list(await someone.reload()))[0]?.id ?? '',
  });
  const asked = door.authenticate(accessToken);
  await looked.promise;
  for (const listener of listeners) listener({ kind: 'user', id: someone.id });
  goOn.resolve();
  await asked;
  const again = door.authenticate(accessToken);
  expect(again).toBeInstanceOf(Promise);
  await again;
});

test('a warm token is refused from the moment at which it runs out', async () => {
  const { house, one, accessToken, accessExpiresAt } = await ground();
  await door(one, accessToken);
  house.clock.set(new Date(+accessExpiresAt - 2000));
  expect(await door(one, accessToken)).toBeDefined();
  house.clock.set(accessExpiresAt);
  expect(() => door(one, accessToken)).toThrow(AuthenticationError);
  expect(await codeOf(door(one, accessToken))).toBe('TOKEN_EXPIRED');
});

test('however many tokens there are, only so many are remembered', async () => {
  const { house, one, someone, accessToken } = await ground();
  const accessOf = vi.fn(async () => ({
    userId: someone.id,
    tenantId: someone.tenantId,
    sessionId: (await one.access.sessions.list(await someone.reload()))[0]?.id ?? '',
    expiresAt: new Date(+house.clock.now() + 60_000),
  }));
  const door = createSessionAuthentication({
    ...house.models,
    accounts: one.people.accounts,
    tokens: { accessOf },
    revocations: { subscribe: () => () => undefined, isCurrent: () => true },
    clock: house.clock,
    most: 3,
  });
  for (const token of ['a', 'b', 'c', 'd']) await door.authenticate(token);
  expect(door.authenticate('d')).not.toBeInstanceOf(Promise);
  expect(door.authenticate('b')).not.toBeInstanceOf(Promise);
  const forgotten = door.authenticate('a');
  expect(forgotten).toBeInstanceOf(Promise);
  await forgotten;
  expect(accessToken).toBeDefined();
});
