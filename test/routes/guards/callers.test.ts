/** Who gets in, and what everybody else is told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { keyScopes, type permissions, permissionsOf } from '../../../src/core/permissions.ts';
import { tenantOf } from '../../../src/core/tenancy.ts';
import type { Access } from '../../../src/routes/frame/access.ts';
import { callerOf } from '../../../src/routes/frame/caller-of.ts';
import { defineRoute } from '../../../src/routes/frame/route.ts';
import { newKeyText } from '../../../src/services/keys/text.ts';
import { accessHouse, type Credentials, everyRole } from '../../helpers/access-house.ts';

const seen = z.object({
  id: z.string(),
  kind: z.string(),
  tenantId: z.string(),
  scope: z.string(),
  ip: z.string(),
  requestId: z.string(),
});

const whoami = (url: string, access: Access) =>
  defineRoute({
    method: 'GET',
    url,
    access,
    summary: 'Who',
    description: 'Who asks.',
    tags: ['Tests'],
    schema: { response: { 200: seen } },
    handler(_services, request, reply) {
      const { id, kind, tenantId, scope, ip, requestId } = callerOf(request);
      return reply.code(200).send({ id, kind, tenantId, scope: tenantOf(scope), ip, requestId });
    },
  });

const house = await accessHouse({
  routes: [
    whoami('/test/caller', { kind: 'caller', permission: 'calls:read' }),
    whoami('/test/platform', { kind: 'platform', permission: 'platform:read' }),
    whoami('/test/signed-in', { kind: 'signedIn' }),
  ],
});
const { ask, administrator, newTenant, newKey, person, lineOf } = house;
const tenant = await newTenant();
const { key, secret } = await newKey(tenant.id);

const caller = (by: Credentials) => ask(by, 'GET', '/test/caller');

describe('let in', () => {
  test('is a key, for its own tenant', async () => {
    const { status, body, headers } = await caller({ key: secret });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: key.id,
      kind: 'key',
      tenantId: tenant.id,
      scope: tenant.id,
      ip: '127.0.0.1',
      requestId: headers.get('x-request-id'),
    });
  });

  test('is somebody signed in, whatever the case of Bearer', async () => {
    const { token } = person('viewer', tenant.id);
    for (const word of ['Bearer', 'bearer', 'BEARER']) {
      const { status, body } = await caller({ headers: { authorization: `${word} ${token}` } });
      expect(status).toBe(200);
      expect(body).toMatchObject({ kind: 'user', tenantId: tenant.id, scope: tenant.id });
    }
  });

  test('is an administrator, for the tenant that he names, also where that is suspended or closed', async () => {
    const other = await newTenant();
    const named = { ...administrator, headers: { 'x-tenant-id': other.id } };
    for (const verb of ['', 'suspend', 'close']) {
      if (verb !== '') {
        const rev = verb === 'suspend' ? 1 : 2;
        await ask(administrator, 'POST', `/v1/tenants/${other.id}/${verb}`, { rev, reason: 'x' });
      }
      expect((await caller(named)).body).toMatchObject({ tenantId: other.id, scope: other.id });
    }
  });

  test('is an administrator who names nobody, for the platform itself', async () => {
    expect((await caller(administrator)).body).toMatchObject({ tenantId: platformTenantId });
  });

  test('is whoever names their own tenant', async () => {
    const headers = { 'x-tenant-id': tenant.id };
    expect((await caller({ key: secret, headers })).status).toBe(200);
    expect((await caller({ ...person('viewer', tenant.id), headers })).status).toBe(200);
  });

  test('is named in the line of the log', async () => {
    const { token = '' } = person('operator', tenant.id);
    const response = await house.fetch('/test/caller', { headers: { authorization: `Bearer ${token}` } });
    await response.text();
    expect(await lineOf(response)).toMatchObject({ tenantId: tenant.id, userId: expect.any(String) });
    const byKey = await house.fetch('/test/caller', { headers: { 'x-api-key': secret } });
    await byKey.text();
    expect(await lineOf(byKey)).toMatchObject({ tenantId: tenant.id });
  });
});

describe('refused with a code of its own is', () => {
  const missing = { status: 401, code: 'CREDENTIALS_MISSING' };

  test.each([
    ['nothing at all', {}],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['a scheme without a token', { authorization: 'Bearer ' }],
    ['a token without a scheme', { authorization: 'abc' }],
    ['two tokens', { authorization: 'Bearer a b' }],
    ['a key in the wrong header', { 'api-key': secret }],
    ['a key in the query', {}],
  ])('%s', async (name, headers) => {
    const query = name === 'a key in the query' ? `?api_key=${secret}` : '';
    expect(await ask({ headers }, 'GET', `/test/caller${query}`)).toMatchObject(missing);
  });

  test.each([
    ['an empty one', ''],
    ['any text', 'hello'],
    ['one with a typo', `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`],
    ['one that was cut', secret.slice(0, -3)],
    ['two at once', `${secret}, ${secret}`],
    ['an access token', 'eyJhbGciOiJIUzI1NiJ9.e30.x'],
  ])('no key: %s', async (_name, wrong) => {
    expect(await caller({ key: wrong })).toMatchObject({ status: 401, code: 'KEY_MALFORMED' });
  });

  test('a key that nobody has: an unknown id, another secret, another mode, and all look the same', async () => {
    const words = new Set<unknown>();
    for (const text of [
      newKeyText(newId('key'), 'live'),
      newKeyText(key.id, 'live'),
      newKeyText(key.id, 'test'),
    ]) {
      const { status, code, body } = await caller({ key: text });
      expect({ status, code }).toEqual({ status: 401, code: 'KEY_UNKNOWN' });
      words.add(body.error);
    }
    expect(words.size).toBe(1);
  });

  test('a revoked and an expired key, told to nobody without the secret', async () => {
    const revoked = await newKey(tenant.id);
    const operator = person('operator', tenant.id);
    await ask(operator, 'POST', `/v1/keys/${revoked.key.id}/revoke`);
    const expired = await newKey(tenant.id, { expiresAt: '2026-01-01T00:00:00Z' });
    expect(await caller({ key: revoked.secret })).toMatchObject({ status: 401, code: 'KEY_REVOKED' });
    expect(await caller({ key: expired.secret })).toMatchObject({ status: 401, code: 'KEY_EXPIRED' });
    for (const { key: gone } of [revoked, expired]) {
      expect(await caller({ key: newKeyText(gone.id, 'live') })).toMatchObject({ code: 'KEY_UNKNOWN' });
    }
  });

  test('a key that has its time, until it is over', async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const short = await newKey(tenant.id, { expiresAt });
    for (;;) {
      const before = Date.now();
      const { status, code } = await caller({ key: short.secret });
      if (status === 200) expect(before).toBeLessThan(Date.parse(expiresAt));
      else expect({ status, code }).toEqual({ status: 401, code: 'KEY_EXPIRED' });
      if (status !== 200) break;
      await sleep(20);
    }
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });

  test('a key without the scope, and a person without the permission', async () => {
    const other = await newKey(tenant.id, { scopes: ['billing:read'] });
    expect(await caller({ key: other.secret })).toMatchObject({
      status: 403,
      code: 'SCOPE_MISSING',
      body: { error: 'This key lacks the scope calls:read.' },
    });
    const viewer = person('viewer', tenant.id);
    expect(await ask(viewer, 'GET', '/v1/keys')).toMatchObject({ status: 403, code: 'PERMISSION_MISSING' });
  });

  test('a token of nobody', async () => {
    expect(await caller({ token: 'nobody' })).toMatchObject({ status: 401, code: 'NOT_AUTHENTICATED' });
  });

  test.each([
    ['suspend', 'TENANT_SUSPENDED'],
    ['close', 'TENANT_CLOSED'],
  ])('whoever belongs to a tenant after %s', async (verb, code) => {
    const other = await newTenant();
    const { secret: own } = await newKey(other.id);
    const operator = person('operator', other.id);
    expect((await caller({ key: own })).status).toBe(200);
    await ask(administrator, 'POST', `/v1/tenants/${other.id}/${verb}`, { rev: 1, reason: 'late' });
    for (const by of [{ key: own }, operator]) {
      expect(await caller(by)).toMatchObject({ status: 403, code });
    }
    expect(await ask(operator, 'GET', '/test/signed-in')).toMatchObject({ status: 403, code });
    if (verb === 'close') return;
    await ask(administrator, 'POST', `/v1/tenants/${other.id}/activate`, { rev: 2, reason: 'paid' });
    expect((await caller({ key: own })).status).toBe(200);
  });

  test('somebody of a tenant that is not there', async () => {
    expect(await caller(person('operator', newId('ten')))).toMatchObject({
      status: 403,
      code: 'TENANT_CLOSED',
    });
  });

  // What is suspended is told to whoever proves to be of it, and to nobody else.
  test('a wrong key of a suspended tenant like any other', async () => {
    const other = await newTenant();
    const { key: own } = await newKey(other.id);
    await ask(administrator, 'POST', `/v1/tenants/${other.id}/suspend`, { rev: 1, reason: 'late' });
    expect(await caller({ key: newKeyText(own.id, 'live') })).toMatchObject({ code: 'KEY_UNKNOWN' });
  });

  test('a key in matters of people', async () => {
    expect(await ask({ key: secret }, 'GET', '/test/signed-in')).toMatchObject({
      status: 403,
      code: 'PEOPLE_ONLY',
    });
  });
});

describe('another tenant', () => {
  test('is none: a foreign one and one that does not exist are answered alike', async () => {
    const foreign = await newTenant();
    for (const by of [{ key: secret }, person('operator', tenant.id)]) {
      const answers = await Promise.all(
        [foreign.id, newId('ten'), platformTenantId, 'nobody', ''].map((id) =>
          caller({ ...by, headers: { 'x-tenant-id': id } }),
        ),
      );
      for (const { status, code } of answers) {
        expect({ status, code }).toEqual({ status: 404, code: 'TENANT_NOT_FOUND' });
      }
      expect(new Set(answers.map(({ body }) => body.error)).size).toBe(1);
    }
  });

  test('that does not exist is none for an administrator either', async () => {
    for (const id of [newId('ten'), 'nobody', '', `${tenant.id}, ${tenant.id}`]) {
      const answer = await caller({ ...administrator, headers: { 'x-tenant-id': id } });
      expect(answer).toMatchObject({ status: 404, code: 'TENANT_NOT_FOUND' });
    }
  });
});

describe('the platform', () => {
  test('is for its own people alone, and no key of any scope', async () => {
    expect(await ask(administrator, 'GET', '/test/platform')).toMatchObject({
      status: 200,
      body: { tenantId: platformTenantId },
    });
    for (const role of everyRole.filter((role) => role !== 'administrator')) {
      expect(await ask(person(role, tenant.id), 'GET', '/test/platform')).toMatchObject({
        status: 403,
        code: 'PERMISSION_MISSING',
      });
    }
    const rich = await newKey(tenant.id, { scopes: keyScopes });
    expect(await ask({ key: rich.secret }, 'GET', '/test/platform')).toMatchObject({
      status: 403,
      code: 'SCOPE_MISSING',
    });
  });
});

test('each role passes exactly where the table of permissions lets it', async () => {
  for (const role of everyRole) {
    const by = role === 'administrator' ? administrator : person(role, tenant.id);
    for (const [path, permission] of [
      ['/test/caller', 'calls:read'],
      ['/v1/keys', 'keys:read'],
      ['/v1/tenant', 'tenant:read'],
      ['/v1/tenants', 'platform:read'],
    ] as const satisfies [string, keyof typeof permissions][]) {
      const { status } = await ask(by, 'GET', path);
      expect(status, `${role} at ${path}`).toBe(permissionsOf(role).has(permission) ? 200 : 403);
    }
  }
});
