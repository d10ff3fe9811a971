/** Many people behind one address: what each of them rightly does leaves the others what is theirs. */
import { beforeAll, describe, expect, test } from 'vitest';
import { dashboardRoutes } from '../../../src/routes/dashboard/dashboard.ts';
import { testApp } from '../../helpers/app.ts';

const most = 3;
const env = {
  RATE_LIMIT_REQUESTS: String(most),
  RATE_LIMIT_LOGINS: String(most),
  RATE_LIMIT_FAILURES: String(most),
  TRUSTED_PROXIES: '127.0.0.1',
};
const house = await testApp({ env });
const person = { email: 'root@example.com', name: 'Grace Hopper', password: 'violin harbor tractor' };

beforeAll(async () => {
  await house.app.people.createFirst(person, 'req_of_a_test');
});

let addresses = 0;
const office = () => `203.0.113.${++addresses}`;
const beyond = Array.from({ length: most + 2 }, (_, at) => at);

function post(path: string, body: unknown, ip: string, more: Record<string, string> = {}) {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': ip, ...more };
  return house.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}
const login = (ip: string, password = person.password) =>
  post('/v1/auth/login', { email: person.email, password }, ip);
const refresh = (refreshToken: string, ip: string) => post('/v1/auth/refresh', { refreshToken }, ip);

async function signedIn() {
  return (await (await login(office())).json()) as { refreshToken: string };
}

const madeUp = `tl_refresh_${'0'.repeat(26)}_${'a'.repeat(43)}_${'b'.repeat(43)}`;

describe('an office', () => {
  test('signs in as often as it has people', async () => {
    const ip = office();
    for (const _ of beyond) expect((await login(ip)).status).toBe(200);
  });

  test('stays signed in as often as it has people', async () => {
    const ip = office();
    const sessions = await Promise.all(beyond.map(() => signedIn()));
    for (const { refreshToken } of sessions) {
      const answer = await refresh(refreshToken, ip);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('ratelimit-policy')).toBe(`"session";q=${most};w=900`);
    }
  });

  test('stays signed in while somebody there tries tokens that were made up, and those are counted', async () => {
    const ip = office();
    const { refreshToken } = await signedIn();
    const statuses = [];
    for (const _ of beyond) statuses.push((await refresh(madeUp, ip)).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await refresh(refreshToken, ip)).status).toBe(200);
  });

  test('opens the page, and asks whether it is signed in, as often as it likes', async () => {
    const ip = office();
    for (const _ of beyond) {
      const answer = await post('/v1/auth/refresh', {}, ip);
      expect(await answer.json()).toMatchObject({ code: 'REFRESH_TOKEN_MISSING' });
      for (const { url } of dashboardRoutes.filter((row) => row.url !== '/assets/:name')) {
        const page = await house.fetch(url.replace(':callId', 'call_1'), {
          headers: { 'x-forwarded-for': ip },
        });
        expect([url, page.headers.has('ratelimit'), page.status === 429]).toEqual([url, false, false]);
      }
    }
  });
});

describe('one session', () => {
  test('renews its tokens so often and no more, from however many addresses', async () => {
    let { refreshToken } = await signedIn();
    const statuses = [];
    for (const _ of beyond) {
      const answer = await refresh(refreshToken, office());
      statuses.push(answer.status);
      if (answer.status === 200) ({ refreshToken } = (await answer.json()) as { refreshToken: string });
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  test('is counted by a cookie as by a body', async () => {
    const { refreshToken } = await signedIn();
    const statuses = [];
    for (const _ of beyond) {
      // From no page of ours: refused, and counted all the same.
      statuses.push(
        (await post('/v1/auth/refresh', {}, office(), { cookie: `trunkline_refresh=${refreshToken}` }))
          .status,
      );
    }
    expect(statuses).toEqual([403, 403, 403, 429, 429]);
  });
});

describe('wrong passwords', () => {
  test('are counted by address, and after too many nobody from there is asked for one', async () => {
    const ip = office();
    const statuses = [];
    for (const at of beyond) {
      statuses.push(
        (await post('/v1/auth/login', { email: `nobody-${at}@example.com`, password: 'x' }, ip)).status,
      );
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await login(ip)).status).toBe(429);
    expect((await login(office())).status).toBe(200);
  });
});
