/** What callers see of limits: on a whole Trunkline, with a real Redis that is there, wiped, hanging and away. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { AuthenticationError } from '../../../src/core/errors.ts';
import { newId } from '../../../src/core/ids.ts';
import type { Guards } from '../../../src/routes/frame/access.ts';
import { defineRoute } from '../../../src/routes/frame/route.ts';
import { callerGuards } from '../../../src/routes/guards/callers.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { testDoors } from '../../helpers/doors.ts';
import { redisProxy } from '../../helpers/redis-proxy.ts';

const words = { summary: 'For tests', description: 'For tests.', tags: ['Tests'] } as const;
const Ok = z.object({ ok: z.literal(true) });
const schema = { response: { 200: Ok } };

const open = defineRoute({
  ...words,
  method: 'GET',
  url: '/test/open',
  access: { kind: 'public' },
  schema,
  handler: (_services, _request, reply) => reply.code(200).send({ ok: true }),
});
const { handler } = open;
const get = { ...words, method: 'GET', schema, handler } as const;
const post = { ...words, method: 'POST', unaudited: 'It changes nothing.', schema, handler } as const;
const anybody = { kind: 'public' } as const;
const other = defineRoute({ ...get, url: '/test/other', access: anybody });
const login = defineRoute({
  ...post,
  url: '/test/login',
  access: anybody,
  limit: 'login',
  handler(_services, { headers }, reply) {
    if (headers['x-secret'] === 'wrong') throw new AuthenticationError('Wrong.');
    return reply.code(200).send({ ok: true });
  },
});
const own = defineRoute({ ...get, url: '/test/own', access: { kind: 'caller', permission: 'calls:read' } });
const write = defineRoute({
  ...get,
  url: '/test/write',
  access: { kind: 'caller', permission: 'users:write' },
});
const hook = defineRoute({
  ...post,
  url: '/test/hook',
  access: { kind: 'providerSignature', provider: 'twilio' },
});
const routes = [open, other, login, own, write, hook];

const people = testDoors();
const late = 'a token of ours that has run out';
const doors = {
  ...people,
  sessions: {
    authenticate(token: string) {
      if (token === encodeURIComponent(late)) throw new AuthenticationError(late, { code: 'TOKEN_EXPIRED' });
      return people.sessions.authenticate(token);
    },
  },
};
const guards: Guards = {
  ...callerGuards(doors),
  // In the stage in which a body can be verified.
  providerSignature: () => ({
    preHandler: (request, _reply, done) => {
      request.connectionId = String(request.headers['x-connection']);
      done();
    },
  }),
};

const from = (ip: string, method = 'GET') => ({ method, headers: { 'x-forwarded-for': ip } });

const env = {
  TRUSTED_PROXIES: '127.0.0.1',
  RATE_LIMIT_REQUESTS: '3',
  RATE_LIMIT_LOGINS: '2',
  RATE_LIMIT_FAILURES: '3',
  RATE_LIMIT_CALLER_REQUESTS: '3',
  RATE_LIMIT_CONNECTION_REQUESTS: '2',
  METRICS_TOKEN: 'a-token-of-the-test',
};

/** For one test. */
async function start(more: Record<string, string> = {}): Promise<TestApp> {
  const started = await testApp({ routes, guards, env: { ...env, ...more }, until: onTestFinished });
  await untilShared(started);
  return started;
}

/** For all others: each comes from addresses of its own. */
const app = await testApp({ routes, guards, env });
await untilShared(app);
let addresses = 0;
const address = () => `203.0.113.${++addresses}`;

/** Until Redis is counted in. Asks from an address that no test has. */
async function untilShared({ fetch }: Pick<TestApp, 'fetch'>): Promise<void> {
  for (
    let n = 0;
    (await fetch('/test/login', from(`10.9.${n >> 8}.${n & 255}`, 'POST'))).status !== 200;
    n += 1
  ) {
    await sleep(50);
  }
}

const as = (token: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});

/** The fields of the draft: names in quotes, numbers by letters. */
function told(response: Response): Record<string, Record<string, number>> {
  const items = [response.headers.get('ratelimit-policy'), response.headers.get('ratelimit')]
    .flatMap((field) => field?.split(', ') ?? [])
    .map((item) => {
      const [name = '', ...numbers] = item.split(';');
      return [name.slice(1, -1), Object.fromEntries(numbers.map((one) => one.split('=')))] as const;
    });
  const all: Record<string, Record<string, number>> = {};
  for (const [name, numbers] of items) {
    for (const [letter, number] of Object.entries(numbers)) {
      all[name] = { ...all[name], [letter]: Number(number) };
    }
  }
  return all;
}

describe('an address', () => {
  test('may call a public route so often, and is told what is left, and then when to come again', async () => {
    const ip = address();
    for (const r of [2, 1, 0]) {
      const response = await app.fetch('/test/open', from(ip));
      expect(response.status).toBe(200);
      const { public: item } = told(response);
      expect(item).toMatchObject({ q: 3, w: 900, r });
      expect(item?.t).toBeGreaterThan(840);
      expect(item?.t).toBeLessThanOrEqual(960);
    }
    const refused = await app.fetch('/test/open', from(ip));
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect(told(refused).public).toMatchObject({ q: 3, w: 900, r: 0 });
    expect(refused.headers.get('retry-after')).toBe(String(told(refused).public?.t));
  });

  test('is let in again after the seconds it was told', async () => {
    const quick = await start({ RATE_LIMIT_WINDOW_SECONDS: '1' });
    const ask = () => quick.fetch('/test/open', from('203.0.113.1'));
    let refused = await ask();
    // A slow machine may need several windows for more than is allowed in one.
    while (refused.status === 200)
      [refused] = (await Promise.all([ask(), ask(), ask(), ask()])).toReversed() as [Response];
    expect(refused.status).toBe(429);
    await sleep(Number(refused.headers.get('retry-after')) * 1000);
    expect((await ask()).status).toBe(200);
  });

  test('counts for itself and for each route, HEAD with GET; and IPv6 by the /64', async () => {
    for (let n = 0; n < 3; n += 1) await app.fetch('/test/open', from('2001:db8::1'));
    const status = async (path: string, ip: string, method = 'GET') =>
      (await app.fetch(path, from(ip, method))).status;
    expect(await status('/test/open', '2001:db8::1')).toBe(429);
    expect(await status('/test/open', '2001:db8::9:9:9:9')).toBe(429);
    expect(await status('/test/open', '2001:db8::1', 'HEAD')).toBe(429);
    expect(await status('/test/open', '2001:db8:0:1::1')).toBe(200);
    expect(await status('/test/other', '2001:db8::1')).toBe(200);
  });

  test('stands nowhere in Redis', async () => {
    await app.fetch('/test/open', from(address()));
    const redis = new Redis(inject('redisUrl'));
    const keys = await redis.keys(`{${app.app.config.REDIS_PREFIX}}:ratelimit:*`);
    await redis.quit();
    expect(keys.some((key) => key.endsWith(':GET /test/open'))).toBe(true);
    expect(
      keys.filter((key) => /203\.0\.113|2001/.test(key.replace(app.app.config.REDIS_PREFIX, ''))),
    ).toEqual([]);
  });

  test('is not counted by what has to answer under any load', async () => {
    const ip = address();
    for (let n = 0; n < 5; n += 1) {
      for (const path of ['/health', '/ready']) {
        const response = await app.fetch(path, from(ip));
        expect([path, response.status]).toEqual([path, 200]);
        expect(response.headers.has('ratelimit')).toBe(false);
      }
      expect((await app.fetch('/metrics', as(env.METRICS_TOKEN))).status).toBe(200);
    }
  });
});

describe('who signs in', () => {
  const tries = async (ip: string, secrets: readonly string[]) => {
    const statuses = [];
    for (const secret of secrets) {
      const { method, headers } = from(ip, 'POST');
      const init = { method, headers: { ...headers, 'x-secret': secret } };
      statuses.push((await app.fetch('/test/login', init)).status);
    }
    return statuses;
  };

  test('is limited more strictly by what was wrong, and then turned away with what is right as well', async () => {
    expect(await tries(address(), ['wrong', 'wrong', 'wrong', 'right'])).toEqual([401, 401, 429, 429]);
  });

  test('uses up nothing with what is right: others are behind the same address', async () => {
    const rights = ['right', 'right', 'right', 'right', 'wrong', 'right', 'wrong', 'right'];
    expect(await tries(address(), rights)).toEqual([200, 200, 200, 200, 401, 200, 401, 429]);
  });
});

describe('a caller', () => {
  test('is limited as such, and told so; not by address, as a whole office may come from one', async () => {
    const [one, another] = [doors.tokenOf('viewer', newId('ten')), doors.tokenOf('viewer', newId('ten'))];
    const init = from(address());
    const ask = (token: string) => app.fetch('/test/own', as(token, init.headers));
    for (const r of [2, 1, 0]) expect(told(await ask(one)).caller).toMatchObject({ q: 3, w: 60, r });
    expect((await ask(one)).status).toBe(429);
    expect((await ask(another)).status).toBe(200);
  });
});

describe('wrong keys and tokens', () => {
  const wrong = (ip: string) => ({ headers: { 'x-api-key': 'guessed', 'x-forwarded-for': ip } });

  test('are counted by address; after too many nobody from there is asked any more', async () => {
    const ip = address();
    const right = doors.tokenOf('viewer', newId('ten'));
    for (const r of [2, 1, 0]) {
      const response = await app.fetch('/test/own', wrong(ip));
      expect(response.status).toBe(401);
      expect(told(response).failures).toMatchObject({ q: 3, r });
    }
    const barred = await app.fetch('/test/own', wrong(ip));
    expect(barred.status).toBe(429);
    expect(Number(barred.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await app.fetch('/test/own', as(right, from(ip).headers))).status).toBe(429);
    expect((await app.fetch('/test/own', as(right, from(address()).headers))).status).toBe(200);
  });

  test('are something else than one of ours that has run out', async () => {
    const ip = address();
    const init = as(encodeURIComponent(late), from(ip).headers);
    for (let n = 0; n < 5; n += 1) expect((await app.fetch('/test/own', init)).status).toBe(401);
    const right = as(doors.tokenOf('viewer', newId('ten')), from(ip).headers);
    expect((await app.fetch('/test/own', right)).status).toBe(200);
  });

  test('are something else than what a right one may not do', async () => {
    const init = as(doors.tokenOf('viewer', newId('ten')), from(address()).headers);
    for (let n = 0; n < 5; n += 1) expect((await app.fetch('/test/write', init)).status).toBe(403);
    expect((await app.fetch('/test/own', init)).status).toBe(200);
  });
});

describe('a provider', () => {
  test('is limited by its connection, not by its address', async () => {
    const send = async (connection: string) => {
      const init = { method: 'POST', headers: { 'x-connection': connection } };
      return (await app.fetch('/test/hook', init)).status;
    };
    expect([await send('conn_1'), await send('conn_1'), await send('conn_1')]).toEqual([200, 200, 429]);
    expect(await send('conn_2')).toBe(200);
  });
});

describe('several instances', () => {
  test('count in one window', async () => {
    const ip = address();
    const two = await start({ REDIS_PREFIX: app.app.config.REDIS_PREFIX });
    const left = [];
    for (const each of [app, two, app, two]) {
      const response = await each.fetch('/test/open', from(ip));
      left.push([response.status, told(response).public?.r]);
    }
    expect(left).toEqual([
      [200, 2],
      [200, 1],
      [200, 0],
      [429, 0],
    ]);
    const wrong = { headers: { 'x-api-key': 'guessed', 'x-forwarded-for': ip } };
    for (let n = 0; n < 3; n += 1) await app.fetch('/test/own', wrong);
    // That an address has gone too far, another instance learns with the first wrong key from there.
    expect((await two.fetch('/test/own', wrong)).status).toBe(401);
    expect((await two.fetch('/test/own', wrong)).status).toBe(429);
  });
});

describe('Redis', () => {
  async function behindProxy(more: Record<string, string> = {}) {
    const proxy = await redisProxy(inject('redisUrl'));
    onTestFinished(proxy.close);
    return { proxy, app: await start({ REDIS_URL: proxy.url, ...more }) };
  }
  const statuses = async (app: TestApp, times: number, path = '/test/open', init = from('203.0.113.1')) => {
    const all = [];
    for (let n = 0; n < times; n += 1) all.push((await app.fetch(path, init)).status);
    return all;
  };

  test('wiped: counting begins anew', async () => {
    const { app } = await behindProxy();
    expect(await statuses(app, 4)).toEqual([200, 200, 200, 429]);
    const redis = new Redis(inject('redisUrl'));
    await redis.unlink(...(await redis.keys(`{${app.app.config.REDIS_PREFIX}}:ratelimit:*`)));
    await redis.script('FLUSH');
    await redis.quit();
    expect(await statuses(app, 4)).toEqual([200, 200, 200, 429]);
  });

  test('away: each instance counts in its memory, logins are refused; and back: all count together again', async () => {
    const { proxy, app } = await behindProxy();
    await proxy.goAway();
    expect(await statuses(app, 4)).toEqual([200, 200, 200, 429]);
    const response = await app.fetch('/test/open', from('203.0.113.1'));
    expect(told(response).public).toMatchObject({ q: 3, r: 0 });
    const refused = await app.fetch('/test/login', from('203.0.113.1', 'POST'));
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    expect(await refused.json()).toMatchObject({ code: 'UNAVAILABLE' });
    await proxy.comeBack();
    await untilShared(app);
    // Nothing was counted in Redis meanwhile.
    expect(await statuses(app, 4)).toEqual([200, 200, 200, 429]);
  });

  test('hanging: no request waits for it, and it is asked again once it answers', async () => {
    const { proxy, app } = await behindProxy({ RATE_LIMIT_REQUESTS: '1000', RATE_LIMIT_PATIENCE_MS: '200' });
    proxy.hang();
    // Each alone would wait two seconds for a command, all of them for ever.
    const all = await Promise.all(Array.from({ length: 200 }, () => statuses(app, 1)));
    expect(all.flat().every((status) => status === 200)).toBe(true);
    expect((await app.fetch('/test/login', from('203.0.113.2', 'POST'))).status).toBe(503);
    const lines = await Promise.all(
      Array.from({ length: 20 }, async () => app.lineOf(await app.fetch('/test/open', from('203.0.113.1')))),
    );
    const waited = lines.filter(({ metadata }) => Number(metadata?.durationMs) >= 200);
    // One tries for all each second; the others wait for nothing.
    expect(waited.length).toBeLessThan(10);
    proxy.resume();
    await untilShared(app);
    expect(
      app.lines
        .filter(({ message }) => message.startsWith('rate limits are counted'))
        .map(({ level }) => level),
    ).toContain('info');
  });
});
