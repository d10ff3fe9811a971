import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf, readRefreshToken } from '../../../src/services/access/refresh-tokens.ts';
import { graceMs, mostEarlier } from '../../../src/services/access/replaced-tokens.ts';
import { database } from '../../helpers/mongo.ts';
import { testRedis } from '../../helpers/redis.ts';
import { accessHouse, callerOf, codeOf, signIn, visit } from './support/house.ts';

const mongo = await database();
const redis = testRedis();

async function ground() {
  const house = await accessHouse(mongo, redis);
  const [one, other] = [house.instance(), house.instance()];
  const someone = await house.person(one);
  const refresh = (token: string, at = one) => at.access.refresh.refresh(token, visit());
  return { house, one, other, someone, refresh };
}

describe('a refresh token', () => {
  test('gives the next one, on any instance, and the access tokens are good', async () => {
    const { one, other, someone, refresh } = await ground();
    const first = await signIn(one, someone);
    const second = await refresh(first.refreshToken, other);
    const third = await refresh(second.refreshToken);
    expect(new Set([first.refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
    const identity = await other.access.sessions.authenticate(third.accessToken);
    expect(identity).toMatchObject({ id: someone.id, sessionId: first.sessionId, role: 'operator' });
  });

  test('that was used before ends the session for both, wherever it is shown', async () => {
    const { house, one, other, someone, refresh } = await ground();
    const first = await signIn(one, someone);
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    house.clock.advance(21_000);
    expect(await codeOf(refresh(first.refreshToken, other))).toBe('REFRESH_TOKEN_REUSED');
    expect(await codeOf(refresh(third.refreshToken))).toBe('SESSION_ENDED');
    expect(await codeOf(one.access.sessions.authenticate(third.accessToken))).toBe('SESSION_ENDED');
    expect(house.noted.at(-1)).toMatchObject({ action: 'session.revoke', resource: { id: first.sessionId } });
  });

  test('whose answer was lost gives the very same successor again, for some seconds', async () => {
    const { house, one, other, someone, refresh } = await ground();
    const first = await signIn(one, someone);
    const lost = await refresh(first.refreshToken);
    house.clock.advance(19_000);
    const again = await refresh(first.refreshToken, other);
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect(await refresh(again.refreshToken)).toMatchObject({ sessionId: first.sessionId });
  });

  test('is not good again when those seconds are over', async () => {
    const { house, one, someone, refresh } = await ground();
    const first = await signIn(one, someone);
    await refresh(first.refreshToken);
    house.clock.advance(21_000);
    expect(await codeOf(refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
  });

  // A tab that is loaded again while it refreshes leaves a request behind, which may arrive whenever it likes.
  test('whose successor was used gives nothing, and ends nothing while it may be a late request', async () => {
    const { house, one, other, someone, refresh } = await ground();
    const first = await signIn(one, someone);
    let newest = await refresh(first.refreshToken);
    for (let times = 0; times < 5; times += 1) newest = await refresh(newest.refreshToken);
    house.clock.advance(19_000);
    expect(await codeOf(refresh(first.refreshToken, other))).toBe('REFRESH_TOKEN_REPLACED');
    newest = await refresh(newest.refreshToken, other);
    // Being shown has not prolonged it.
    house.clock.advance(2_000);
    expect(await codeOf(refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
    expect(await codeOf(refresh(newest.refreshToken))).toBe('SESSION_ENDED');
  });

  test('leaves no more behind than what counts, and that is limited', async () => {
    const { house, one, someone, refresh } = await ground();
    const first = await signIn(one, someone);
    const tokens = [first.refreshToken];
    for (let times = 0; times < mostEarlier + 2; times += 1) {
      tokens.push((await refresh(tokens.at(-1) ?? '')).refreshToken);
    }
    const stored = () => house.models.sessions.findById(someone.scope, first.sessionId);
    expect((await stored())?.earlier).toHaveLength(mostEarlier);
    expect(await codeOf(refresh(tokens[1] ?? ''))).toBe('REFRESH_TOKEN_REPLACED');
    house.clock.advance(graceMs + 1);
    tokens.push((await refresh(tokens.at(-1) ?? '')).refreshToken);
    expect((await stored())?.earlier).toEqual([]);
  });

  // To the safe side: a storm is no way to hide.
  test('that fell out of what is remembered in a storm ends the session', async () => {
    const { one, someone, refresh } = await ground();
    const first = await signIn(one, someone);
    let newest = first;
    for (let times = 0; times < mostEarlier + 2; times += 1) newest = await refresh(newest.refreshToken);
    expect(await codeOf(refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
    expect(await codeOf(refresh(newest.refreshToken))).toBe('SESSION_ENDED');
  });

  // Otherwise whoever knows the id of a session could end it.
  test('that nobody was ever given does no harm', async () => {
    const { one, someone, refresh } = await ground();
    const { refreshToken } = await signIn(one, someone);
    const [start, tag] = [refreshToken.slice(0, 38), refreshToken.slice(-43)];
    const madeUp = `${start}${'A'.repeat(43)}_${tag}`;
    expect(readRefreshToken(madeUp)).toBeDefined();
    expect(await codeOf(refresh(madeUp))).toBe('REFRESH_TOKEN_UNKNOWN');
    expect(await codeOf(refresh('tl_refresh_nonsense'))).toBe('REFRESH_TOKEN_UNKNOWN');
    expect(await refresh(refreshToken)).toBeDefined();
  });

  test('lasts a week, and however it is renewed the session ends after thirty days', async () => {
    const { house, one, someone, refresh } = await ground();
    const day = 24 * 3_600_000;
    const idle = await signIn(one, someone);
    house.clock.advance(7 * day + 1);
    expect(await codeOf(refresh(idle.refreshToken))).toBe('SESSION_ENDED');
    let pass = await signIn(one, someone);
    for (let days = 0; days < 30; days += 6) {
      pass = await refresh(pass.refreshToken);
      house.clock.advance(6 * day);
    }
    expect(await codeOf(refresh(pass.refreshToken))).toBe('SESSION_ENDED');
  });

  test('lies in the database neither as it is nor as something that makes one', async () => {
    const { house, one, someone, refresh } = await ground();
    const pass = await refresh((await signIn(one, someone)).refreshToken);
    const token = readRefreshToken(pass.refreshToken);
    const stored = await house.models.sessions.findById(someone.scope, pass.sessionId);
    expect(stored?.refreshHash).toBe(hashOf(token?.secret ?? ''));
    expect(JSON.stringify(stored)).not.toContain(token?.secret);
    expect(JSON.stringify(stored)).not.toContain('a test');
  });

  test('of a suspended tenant is refused, and good again afterwards', async () => {
    const { house, one, someone, refresh } = await ground();
    const { refreshToken } = await signIn(one, someone);
    house.statuses.set(someone.tenantId, 'suspended');
    expect(await codeOf(refresh(refreshToken))).toBe('TENANT_SUSPENDED');
    house.statuses.set(someone.tenantId, 'active');
    expect(await refresh(refreshToken)).toBeDefined();
  });

  test('shown many times at once gives one successor', async () => {
    const { one, other, someone, refresh } = await ground();
    const { refreshToken } = await signIn(one, someone);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, at) => refresh(refreshToken, at % 2 === 0 ? one : other)),
    );
    expect(new Set(all.map((pass) => pass.refreshToken)).size).toBe(1);
    expect(await refresh(all[0]?.refreshToken ?? '')).toBeDefined();
  });
});

test('logging out ends the session of its token, once and for all', async () => {
  const { one, other, someone, refresh } = await ground();
  const [here, there] = [await signIn(one, someone), await signIn(other, someone)];
  await one.access.refresh.logout(here.refreshToken, visit());
  await one.access.refresh.logout(here.refreshToken, visit());
  expect(await codeOf(refresh(here.refreshToken, other))).toBe('SESSION_ENDED');
  expect(await codeOf(refresh(there.refreshToken))).toBe('none');
});

/** What clients, thieves and their owner may do, in any order, on two instances. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('refresh' as const), who: fc.nat(2), at: fc.nat(1) }),
  },
  // Somebody shows a token that he had before: the n-th last.
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reuse' as const),
      who: fc.nat(2),
      back: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('logout' as const), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('everywhere' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('at once' as const), who: fc.nat(2) }) },
);

interface Client {
  readonly tokens: string[];
  /** The client's own tokens work until this. */
  ended: boolean;
}

test('whatever is done in whatever order: a family has one live token at most, and a stolen one ends it', async () => {
  const { house, one, other, someone, refresh } = await ground();
  const instances = [one, other] as const;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const clients: Client[] = [];
      for (let n = 0; n < 3; n += 1) {
        clients.push({ tokens: [(await signIn(one, someone)).refreshToken], ended: false });
      }
      for (const one of steps) await take(one, clients);
      for (const client of clients) await expectOneLive(client);
    }),
    { numRuns: 25 },
  );

  async function take(done: typeof step extends fc.Arbitrary<infer S> ? S : never, clients: Client[]) {
    const client = 'who' in done ? clients[done.who] : undefined;
    switch (done.kind) {
      case 'wait':
        house.clock.advance(done.seconds * 1000);
        return;
      case 'everywhere':
        await one.access.own.logoutEverywhere(callerOf(someone));
        for (const each of clients) each.ended = true;
        return;
    }
    if (client === undefined) return;
    const newest = client.tokens.at(-1) ?? '';
    switch (done.kind) {
      case 'refresh': {
        const pass = await refresh(newest, instances[done.at === 0 ? 0 : 1]).catch(() => undefined);
        expect(pass === undefined, 'the newest token is good until the session has ended').toBe(client.ended);
        if (pass !== undefined) client.tokens.push(pass.refreshToken);
        return;
      }
      case 'at once': {
        const passes = await Promise.allSettled(instances.map((instance) => refresh(newest, instance)));
        const given = passes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.refreshToken] : []));
        expect(new Set(given).size, 'one successor').toBe(client.ended ? 0 : 1);
        client.tokens.push(...new Set(given));
        return;
      }
      case 'reuse': {
        const old = client.tokens.at(-1 - done.back);
        if (old === undefined) return;
        const answer = await refresh(old, other).catch((error: { code?: string }) => error.code);
        // Either the grace gave what the client has already, or nothing and harmed nobody, or the family is dead.
        if (answer === 'REFRESH_TOKEN_REPLACED')
          expect(client.ended, 'a late one of a live family').toBe(false);
        else if (typeof answer !== 'object') client.ended = true;
        else expect(answer.refreshToken).toBe(newest);
        return;
      }
      case 'logout':
        await other.access.refresh.logout(newest, visit());
        client.ended = true;
    }
  }

  /** Of all tokens that were ever given out in a family. */
  async function expectOneLive({ tokens, ended }: Client) {
    house.clock.advance(60_000);
    const live = [];
    // From the newest: an old one that is shown ends the family.
    for (const token of tokens.toReversed()) {
      const pass = await refresh(token).catch(() => undefined);
      if (pass !== undefined) live.push(token);
    }
    expect(live).toEqual(ended ? [] : [tokens.at(-1)]);
  }
});
