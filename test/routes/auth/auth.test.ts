/** Signing in and people, by what a caller sees. */
import { beforeAll, describe, expect, test } from 'vitest';
import { platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { testApp } from '../../helpers/app.ts';

const password = 'violin harbor tractor';
const logins = { RATE_LIMIT_LOGINS: '1000000' };
const app = await testApp({ env: logins });
const away = await testApp({ env: { ...logins, REDIS_URL: 'redis://127.0.0.1:1' } });
const first = { email: 'root@example.com', name: 'Grace Hopper', password };

beforeAll(async () => {
  await app.app.people.createFirst(first, 'req_of_a_test');
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}, method = 'POST') {
  const response = await app.fetch(path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

const login = (who: { email: string; password: string } = first, more: object = {}, headers = {}) =>
  post('/v1/auth/login', { email: who.email, password: who.password, ...more }, headers);
const bearer = (token: string, headers: Record<string, string> = {}): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  ...headers,
});
const get = (path: string, headers: Record<string, string>) => post(path, undefined, headers, 'GET');

describe('a client of the API', () => {
  test('gets its tokens in the body, and goes on with them', async () => {
    const { status, body, headers } = await login();
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({
      outcome: 'signed-in',
      person: { role: 'administrator', name: 'Grace Hopper' },
    });
    const me = await get('/v1/auth/me', bearer(body.accessToken));
    expect(me.body).toMatchObject({ email: first.email, tenantId: platformTenantId, secondFactor: false });
    const next = await post('/v1/auth/refresh', { refreshToken: body.refreshToken });
    expect(next.body.refreshToken).toMatch(/^tl_refresh_/);
    expect((await post('/v1/auth/logout', { refreshToken: next.body.refreshToken })).status).toBe(204);
    expect((await get('/v1/auth/me', bearer(next.body.accessToken))).body.code).toBe('SESSION_ENDED');
  });

  test.each([
    ['a wrong password', { ...first, password: 'wrong' }, 401, 'CREDENTIALS_WRONG'],
    ['an address of nobody', { email: 'nobody@example.com', password }, 401, 'CREDENTIALS_WRONG'],
    ['no password', { email: first.email, password: '' }, 400, 'VALIDATION_FAILED'],
  ])('is refused with %s', async (_what, who, status, code) => {
    const answer = await login(who);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test.each([
    ['nonsense', 'TOKEN_MALFORMED'],
    ['eyJhbGciOiJub25lIn0.e30.', 'TOKEN_MALFORMED'],
  ])('is refused with the token %s', async (token, code) => {
    const { status, body } = await get('/v1/auth/me', bearer(token));
    expect([status, body.code]).toEqual([401, code]);
  });

  test('sees where it is signed in, and ends a session elsewhere', async () => {
    const [here, there] = [(await login()).body, (await login()).body];
    const { body } = await get('/v1/auth/sessions', bearer(here.accessToken));
    expect(body.items.find((one: { current: boolean }) => one.current)).toMatchObject({
      id: here.sessionId,
      ip: '127.0.0.1',
    });
    const path = `/v1/auth/sessions/${there.sessionId}`;
    expect((await post(path, undefined, bearer(here.accessToken), 'DELETE')).status).toBe(204);
    expect((await get('/v1/auth/me', bearer(there.accessToken))).body.code).toBe('SESSION_ENDED');
    expect((await post(path, undefined, bearer(here.accessToken), 'DELETE')).status).toBe(404);
  });

  test('ends all other sessions and goes on itself, also with its refresh token', async () => {
    const [one, here, other] = [(await login()).body, (await login()).body, (await login()).body];
    const { status } = await post('/v1/auth/logout-others', undefined, bearer(here.accessToken));
    expect(status).toBe(204);
    for (const { accessToken, refreshToken } of [one, other]) {
      expect((await get('/v1/auth/me', bearer(accessToken))).body.code).toBe('SESSION_ENDED');
      expect((await post('/v1/auth/refresh', { refreshToken })).status).toBe(401);
    }
    const next = await post('/v1/auth/refresh', { refreshToken: here.refreshToken });
    const { body } = await get('/v1/auth/sessions', bearer(next.body.accessToken));
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([here.sessionId]);
    // Whoever signs in afterwards is no other one.
    expect((await get('/v1/auth/me', bearer((await login()).body.accessToken))).status).toBe(200);
  });

  test('changes what it is called, and nothing else of itself', async () => {
    const { accessToken } = (await login()).body;
    const patch = (body: object) => post('/v1/auth/me', body, bearer(accessToken), 'PATCH');
    const before = (await get('/v1/auth/me', bearer(accessToken))).body;
    const changed = { ...before, name: 'Grace Murray Hopper' };
    expect((await patch({ name: 'Grace Murray Hopper', role: 'viewer' })).body).toEqual(changed);
    expect((await get('/v1/auth/me', bearer(accessToken))).body).toEqual(changed);
    expect((await patch({ name: ' ' })).status).toBe(400);
    expect((await patch({ name: first.name })).status).toBe(200);
  });
});

describe('a browser', () => {
  const ours = { 'x-trunkline-client': 'dashboard' };
  async function cookieOf() {
    const { headers, body } = await login(first, { refreshBy: 'cookie' }, ours);
    const cookie = headers.get('set-cookie') ?? '';
    return { cookie, pair: cookie.split(';')[0] ?? '', body };
  }

  test('has its refresh token where no script reads it and no other page sends it', async () => {
    const { cookie, body } = await cookieOf();
    expect(body.refreshToken).toBeNull();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\/v1\/auth/);
    // This is http on the own machine.
    expect(cookie).not.toMatch(/Secure/);
    const elsewhere = await app.http.fastify.inject({
      method: 'POST',
      url: '/v1/auth/login',
      headers: { ...ours, host: 'calls.example.com' },
      payload: { ...first, name: undefined, refreshBy: 'cookie' },
    });
    expect(String(elsewhere.headers['set-cookie'])).toMatch(/Secure/);
  });

  test('goes on with it, and it is taken away at the end', async () => {
    const { pair } = await cookieOf();
    const next = await post('/v1/auth/refresh', undefined, { ...ours, cookie: pair });
    expect([next.status, next.body.refreshToken]).toEqual([200, null]);
    const newer = next.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(newer).not.toBe(pair);
    const out = await post('/v1/auth/logout', undefined, { ...ours, cookie: newer });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('1970')]);
    expect((await post('/v1/auth/refresh', undefined, { ...ours, cookie: newer })).body.code).toBe(
      'SESSION_ENDED',
    );
  });

  test.each([
    ['a form of another page', {}],
    ['a script of another page', { ...ours, origin: 'https://evil.example' }],
    ['a page from a file', { ...ours, origin: 'null' }],
  ])('is not used by %s', async (_what, headers) => {
    const { pair } = await cookieOf();
    for (const path of ['/v1/auth/refresh', '/v1/auth/logout']) {
      const { status, body } = await post(path, undefined, { ...headers, cookie: pair });
      expect([status, body.code], path).toEqual([403, 'NOT_OUR_PAGE']);
    }
    expect((await login(first, { refreshBy: 'cookie' }, headers)).body.code).toBe('NOT_OUR_PAGE');
    expect(
      (await post('/v1/auth/refresh', undefined, { ...ours, origin: app.url, cookie: pair })).status,
    ).toBe(200);
  });
});

describe('people', () => {
  async function boss() {
    const { body } = await login();
    const slug = newId('ten').slice(-20);
    const tenant = await post(
      '/v1/tenants',
      { name: 'Example Ltd', slug, currency: 'EUR', timeZone: 'UTC' },
      bearer(body.accessToken),
    );
    expect(tenant.status, JSON.stringify(tenant.body)).toBe(201);
    return bearer(body.accessToken, { 'x-tenant-id': tenant.body.id });
  }

  test('are invited, changed and removed by whoever may, and listed page by page', async () => {
    const headers = await boss();
    const made = [];
    for (const name of ['One', 'Two', 'Three']) {
      const email = `${newId('usr')}@example.com`;
      const { status, body } = await post('/v1/people', { email, name, role: 'viewer' }, headers);
      expect([status, body.status, body.email]).toEqual([201, 'invited', email]);
      made.unshift(body.id);
    }
    const page = await get('/v1/people?limit=2', headers);
    const rest = await get(`/v1/people?limit=2&cursor=${page.body.nextCursor}`, headers);
    expect([...page.body.items, ...rest.body.items].map(({ id }) => id)).toEqual(made);
    expect(rest.body.nextCursor).toBeNull();
    const path = `/v1/people/${made[0]}`;
    expect((await post(path, { role: 'operator' }, headers, 'PATCH')).body.role).toBe('operator');
    expect((await post(path, undefined, headers, 'DELETE')).status).toBe(204);
    const gone = await get(path, headers);
    const never = await get(`/v1/people/${newId('usr')}`, headers);
    expect([gone.status, gone.body.code, gone.body.error]).toEqual([404, never.body.code, never.body.error]);
    const noted = await app.app.audit.list(
      scopeFromJob({ tenantId: headers['x-tenant-id'] ?? '' }),
      { limit: 10 },
      { fullNumbers: false },
    );
    expect(noted.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['person.invite', 'person.change', 'person.remove']),
    );
  });

  test('nobody removes the last administrator, or himself', async () => {
    const { body } = await login();
    const headers = bearer(body.accessToken);
    const self = await post(`/v1/people/${body.person.id}`, undefined, headers, 'DELETE');
    expect([self.status, self.body.code]).toEqual([409, 'NOT_YOURSELF']);
  });
});

test('while Redis is away nobody signs in, is told when to try again, and whoever is in stays so', async () => {
  await away.app.people.createFirst(first, 'req_of_a_test');
  const asked = () =>
    away.fetch('/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: first.email, password }),
    });
  const response = await asked();
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  await response.text();
});
