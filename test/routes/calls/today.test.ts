/** The figures above the calls that go on: of a tenant by its own day, of all of them in the last 24 hours. */
import { expect, test } from 'vitest';
import type { Today } from '../../../src/contract/today.ts';
import { newId } from '../../../src/core/ids.ts';
import { periodAt } from '../../../src/core/periods.ts';
import type { Permission } from '../../../src/core/permissions.ts';
import { scopeFromAuthentication, systemScope } from '../../../src/core/tenancy.ts';
import type { StoredCall } from '../../../src/models/calls.ts';
import type { StoredReceipt } from '../../../src/models/receipts.ts';
import { createToday } from '../../../src/services/calls/today/index.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld, type World } from '../../helpers/world.ts';
import { newStoredCall } from '../../services/calls/support/stored-call.ts';

const house = await testApp();
const world = await newWorld(house);
const everything = systemScope('a test that makes many calls', house.app.log);
const { calls } = house.app.models;

const hourMs = 3_600_000;
// West of everybody and east of everybody: it is never the same day in both.
const [west, east] = ['Pacific/Pago_Pago', 'Pacific/Kiritimati'];

async function besidesIn(timeZone: string): Promise<World> {
  const mine = await world.besides();
  const { rev } = await mine.ask<{ rev: number }>('GET', '/v1/tenant');
  await mine.ask('PATCH', '/v1/tenant', { rev, timeZone });
  return mine;
}

const begin = (of: World, all: readonly Partial<StoredCall>[]) =>
  calls.insertMany(
    everything,
    all.map((call) => newStoredCall({ tenantId: of.tenantId, ...call })),
  );

const today = (of: World, headers?: World['headers']) =>
  of.ask<Today>('GET', '/v1/calls/today', undefined, headers);

test.each([west, east])('today is the day of the tenant: %s', async (timeZone) => {
  const mine = await besidesIn(timeZone);
  const { startsAt } = periodAt('day', new Date(), timeZone);
  await begin(mine, [
    { startedAt: startsAt, answeredAt: startsAt, billableSec: 30, status: 'completed' },
    { startedAt: startsAt, answeredAt: startsAt, billableSec: 61, status: 'completed' },
    { startedAt: startsAt, status: 'failed', billableSec: 0 },
    { startedAt: startsAt, status: 'lost' },
    { startedAt: startsAt, status: 'no-answer', billableSec: 0 },
    { startedAt: new Date(startsAt.getTime() - 1), status: 'failed' },
    // By a clock that is wrong.
    { startedAt: new Date(Date.now() + hourMs), status: 'failed' },
    { startedAt: new Date('2099-01-01T00:00:00.000Z'), status: 'failed' },
  ]);
  expect(await today(mine)).toEqual({
    since: startsAt.toISOString(),
    calls: 5,
    answered: 2,
    failed: 2,
    averageSec: 45.5,
    putAside: 0,
  });
});

test('a tenant without calls has none, and no length of them', async () => {
  expect(await today(await world.besides())).toMatchObject({
    calls: 0,
    answered: 0,
    failed: 0,
    averageSec: null,
  });
});

test('what was put aside counts for those who may see it', async () => {
  const mine = await world.besides();
  await house.app.models.receipts.insertMany(
    (['quarantined', 'parked', 'done', 'new'] as const).map((state) => newReceipt(mine.tenantId, state)),
  );
  expect((await today(mine)).putAside).toBe(2);
  const viewer = await mine.signIn(await mine.newPerson('viewer'));
  expect((await today(mine, viewer.headers)).putAside).toBeNull();
});

test('the platform has the last 24 hours of all tenants together, counted anew every two seconds', async () => {
  let now = new Date('2031-05-10T12:00:00.000Z');
  const { ofAll } = createToday({
    ...house.app.models,
    timeZoneOf: house.app.tenants.timeZoneOf,
    everyone: everything,
    now: () => now,
    nowMs: () => now.getTime(),
    listReads: 'primary',
  });
  const [one, other] = [await besidesIn(west), await besidesIn(east)];
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * hourMs);
  await begin(one, [
    { startedAt: hoursAgo(24), status: 'failed' },
    { startedAt: new Date(hoursAgo(24).getTime() - 1), status: 'failed' },
  ]);
  await begin(other, [{ startedAt: hoursAgo(1), answeredAt: hoursAgo(1), billableSec: 5 }]);
  const figures = { calls: 2, answered: 1, failed: 1, averageSec: 5 };
  expect(await ofAll()).toMatchObject({ since: '2031-05-09T12:00:00.000Z', ...figures });
  expect((await ofAll()).putAside).toBeGreaterThanOrEqual(2);

  await begin(other, [{ startedAt: now }]);
  now = new Date(now.getTime() + 1_999);
  expect(await ofAll()).toMatchObject(figures);
  now = new Date(now.getTime() + 1);
  // The one that began 24 hours ago is out, and the new one in.
  expect(await ofAll()).toMatchObject({ calls: 2, answered: 1, failed: 0, averageSec: 5 });
});

test('more than can be counted while somebody waits are not counted', async () => {
  const mine = await world.besides();
  const scope = scopeFromAuthentication({ tenantId: mine.tenantId });
  const asked: unknown[] = [];
  const { ofTenant } = createToday({
    calls: {
      find: async (...of: unknown[]) => {
        asked.push(of[2]);
        return [newStoredCall({ tenantId: mine.tenantId })];
      },
      aggregate: async () => expect.fail('they are not read'),
    } as never,
    receipts: house.app.models.receipts,
    tenants: house.app.models.tenants,
    timeZoneOf: () => 'UTC',
    everyone: everything,
    now: () => new Date(),
    listReads: 'primary',
  });
  const nothing = { calls: null, answered: null, failed: null, averageSec: null };
  const permissions = new Set<Permission>(['calls:read']);
  expect(await ofTenant({ scope, tenantId: mine.tenantId, permissions } as never)).toMatchObject(nothing);
  expect(asked).toMatchObject([{ skip: 100_000, limit: 1 }]);
});

test('only the platform’s people are told of all tenants', async () => {
  const platform = await house.fetch('/v1/platform/today', { headers: world.headers });
  expect(platform.status).toBe(200);
  const operator = await world.signIn(await world.newPerson('operator'));
  expect((await house.fetch('/v1/platform/today', { headers: operator.headers })).status).toBe(403);
});

const newReceipt = (ownerId: string, state: StoredReceipt['state']): StoredReceipt => ({
  _id: newId('rcpt'),
  connectionId: newId('conn'),
  ownerId,
  route: 'bland',
  body: Buffer.from('sealed'),
  headers: {},
  receivedAt: new Date(),
  answer: { status: 200 },
  state,
  attempts: 0,
});
