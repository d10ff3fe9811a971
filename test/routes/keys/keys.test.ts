import { describe, expect, test } from 'vitest';
import type { ApiKey, ApiKeyWithSecret } from '../../../src/contract/keys.ts';
import { type Caller, platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { keyScopes, permissionsOf } from '../../../src/core/permissions.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { createKeys } from '../../../src/services/keys/index.ts';
import { accessHouse } from '../../helpers/access-house.ts';

const house = await accessHouse();
const { ask, administrator, newTenant, newKey, person, app, lines } = house;
const tenant = await newTenant();
const operator = person('operator', tenant.id);

const uses = (key: string) => ask({ key }, 'GET', '/v1/keys');
const everything = { scopes: keyScopes };

describe('a new key', () => {
  test('shows its secret once, and lets in who has it', async () => {
    const made = await ask<ApiKeyWithSecret>(operator, 'POST', '/v1/keys', {
      name: 'Booking',
      scopes: ['keys:read'],
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('no-store');
    const { key, secret } = made.body;
    expect(key).toMatchObject({
      name: 'Booking',
      mode: 'live',
      status: 'active',
      scopes: ['keys:read'],
      rev: 1,
    });
    expect(secret).toMatch(/^tl_live_[0-9a-z]{26}_[0-9A-Za-z]{49}$/);
    expect(key.id).toBe(`key_${secret.split('_')[2]}`);
    const list = await uses(secret);
    expect(list.status).toBe(200);
    expect(JSON.stringify(list.body)).not.toContain(secret.slice(36));
    expect((await ask({ key: secret }, 'GET', `/v1/keys/${key.id}`)).body).toMatchObject({ id: key.id });
  });

  test('for tests says so in its secret', async () => {
    const { key, secret } = await newKey(tenant.id, { mode: 'test' });
    expect(key.mode).toBe('test');
    expect(secret).toMatch(/^tl_test_/);
  });

  test('is stored as a hash: nothing that is kept, or logged, holds the secret', async () => {
    const { secret } = await newKey(tenant.id, everything);
    await uses(secret);
    await uses(`${secret}x`);
    const [, , , random = ''] = secret.split('_');
    const stored = await Promise.all(
      (await app.database.listCollections()).map(({ name }) =>
        app.database.collection(name).find().toArray(),
      ),
    );
    expect(JSON.stringify(stored)).toContain(secret.split('_')[2]);
    expect(JSON.stringify(stored)).not.toContain(random.slice(0, 20));
    expect(JSON.stringify(lines)).not.toContain(random.slice(0, 20));
  });

  test.each([
    { scopes: [] },
    { scopes: ['users:write'] },
    { scopes: ['platform:read'] },
    { scopes: ['everything'] },
    { name: '' },
    { mode: 'prod' },
    { expiresAt: 'tomorrow' },
    { tenantId: platformTenantId },
  ])('is refused with %j', async (wrong) => {
    const answer = await ask(operator, 'POST', '/v1/keys', { name: 'x', scopes: ['calls:read'], ...wrong });
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  test('is refused to the platform, whose keys could reach every tenant', async () => {
    const answer = await ask(administrator, 'POST', '/v1/keys', { name: 'x', scopes: ['calls:read'] });
    expect(answer).toMatchObject({ status: 403, code: 'TENANT_NEEDED' });
  });

  test('is made by an administrator for the tenant that he names', async () => {
    const named = { ...administrator, headers: { 'x-tenant-id': tenant.id } };
    const made = await ask<ApiKeyWithSecret>(named, 'POST', '/v1/keys', { name: 'x', scopes: ['keys:read'] });
    expect((await ask({ key: made.body.secret }, 'GET', `/v1/keys/${made.body.key.id}`)).status).toBe(200);
  });
});

describe('nobody gives a key what he lacks', () => {
  test('neither to a new one, nor to one that is there, nor by rotating one that has it', async () => {
    const beyond = { status: 403, code: 'SCOPE_BEYOND_CALLER' };
    const own = await newTenant();
    const poor = await newKey(own.id, { scopes: ['keys:write', 'keys:read', 'calls:read'] });
    const rich = await newKey(own.id, everything);
    const by = { key: poor.secret };
    const wanted = { name: 'x', scopes: ['calls:read', 'recordings:read'] };
    expect(await ask(by, 'POST', '/v1/keys', wanted)).toMatchObject(beyond);
    expect(
      await ask(by, 'PATCH', `/v1/keys/${poor.key.id}`, { rev: 1, scopes: wanted.scopes }),
    ).toMatchObject(beyond);
    expect(await ask(by, 'POST', `/v1/keys/${rich.key.id}/rotate`, { rev: 1 })).toMatchObject(beyond);

    expect((await ask(by, 'POST', '/v1/keys', { ...wanted, scopes: ['calls:read'] })).status).toBe(201);
    // What it has already may stay, and be taken away.
    const renamed = await ask(by, 'PATCH', `/v1/keys/${rich.key.id}`, { rev: 1, name: 'renamed' });
    expect(renamed.status).toBe(200);
    const fewer = { rev: 2, scopes: ['recordings:read'] };
    expect((await ask(by, 'PATCH', `/v1/keys/${rich.key.id}`, fewer)).status).toBe(200);
    expect((await ask(by, 'POST', `/v1/keys/${poor.key.id}/rotate`, { rev: 1 })).status).toBe(200);
  });
});

describe('a change', () => {
  test('of name, scopes and expiry is in force at the next request', async () => {
    const { key, secret } = await newKey(tenant.id, everything);
    expect((await uses(secret)).status).toBe(200);
    const path = `/v1/keys/${key.id}`;
    const changed = await ask<ApiKey>(operator, 'PATCH', path, {
      rev: 1,
      name: 'New',
      scopes: ['calls:read'],
    });
    expect(changed.body).toMatchObject({ name: 'New', scopes: ['calls:read'], rev: 2 });
    expect(await uses(secret)).toMatchObject({ status: 403, code: 'SCOPE_MISSING' });
    const past = await ask<ApiKey>(operator, 'PATCH', path, { rev: 2, expiresAt: '2026-01-01T00:00:00Z' });
    expect(past.body).toMatchObject({ status: 'expired', expiresAt: '2026-01-01T00:00:00.000Z' });
    expect(await uses(secret)).toMatchObject({ status: 401, code: 'KEY_EXPIRED' });
    const again = await ask<ApiKey>(operator, 'PATCH', path, {
      rev: 3,
      expiresAt: null,
      scopes: ['keys:read'],
    });
    expect(again.body).toMatchObject({ status: 'active', expiresAt: null });
    expect((await uses(secret)).status).toBe(200);
  });

  test('of an older revision is refused, and of nothing', async () => {
    const { key } = await newKey(tenant.id);
    const change = (body: object) => ask(operator, 'PATCH', `/v1/keys/${key.id}`, body);
    expect((await change({ rev: 1, name: 'one' })).status).toBe(200);
    expect(await change({ rev: 1, name: 'two' })).toMatchObject({ status: 409, code: 'REVISION_OUTDATED' });
    expect((await change({ rev: 2 })).status).toBe(400);
  });
});

describe('a rotation', () => {
  const rotate = (id: string, rev: number, overlapSec: number) =>
    ask<ApiKeyWithSecret>(operator, 'POST', `/v1/keys/${id}/rotate`, { rev, overlapSec });

  test('gives a new secret, and the old one its time', async () => {
    const { key, secret: old } = await newKey(tenant.id, everything);
    const { body } = await rotate(key.id, 1, 3_600);
    expect(body.secret).not.toBe(old);
    expect(body.key).toMatchObject({ id: key.id, rev: 2, scopes: key.scopes });
    const until = Date.parse(body.key.oldSecretsUntil ?? '');
    expect(until - Date.parse(body.key.rotatedAt ?? '')).toBe(3_600_000);
    for (const secret of [old, body.secret]) expect((await uses(secret)).status).toBe(200);

    // Without an overlap nothing from before is left, however long it still had.
    const last = await rotate(key.id, 2, 0);
    for (const secret of [old, body.secret]) {
      expect(await uses(secret)).toMatchObject({ status: 401, code: 'KEY_EXPIRED' });
    }
    expect((await uses(last.body.secret)).status).toBe(200);
    expect(last.body.key.oldSecretsUntil).toBeNull();
  });

  test('ends the old secret when its time is over, without anybody doing anything', async () => {
    const { key, secret: old } = await newKey(tenant.id, everything);
    const { body } = await rotate(key.id, 1, 1);
    await expect.poll(async () => (await uses(old)).code).toBe('KEY_EXPIRED');
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(body.key.oldSecretsUntil ?? ''));
    expect((await uses(body.secret)).status).toBe(200);
  });

  test('is refused while five secrets are good', async () => {
    const { key } = await newKey(tenant.id);
    for (let rev = 1; rev < 5; rev++) expect((await rotate(key.id, rev, 60)).status).toBe(200);
    expect(await rotate(key.id, 5, 60)).toMatchObject({ status: 409, code: 'ROTATIONS_UNDER_WAY' });
    // The way out.
    expect((await rotate(key.id, 5, 0)).status).toBe(200);
  });

  test('of a key that was revoked does not bring it back', async () => {
    const { key } = await newKey(tenant.id);
    await ask(operator, 'POST', `/v1/keys/${key.id}/revoke`);
    expect(await rotate(key.id, 2, 0)).toMatchObject({ status: 409, code: 'KEY_IS_REVOKED' });
  });
});

describe('a revocation', () => {
  test('is in force at the next request, for good, and may be repeated', async () => {
    const { key, secret } = await newKey(tenant.id, everything);
    expect((await uses(secret)).status).toBe(200);
    const revoked = await ask<ApiKey>(operator, 'POST', `/v1/keys/${key.id}/revoke`);
    expect(revoked.body.status).toBe('revoked');
    expect(await uses(secret)).toMatchObject({ status: 401, code: 'KEY_REVOKED' });
    const again = await ask<ApiKey>(operator, 'POST', `/v1/keys/${key.id}/revoke`);
    expect(again.body.revokedAt).toBe(revoked.body.revokedAt);
    const change = await ask(operator, 'PATCH', `/v1/keys/${key.id}`, { rev: again.body.rev, name: 'x' });
    expect(change).toMatchObject({ status: 409, code: 'KEY_IS_REVOKED' });
  });

  test('by the key itself is possible', async () => {
    const { key, secret } = await newKey(tenant.id, everything);
    expect((await ask({ key: secret }, 'POST', `/v1/keys/${key.id}/revoke`)).status).toBe(200);
    expect(await uses(secret)).toMatchObject({ status: 401, code: 'KEY_REVOKED' });
  });
});

describe('another tenant', () => {
  test('neither sees nor changes a key: it is as if there were none', async () => {
    const { key } = await newKey(tenant.id);
    const stranger = person('operator', (await newTenant()).id);
    const without = ({ requestId: _, timestamp: __, ...body }: Record<string, unknown>) => body;
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { rev: 1, name: 'mine' }],
      ['POST', '/rotate', { rev: 1 }],
      ['POST', '/revoke', undefined],
    ] as const) {
      const foreign = await ask(stranger, method, `/v1/keys/${key.id}${path}`, body);
      const none = await ask(stranger, method, `/v1/keys/${newId('key')}${path}`, body);
      expect(foreign.status).toBe(404);
      expect(without(foreign.body)).toEqual(without(none.body));
    }
    const list = await ask<{ items: ApiKey[] }>(stranger, 'GET', '/v1/keys');
    expect(list.body.items).toEqual([]);
    expect((await ask<ApiKey>(operator, 'GET', `/v1/keys/${key.id}`)).body).toMatchObject({
      status: 'active',
    });
  });
});

test('a list comes page by page, the newest first', async () => {
  const { id } = await newTenant();
  const by = person('operator', id);
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.push((await newKey(id)).key.id);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { body: { items: ApiKey[]; nextCursor: string | null } } = await ask(
      by,
      'GET',
      `/v1/keys?limit=2${next}`,
    );
    seen.push(...page.body.items.map((key) => key.id));
    cursor = page.body.nextCursor;
  }
  expect(seen).toEqual(made.toReversed());
});

test('a tenant has no more keys than it may, however many it asks for at the same time', async () => {
  const { models, audit, revocations, log } = app;
  const few = createKeys({ keys: models.apiKeys, audit, revocations, log, most: 3 });
  const { id } = await newTenant();
  const scope = scopeFromJob({ tenantId: id });
  const caller: Caller = {
    kind: 'user',
    id: newId('usr'),
    name: 'x',
    tenantId: id,
    role: 'operator',
    permissions: permissionsOf('operator'),
    sessionId: undefined,
    scope,
    requestId: newId('req'),
    ip: '127.0.0.1',
  };
  const make = () =>
    few.create(caller, { name: 'x', mode: 'live', scopes: ['calls:read'], expiresAt: null }).then(
      ({ key }) => key.id,
      (error) => error.code as string,
    );
  const results = await Promise.all(Array.from({ length: 10 }, make));
  expect(results.filter((one) => one.startsWith('key_')).length).toBeLessThanOrEqual(3);
  while ((await models.apiKeys.count(scope, {})) < 3) await make();
  expect(await make()).toBe('TOO_MANY_KEYS');
  const [one] = await models.apiKeys.find(scope, {});
  await few.revoke(caller, one?._id ?? '');
  expect(await make()).toMatch(/^key_/);
  expect(await make()).toBe('TOO_MANY_KEYS');
  await few.close();
});

test('every change is in the audit log of the tenant, and no secret', async () => {
  const { id } = await newTenant();
  const by = person('operator', id);
  const { key, secret } = await newKey(id);
  await ask(by, 'PATCH', `/v1/keys/${key.id}`, { rev: 1, name: 'Renamed' });
  const { body } = await ask<ApiKeyWithSecret>(by, 'POST', `/v1/keys/${key.id}/rotate`, { rev: 2 });
  await ask(by, 'POST', `/v1/keys/${key.id}/revoke`);
  const page = await app.audit.list(scopeFromJob({ tenantId: id }), { limit: 10 }, { fullNumbers: false });
  expect(page.items.map(({ action }) => action)).toEqual([
    'key.revoke',
    'key.rotate',
    'key.change',
    'key.create',
  ]);
  const text = JSON.stringify(page.items);
  expect(text).toContain('Renamed');
  for (const one of [secret, body.secret]) expect(text).not.toContain(one.slice(36, 56));
});
