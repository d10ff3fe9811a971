/** API keys that are good for nothing any more go when the tenant's days are over; what they did stays in the audit log. */
import { expect, test, vi } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import { testClock } from '../../helpers/clock.ts';
import { database } from '../../helpers/mongo.ts';
import { breath, privacyHouse } from './support/visits.ts';

vi.setConfig({ testTimeout: 120_000 });

const mongo = await database();
const clock = testClock(new Date('2026-06-01T00:00:00Z'));
const house = await privacyHouse(mongo, { clock });
const { apiKeys } = house.models;
const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 24 * 3_600_000);

test('revoked and expired keys go after their days, and no others', async () => {
  const { tenantId, scope } = await house.tenant({ retentionDays: { keys: 60 } });
  const other = await house.tenant();
  const make = async (dates: { expiresAt?: Date; revokedAt?: Date }, of = scope) => {
    const _id = newId('key');
    const secrets = [{ hash: 'a hash', createdAt: daysAgo(400) }];
    const key = { _id, name: 'A key', mode: 'live', scopes: ['calls:read'], secrets } as const;
    const document = { ...key, scopes: [...key.scopes], createdAt: daysAgo(400), createdBy: 'usr_1', rev: 1 };
    await apiKeys.insertOne(of, { ...document, ...dates });
    return _id;
  };
  const kept = await Promise.all([
    make({}),
    make({ expiresAt: daysAgo(-1) }),
    make({ expiresAt: daysAgo(59) }),
    make({ revokedAt: daysAgo(59) }),
  ]);
  const usual = await make({ expiresAt: daysAgo(61) }, other.scope);
  await make({ expiresAt: daysAgo(61) });
  await make({ revokedAt: daysAgo(61) });
  await make({ revokedAt: daysAgo(61), expiresAt: daysAgo(300) });
  await make({ revokedAt: daysAgo(3), expiresAt: daysAgo(300) });
  const reports = (await house.privacy.sweeps.retention(breath)) ?? [];
  expect(reports.find((one) => one.tenantId === tenantId)?.removed).toEqual({ keys: 4 });
  expect((await apiKeys.find(scope, {})).map(({ _id }) => _id).sort()).toEqual([...kept].sort());
  expect((await apiKeys.find(other.scope, {})).map(({ _id }) => _id)).toEqual([usual]);
  const noted = await house.models.auditEntries.find(scope, {}, { sort: { seq: 1 } });
  expect(noted.map(({ action }) => action)).toEqual(['retention.swept', 'retention.reported']);
});

test('more than a batch of them, of both sorts', async () => {
  const { tenantId, scope } = await house.tenant();
  const many = Array.from({ length: 450 }, (_, at) => ({
    _id: newId('key'),
    name: 'A key',
    mode: 'live' as const,
    scopes: ['calls:read'],
    secrets: [{ hash: 'a hash', createdAt: daysAgo(900) }],
    createdAt: daysAgo(900),
    createdBy: 'usr_1',
    [at % 2 === 0 ? 'revokedAt' : 'expiresAt']: daysAgo(400),
    rev: 1,
  }));
  await apiKeys.insertMany(scope, many);
  const reports = (await house.privacy.sweeps.retention(breath)) ?? [];
  expect(reports.find((one) => one.tenantId === tenantId)?.removed).toEqual({ keys: 450 });
});
