/** The audit log as those see it who may. */
import { describe, expect, test } from 'vitest';
import { AuditEntry, AuditPage, AuditVerification } from '../../../src/contract/audit.ts';
import type { Actor } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { scopeFromAuthentication } from '../../../src/core/tenancy.ts';
import { callerGuards } from '../../../src/routes/guards/callers.ts';
import { testApp } from '../../helpers/app.ts';
import { testDoors } from '../../helpers/doors.ts';

const doors = testDoors();
const { app, fetch: ask } = await testApp({ guards: callerGuards(doors) });

function newTenant() {
  const tenantId = newId('ten');
  const headers = (role: 'operator' | 'viewer') => ({
    authorization: `Bearer ${doors.tokenOf(role, tenantId)}`,
  });
  return { tenantId, scope: scopeFromAuthentication({ tenantId }), headers };
}

type Tenant = ReturnType<typeof newTenant>;

const shop: Actor = {
  kind: 'key',
  id: newId('key'),
  name: '=shop',
  requestId: 'req_of_shop',
  ip: '203.0.113.8',
};
const sweep: Actor = { kind: 'system', id: 'sweep', name: 'the sweep', requestId: 'job_1' };

/** What these did, one after the other. */
async function did({ scope }: Tenant, ...doings: [Actor, `${string}.${string}`, string][]): Promise<void> {
  for (const [actor, action, id] of doings) {
    const resource = { type: action.split('.')[0] ?? '', id };
    await app.audit.append(scope, actor, { action, resource, after: { said: 'a, "b"\nc' } });
  }
}

async function listed({ headers }: Tenant, query = ''): Promise<Listed> {
  const answer = await ask(`/v1/audit${query}`, { headers: headers('operator') });
  expect(answer.status).toBe(200);
  return AuditPage.parse(await answer.json());
}

type Listed = ReturnType<typeof AuditPage.parse>;

const actionsOf = ({ items }: Listed) => items.map(({ action }) => action);

describe('200', () => {
  test('the newest first, page by page, each once', async () => {
    const tenant = newTenant();
    await did(tenant, ...Array.from({ length: 5 }, (_, at) => [shop, 'key.create', `key_${at}`] as never));
    const pages: Listed[] = [];
    let query: string | undefined = '?limit=2';
    while (query !== undefined) {
      const page: Listed = await listed(tenant, query);
      pages.push(page);
      query = page.nextCursor === null ? undefined : `?limit=2&cursor=${page.nextCursor}`;
    }
    expect(pages.map(({ items }) => items.map(({ seq }) => seq))).toEqual([[5, 4], [3, 2], [1]]);
  });

  test('by who, what, on what and when', async () => {
    const tenant = newTenant();
    await did(
      tenant,
      [shop, 'key.create', 'key_1'],
      [sweep, 'key.revoke', 'key_1'],
      [shop, 'user.invite', 'usr_1'],
    );
    const when = (await listed(tenant)).items.map(({ at }) => at).toReversed();
    expect(actionsOf(await listed(tenant, `?actor=${shop.id}`))).toEqual(['user.invite', 'key.create']);
    expect(actionsOf(await listed(tenant, '?action=key.revoke'))).toEqual(['key.revoke']);
    expect(actionsOf(await listed(tenant, '?resourceType=user'))).toEqual(['user.invite']);
    expect(actionsOf(await listed(tenant, '?resourceId=key_1'))).toEqual(['key.revoke', 'key.create']);
    expect(actionsOf(await listed(tenant, `?resourceId=key_1&actor=${sweep.id}`))).toEqual(['key.revoke']);
    expect(actionsOf(await listed(tenant, `?to=${when[0]}`))).toEqual([]);
    expect(await listed(tenant, `?from=${when[0]}`)).toMatchObject({ items: [{}, {}, {}] });
    expect(actionsOf(await listed(tenant, '?from=2099-01-01T00:00:00Z'))).toEqual([]);
  });

  test('nothing of another tenant, in lists, exports and cursors', async () => {
    const [one, other] = [newTenant(), newTenant()];
    await did(one, [shop, 'key.create', 'key_of_one'], [shop, 'key.create', 'key_of_one']);
    const { nextCursor } = await listed(one, '?limit=1');
    expect((await listed(other)).items).toEqual([]);
    expect((await listed(other, `?cursor=${nextCursor}`)).items).toEqual([]);
    const answer = await ask('/v1/audit/export', { headers: other.headers('operator') });
    expect(await answer.text()).not.toContain('key_of_one');
    const foreign = { ...other.headers('operator'), 'x-tenant-id': one.tenantId };
    expect((await ask('/v1/audit', { headers: foreign })).status).toBe(404);
  });

  test('an export as JSON lines, which is noted itself', async () => {
    const tenant = newTenant();
    await did(tenant, [shop, 'key.create', 'key_1'], [shop, 'key.revoke', 'key_1']);
    const answer = await ask('/v1/audit/export?action=key.revoke', { headers: tenant.headers('operator') });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await answer.text()).trim().split('\n');
    expect(lines.map((line) => AuditEntry.parse(JSON.parse(line)).action)).toEqual(['key.revoke']);
    expect((await listed(tenant)).items[0]).toMatchObject({
      action: 'audit.export',
      outcome: 'noted',
      resource: { type: 'audit', id: tenant.tenantId },
      after: { format: 'jsonl', action: 'key.revoke' },
      requestId: answer.headers.get('x-request-id'),
    });
  });

  test('an export as CSV, in which nothing can be taken for a formula', async () => {
    const tenant = newTenant();
    await did(tenant, [shop, 'key.create', 'key_1']);
    const answer = await ask('/v1/audit/export?format=csv&action=key.create', {
      headers: tenant.headers('operator'),
    });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const [header, row] = (await answer.text()).split('\r\n');
    expect(header).toMatch(/^seq,id,at,action,/);
    expect(row).toContain(`,key,${shop.id},'=shop,203.0.113.8,req_of_shop,,`);
    expect(row).toContain(String.raw`,"{""said"":""a, \""b\""\nc""}",`);
  });

  test('that the log is whole, and which entry is the first that is not', async () => {
    const tenant = newTenant();
    await did(
      tenant,
      [shop, 'key.create', 'key_1'],
      [shop, 'key.revoke', 'key_1'],
      [shop, 'key.create', 'key_2'],
    );
    const verified = async () => {
      const answer = await ask('/v1/audit/verification', { headers: tenant.headers('operator') });
      expect(answer.status).toBe(200);
      return AuditVerification.parse(await answer.json());
    };
    expect(await verified()).toMatchObject({
      ok: true,
      entries: 3,
      outOf: 3,
      firstFault: null,
      nextCursor: null,
    });
    const { items } = await listed(tenant);
    const entries = app.database.collection('audit_entries');
    await entries.updateOne({ tenantId: tenant.tenantId, seq: 2 }, { $set: { action: 'key.keep' } });
    expect(await verified()).toMatchObject({
      ok: false,
      entries: 1,
      firstFault: { seq: 2, id: items[1]?.id, flaw: 'changed' },
    });
  });
});

describe('400', () => {
  test.each([
    ['?limit=0', 'query.limit'],
    ['?limit=101', 'query.limit'],
    ['?cursor=bm8', 'query.cursor'],
    ['/verification?cursor=bm8', 'query.cursor'],
    ['?from=yesterday', 'query.from'],
    ['/export?format=xml', 'query.format'],
    ['/export?to=2026-13-01T00:00:00Z', 'query.to'],
  ])('%s', async (query, path) => {
    const answer = await ask(`/v1/audit${query}`, { headers: newTenant().headers('operator') });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path }] });
  });
});

describe.each(['', '/export', '/verification'])('GET /v1/audit%s', (path) => {
  test('401 without a key or a token', async () => {
    expect((await ask(`/v1/audit${path}`)).status).toBe(401);
  });

  test('403 for who may not read it', async () => {
    const answer = await ask(`/v1/audit${path}`, { headers: newTenant().headers('viewer') });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'PERMISSION_MISSING' });
  });
});
