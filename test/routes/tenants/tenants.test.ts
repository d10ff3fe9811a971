import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { accessHouse } from '../../helpers/access-house.ts';

const house = await accessHouse();
const { ask, administrator, newTenant, person, app } = house;

interface Page {
  items: Tenant[];
  nextCursor: string | null;
}

const valid = { name: 'Nordic', slug: 'nordic', currency: 'EUR', timeZone: 'Europe/Stockholm' };

describe('an administrator', () => {
  test('makes a tenant, which has everything from the start, and finds it again', async () => {
    const made = await ask<Tenant>(administrator, 'POST', '/v1/tenants', valid);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...valid,
      status: 'active',
      settings: { recording: true, retentionDays: {}, legalHold: false, allowedOrigins: [] },
      limits: { concurrentCalls: {}, requestsPerMinute: {} },
      billingMethod: 'invoice',
      rev: 1,
    });
    const { id } = made.body;
    expect((await ask(administrator, 'GET', `/v1/tenants/${id}`)).body).toEqual(made.body);
  });

  test('changes what he names, and nothing else', async () => {
    const { id, settings, limits } = await newTenant({
      settings: { retentionDays: { recordings: 30 }, allowedOrigins: ['https://a.example'] },
      limits: { concurrentCalls: { soft: 1, hard: 2 }, callsPerDay: { hard: 9 } },
    });
    const changed = await ask<Tenant>(administrator, 'PATCH', `/v1/tenants/${id}`, {
      rev: 1,
      name: 'Another name',
      settings: { redaction: false },
      limits: { concurrentCalls: { hard: 4 } },
      billingMethod: 'card',
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ name: 'Another name', billingMethod: 'card', rev: 2 });
    expect(changed.body.settings).toEqual({ ...settings, redaction: false });
    expect(changed.body.limits).toEqual({ ...limits, concurrentCalls: { hard: 4 } });
    expect((await ask(administrator, 'GET', `/v1/tenants/${id}`)).body).toEqual(changed.body);
  });

  test('of two who saw the same revision, one changes it, and the other is told', async () => {
    const { id } = await newTenant();
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((name) =>
        ask<Tenant>(administrator, 'PATCH', `/v1/tenants/${id}`, { rev: 1, name }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    for (const { status, code, body } of answers) {
      if (status !== 409) continue;
      expect(code).toBe('REVISION_OUTDATED');
      expect(body).toMatchObject({ error: expect.stringContaining('you saw revision 1') });
    }
    const winner = answers.find(({ status }) => status === 200)?.body;
    expect((await ask(administrator, 'GET', `/v1/tenants/${id}`)).body).toEqual(winner);
  });

  test('suspends, activates and closes, each with a reason', async () => {
    const { id } = await newTenant();
    const to = (verb: string, rev: number) =>
      ask<Tenant>(administrator, 'POST', `/v1/tenants/${id}/${verb}`, { rev, reason: `why ${verb}` });
    expect((await to('suspend', 1)).body).toMatchObject({
      status: 'suspended',
      statusReason: 'why suspend',
      rev: 2,
    });
    expect(await to('suspend', 2)).toMatchObject({ status: 409, code: 'STATUS_IMPOSSIBLE' });
    expect(await to('activate', 1)).toMatchObject({ status: 409, code: 'REVISION_OUTDATED' });
    expect((await to('activate', 2)).body).toMatchObject({ status: 'active', rev: 3 });
    expect(await to('activate', 3)).toMatchObject({ status: 409, code: 'STATUS_IMPOSSIBLE' });
    expect((await to('close', 3)).body).toMatchObject({ status: 'closed', statusReason: 'why close' });
    // For good.
    expect(await to('activate', 4)).toMatchObject({ status: 409, code: 'STATUS_IMPOSSIBLE' });
  });

  test('cannot suspend or close the platform itself', async () => {
    for (const verb of ['suspend', 'close']) {
      const path = `/v1/tenants/${platformTenantId}/${verb}`;
      const answer = await ask(administrator, 'POST', path, { rev: 1, reason: 'why not' });
      expect(answer).toMatchObject({ status: 409, code: 'STATUS_IMPOSSIBLE' });
    }
  });

  test('sees all of them page by page, the newest first, the platform last', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.push((await newTenant()).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Page = (await ask<Page>(administrator, 'GET', `/v1/tenants?limit=2${next}`)).body;
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen.slice(0, 5)).toEqual(made.toReversed());
    expect(seen.at(-1)).toBe(platformTenantId);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('finds them by a part of the name or the slug, whatever the case, and by status', async () => {
    const one = await newTenant({ name: 'Läufer (Süd) GmbH' });
    const other = await newTenant({ slug: 'laufer-south' });
    const search = async (query: string) =>
      (await ask<Page>(administrator, 'GET', `/v1/tenants?${query}`)).body.items.map(({ id }) => id);
    expect(await search(`search=${encodeURIComponent('(süd)')}`)).toEqual([one.id]);
    expect(await search('search=UFER-SOUTH')).toEqual([other.id]);
    expect(await search(`search=${encodeURIComponent('.*')}`)).toEqual([]);
    const far = await newTenant({ name: '東京\u3000電話\0\u2028社' });
    expect(await search(`search=${encodeURIComponent('京\u3000電話\0\u2028')}`)).toEqual([far.id]);
    expect(await search('search=%00x')).toEqual([]);
    await ask(administrator, 'POST', `/v1/tenants/${other.id}/suspend`, { rev: 1, reason: 'late' });
    expect(await search('search=laufer&status=suspended')).toEqual([other.id]);
    expect(await search('search=laufer&status=active')).toEqual([]);
  });
});

describe('refused', () => {
  test.each([
    ['currency', 'ABC'],
    ['currency', 'eur'],
    ['timeZone', 'Europe/Atlantis'],
    ['timeZone', '+02:00'],
    ['slug', 'Nordic Dental'],
    ['slug', '-x-'],
    ['name', '   '],
    ['settings', { retentionDays: { recordings: 0 } }],
    ['settings', { retentionDays: { everything: 3 } }],
    ['settings', { allowedOrigins: ['https://a.example/path'] }],
    ['settings', { allowedOrigins: ['file://'] }],
    ['limits', { callsPerDay: { soft: 2, hard: 1 } }],
    ['limits', { callsPerDay: { hard: -1 } }],
    ['billingMethod', 'gold'],
    ['status', 'closed'],
    ['tenantId', platformTenantId],
  ])('is a new tenant whose %s is %j', async (field, value) => {
    const answer = await ask(administrator, 'POST', '/v1/tenants', { ...valid, slug: 'abc', [field]: value });
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  test('is a slug that another has, at the start and later', async () => {
    const one = await newTenant();
    const other = await newTenant();
    const taken = { status: 409, code: 'SLUG_TAKEN' };
    expect(await ask(administrator, 'POST', '/v1/tenants', { ...valid, slug: one.slug })).toMatchObject(
      taken,
    );
    const change = { rev: 1, slug: one.slug };
    expect(await ask(administrator, 'PATCH', `/v1/tenants/${other.id}`, change)).toMatchObject(taken);
  });

  test('is a change of nothing, one without a revision, and a status without a reason', async () => {
    const { id } = await newTenant();
    for (const body of [{ rev: 1 }, { name: 'x' }, { rev: 0, name: 'x' }, { rev: 1, status: 'closed' }]) {
      expect(await ask(administrator, 'PATCH', `/v1/tenants/${id}`, body)).toMatchObject({ status: 400 });
    }
    const suspended = await ask(administrator, 'POST', `/v1/tenants/${id}/suspend`, { rev: 1, reason: ' ' });
    expect(suspended.status).toBe(400);
  });

  test('is a cursor that no list has given', async () => {
    for (const cursor of ['x', Buffer.from('key_x').toString('base64url')]) {
      expect((await ask(administrator, 'GET', `/v1/tenants?cursor=${cursor}`)).status).toBe(400);
    }
  });

  test.each(['GET', 'PATCH'])('is an id that is nobody’s: %s', async (method) => {
    const body = method === 'GET' ? undefined : { rev: 1, name: 'x' };
    for (const id of [newId('ten'), 'nobody', '%00', "'"]) {
      expect((await ask(administrator, method, `/v1/tenants/${id}`, body)).status).toBe(404);
    }
  });

  test.each(['operator', 'viewer', 'service'] as const)(
    'is everything of the platform to a tenant’s %s',
    async (role) => {
      const { id } = await newTenant();
      const by = person(role, id);
      const body = { rev: 1, reason: 'mine' };
      for (const [method, path] of [
        ['GET', '/v1/tenants'],
        ['GET', `/v1/tenants/${id}`],
        ['POST', `/v1/tenants/${id}/suspend`],
      ] as const) {
        const answer = await ask(by, method, path, method === 'POST' ? body : undefined);
        expect(answer).toMatchObject({ status: 403, code: 'PERMISSION_MISSING' });
      }
    },
  );
});

describe('a tenant', () => {
  test('sees itself and changes its name, time zone and settings', async () => {
    const { id } = await newTenant();
    const operator = person('operator', id);
    const changed = await ask<Tenant>(operator, 'PATCH', '/v1/tenant', {
      rev: 1,
      name: 'Renamed',
      timeZone: 'Asia/Tokyo',
      settings: { recording: false },
    });
    expect(changed.body).toMatchObject({ id, name: 'Renamed', timeZone: 'Asia/Tokyo', rev: 2 });
    expect(changed.body.settings).toMatchObject({ recording: false, transcription: true });
    expect((await ask(operator, 'GET', '/v1/tenant')).body).toEqual(changed.body);
  });

  test.each([
    { limits: { callsPerDay: {} } },
    { billingMethod: 'none' },
    { currency: 'USD' },
    { slug: 'other' },
    { status: 'active' },
  ])('does not change what is the platform’s: %j', async (change) => {
    const { id } = await newTenant();
    const answer = await ask(person('operator', id), 'PATCH', '/v1/tenant', { rev: 1, ...change });
    expect(answer.status).toBe(400);
  });

  test('is changed by an administrator who names it, as by itself', async () => {
    const { id } = await newTenant();
    const named = { ...administrator, headers: { 'x-tenant-id': id } };
    const answer = await ask<Tenant>(named, 'PATCH', '/v1/tenant', { rev: 1, name: 'By the platform' });
    expect(answer.body).toMatchObject({ id, name: 'By the platform' });
  });

  test('is only seen by its viewer', async () => {
    const { id } = await newTenant();
    const viewer = person('viewer', id);
    expect((await ask(viewer, 'GET', '/v1/tenant')).status).toBe(200);
    const change = await ask(viewer, 'PATCH', '/v1/tenant', { rev: 1, name: 'x' });
    expect(change).toMatchObject({ status: 403, code: 'PERMISSION_MISSING' });
  });
});

test('every change is in the audit log, as it was and as it became', async () => {
  const { id } = await newTenant();
  await ask(administrator, 'PATCH', `/v1/tenants/${id}`, { rev: 1, timeZone: 'Asia/Tokyo' });
  await ask(administrator, 'POST', `/v1/tenants/${id}/suspend`, { rev: 2, reason: 'late' });
  const page = await app.audit.list(
    scopeFromJob({ tenantId: platformTenantId }),
    { resourceId: id, limit: 10 },
    { fullNumbers: false },
  );
  expect(page.items.map(({ action }) => action)).toEqual([
    'tenant.suspend',
    'tenant.change',
    'tenant.create',
  ]);
});
