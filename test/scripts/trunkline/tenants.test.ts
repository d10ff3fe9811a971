/** trunkline tenants: what is done over HTTP by an administrator, with the same rules and the same errors. */
import { describe, expect, test } from 'vitest';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { platformTenantId } from '../../../src/core/caller.ts';
import { accessHouse } from '../../helpers/access-house.ts';
import { uniqueName } from '../../helpers/mongo.ts';
import { commandLineOf } from './support/command-line.ts';

const house = await accessHouse();
const { administrator, ask, newTenant } = house;
const { trunkline, json, noted } = commandLineOf(house);

const slug = () => uniqueName('t').replaceAll('_', '-');
const wanted = (name: string) =>
  [
    '--name',
    'Nordic Dental',
    '--slug',
    name,
    '--currency',
    'EUR',
    '--time-zone',
    'Europe/Stockholm',
  ] as const;
const overHttp = async (id: string) => (await ask<Tenant>(administrator, 'GET', `/v1/tenants/${id}`)).body;

describe('create', () => {
  test('makes what HTTP shows, and is noted', async () => {
    const limits = '{"callsPerDay":{"hard":5}}';
    const made = await json<Tenant>('tenants', 'create', ...wanted(slug()), '--limits', limits);
    expect(made).toEqual(await overHttp(made.id));
    expect(made).toMatchObject({
      status: 'active',
      billingMethod: 'invoice',
      limits: { callsPerDay: { hard: 5 } },
    });
    const [entry] = await noted();
    expect(entry).toMatchObject({
      action: 'tenant.create',
      outcome: 'begun',
      resource: { type: 'tenant', id: made.id },
      actor: { kind: 'command-line', id: 'command-line', name: expect.stringContaining(' on '), ip: null },
    });
  });

  test('shows people the same, a line for each field', async () => {
    const { code, out, err } = await trunkline(['tenants', 'create', ...wanted(slug())]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^settings\.recording +true$/m);
  });

  test('1 where the slug is taken, with the code of HTTP', async () => {
    const taken = slug();
    const { id } = await newTenant({ slug: taken });
    const refused = await trunkline(['tenants', 'create', ...wanted(taken)]);
    expect(refused).toMatchObject({
      code: 1,
      out: '',
      err: 'Another tenant has this slug already. (SLUG_TAKEN)\n',
    });
    const forPrograms = await trunkline(['tenants', 'create', ...wanted(taken), '--json']);
    expect(forPrograms).toMatchObject({ code: 1, out: '' });
    expect(JSON.parse(forPrograms.err)).toEqual({ error: expect.any(String), code: 'SLUG_TAKEN' });
    expect((await overHttp(id)).slug).toBe(taken);
  });

  test.each([
    [['--slug', 'NOT A SLUG'], '--slug: expected 3 to 40 lower-case letters'],
    [['--currency', 'EURO'], '--currency: expected an ISO 4217 code'],
    [['--time-zone', 'Mars'], '--time-zone: expected a time zone'],
    [['--limits', '{"callsPerDay":{"hard":-1}}'], '--limits (callsPerDay.hard): '],
    [['--limits', '{'], '--limits is no JSON'],
    [['--settings', '{"colour":"red"}'], '--settings: '],
    [['--billing-method', 'barter'], '--billing-method: '],
  ])('2 where a value does not fit: %j', async (more, message) => {
    const { code, out, err } = await trunkline(['tenants', 'create', ...wanted(slug()), ...more]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('list and show', () => {
  test('the same page as over HTTP, and the next one by its cursor', async () => {
    const search = slug();
    for (const end of ['a', 'b', 'c']) await newTenant({ slug: `${search}-${end}` });
    const path = `/v1/tenants?limit=2&search=${search}`;
    const page = await json<{ nextCursor: string }>('tenants', 'list', '--search', search, '--limit', '2');
    const { body } = await ask(administrator, 'GET', path);
    expect(page).toEqual(body);
    const { out } = await trunkline(['tenants', 'list', '--search', search, '--cursor', page.nextCursor]);
    expect(out).toContain(`${search}-a`);
    expect(out).not.toContain(`${search}-b`);
  });

  test('people are told on standard error that there are more', async () => {
    const { out, err } = await trunkline(['tenants', 'list', '--limit', '1']);
    expect(err).toMatch(/^There are more: --cursor \S+\n$/);
    expect(out.trim().split('\n')).toHaveLength(2);
  });

  test('a cursor that is none is refused as over HTTP', async () => {
    const refused = await trunkline(['tenants', 'list', '--cursor', 'nonsense']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('(VALIDATION_FAILED)');
  });

  test('one by its slug, or by its id; also where many others have that slug in theirs', async () => {
    const named = slug();
    const { id } = await newTenant({ slug: named });
    await newTenant({ slug: `${named}-2` });
    expect(await json('tenants', 'show', named)).toEqual(await json('tenants', 'show', id));
  });

  test('1 where there is none', async () => {
    expect(await trunkline(['tenants', 'show', 'nobody-there'])).toMatchObject({
      code: 1,
      err: 'There is no tenant with the id or the slug nobody-there. (NOT_FOUND)\n',
    });
    const { err } = await trunkline(['tenants', 'show', `ten_${'1'.repeat(26)}`]);
    expect(err).toContain('(NOT_FOUND)');
  });
});

describe('update', () => {
  test('changes what is named and nothing else', async () => {
    const before = await newTenant();
    const changed = await json<Tenant>('tenants', 'update', before.slug, '--settings', '{"legalHold":true}');
    const { updatedAt } = changed;
    expect(changed).toEqual({
      ...before,
      settings: { ...before.settings, legalHold: true },
      rev: before.rev + 1,
      updatedAt,
    });
    expect((await noted())[0]).toMatchObject({ action: 'tenant.change', actor: { kind: 'command-line' } });
  });

  test('1 where somebody changed it since the revision that was seen', async () => {
    const { id } = await newTenant();
    await json('tenants', 'update', id, '--name', 'Other', '--rev', '1');
    const refused = await trunkline(['tenants', 'update', id, '--name', 'Third', '--rev', '1']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('(REVISION_OUTDATED)');
    expect((await overHttp(id)).name).toBe('Other');
  });

  test('2 where nothing is to change', async () => {
    const { code, err } = await trunkline(['tenants', 'update', 'any']);
    expect(code).toBe(2);
    expect(err).toContain('expected something to change');
  });
});

describe('suspend, resume and close', () => {
  test('asks, and does nothing where the answer is no', async () => {
    const { id } = await newTenant();
    const no = await trunkline(['tenants', 'suspend', id, '--reason', 'unpaid'], { answer: false });
    expect(no).toMatchObject({
      code: 1,
      out: '',
      err: 'Nothing was done.\n',
      questions: [expect.stringContaining(id)],
    });
    expect((await overHttp(id)).status).toBe('active');
    const yes = await trunkline(['tenants', 'suspend', id, '--reason', 'unpaid'], { answer: true });
    expect(yes.code).toBe(0);
    expect(await overHttp(id)).toMatchObject({ status: 'suspended', statusReason: 'unpaid' });
  });

  test('--yes asks nobody, and where nobody can be asked it is needed', async () => {
    const { id } = await newTenant();
    expect((await trunkline(['tenants', 'close', id, '--reason', 'gone'])).code).toBe(2);
    expect((await overHttp(id)).status).toBe('active');
    const done = await trunkline(['tenants', 'close', id, '--reason', 'gone', '--yes'], { answer: false });
    expect(done).toMatchObject({ code: 0, questions: [] });
    const again = await trunkline(['tenants', 'resume', id, '--reason', 'sorry']);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('(STATUS_IMPOSSIBLE)') });
  });

  test('a server that runs turns the tenant’s keys away, and lets them in again', async () => {
    const { id } = await newTenant();
    const { secret } = await house.newKey(id);
    const call = async () => (await ask({ key: secret }, 'GET', '/v1/tenant')).code;
    await call();
    await json('tenants', 'suspend', id, '--reason', 'unpaid', '--yes');
    await expect.poll(call).toBe('TENANT_SUSPENDED');
    await json('tenants', 'resume', id, '--reason', 'paid');
    await expect.poll(call).not.toBe('TENANT_SUSPENDED');
    const actions = (await noted()).slice(0, 2).map(({ action }) => action);
    expect(actions).toEqual(['tenant.activate', 'tenant.suspend']);
  });

  test('1 for the platform itself', async () => {
    const { code, err } = await trunkline(['tenants', 'suspend', 'platform', '--reason', 'x', '--yes']);
    expect(code).toBe(1);
    expect(err).toContain('always active');
    expect((await overHttp(platformTenantId)).status).toBe('active');
  });
});
