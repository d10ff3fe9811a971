/** Retention: what is old enough goes, and nothing else, and never under a legal hold. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { daysOf } from '../../../src/services/privacy/retention/sweep.ts';
import { testClock } from '../../helpers/clock.ts';
import { database } from '../../helpers/mongo.ts';
import { breath, privacyHouse } from './support/visits.ts';

// Each is many steps on a real database, which a busy machine takes slowly.
vi.setConfig({ testTimeout: 120_000 });

const mongo = await database();
const clock = testClock(new Date('2026-06-01T00:00:00Z'));
const house = await privacyHouse(mongo, { clock });
const { privacy, visits, tenant, visit } = house;
const phone = '+14155550142';

const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 24 * 3_600_000);
const sweep = async () => (await privacy.sweeps.retention(breath)) ?? [];

describe('a sweep', () => {
  test("removes what is older than the tenant's days, and what is older than the usual ones of who said nothing", async () => {
    const [short, usual] = await Promise.all([tenant({ retentionDays: { visits: 10 } }), tenant()]);
    const kept = [
      await visit(short.tenantId, phone, daysAgo(9)),
      await visit(usual.tenantId, phone, daysAgo(11)),
      await visit(usual.tenantId, phone, daysAgo(89)),
    ];
    await visit(short.tenantId, phone, daysAgo(11));
    await visit(usual.tenantId, phone, daysAgo(91));
    const reports = await sweep();
    expect(reports.find(({ tenantId }) => tenantId === short.tenantId)?.removed).toEqual({ visits: 1 });
    expect(reports.find(({ tenantId }) => tenantId === usual.tenantId)?.removed).toEqual({ visits: 1 });
    const left = [...(await visits.find(short.scope, {})), ...(await visits.find(usual.scope, {}))];
    expect(left.map(({ _id }) => _id).sort()).toEqual(kept.sort());
  });

  test('is noted before it begins, as the doing of the system, and reported when it has ended', async () => {
    const { tenantId, scope } = await tenant();
    await visit(tenantId, phone, daysAgo(91));
    await sweep();
    const entries = await house.models.auditEntries.find(scope, {}, { sort: { seq: 1 } });
    expect(entries.map(({ action, actorKind, outcome }) => [action, actorKind, outcome])).toEqual([
      ['retention.swept', 'system', 'begun'],
      ['retention.reported', 'system', 'noted'],
    ]);
    expect(JSON.parse(entries[1]?.after ?? '')).toEqual({ removed: { visits: 1 }, held: false });
  });

  test('finds nothing a second time, and notes nothing', async () => {
    const { tenantId, scope } = await tenant();
    await visit(tenantId, phone, daysAgo(91));
    await sweep();
    const reports = await sweep();
    expect(reports.filter((report) => report.tenantId === tenantId)).toEqual([]);
    expect(await house.models.auditEntries.count(scope, {})).toBe(2);
  });

  test('goes on where there is more than one batch', async () => {
    const { tenantId, scope } = await tenant();
    const many = Array.from({ length: 450 }, (_, index) => ({
      _id: `visit_${tenantId}_${index}`,
      phone,
      at: daysAgo(100 + index),
    }));
    await visits.insertMany(scope, many);
    const reports = await sweep();
    expect(reports.find((report) => report.tenantId === tenantId)?.removed).toEqual({ visits: 450 });
    expect(await visits.count(scope, {})).toBe(0);
  });

  test('ends where the process does, and the next one goes on', async () => {
    const { tenantId, scope } = await tenant();
    const many = Array.from({ length: 450 }, (_, index) => ({
      _id: `visit_${tenantId}_${index}`,
      phone,
      at: daysAgo(100),
    }));
    await visits.insertMany(scope, many);
    await privacy.sweeps.retention(AbortSignal.abort());
    expect(await visits.count(scope, {})).toBeGreaterThan(0);
    await sweep();
    expect(await visits.count(scope, {})).toBe(0);
  });

  test('is done by one process at a time', async () => {
    const both = await Promise.all([privacy.sweeps.retention(breath), privacy.sweeps.retention(breath)]);
    expect(both.filter((reports) => reports === undefined)).toHaveLength(1);
  });
});

describe('a legal hold', () => {
  test('keeps everything, and says so', async () => {
    const { tenantId, scope } = await tenant({ legalHold: true });
    await visit(tenantId, phone, daysAgo(500));
    const reports = await sweep();
    expect(reports).toContainEqual({ tenantId, held: true, removed: {} });
    expect(await visits.count(scope, {})).toBe(1);
    expect(house.lines.some((line) => line.includes(tenantId) && line.includes('a legal hold'))).toBe(true);
    expect(await house.metrics.metrics()).toMatch(/^trunkline_retention_held_tenants [1-9]/m);
  });

  test('that begins during a sweep keeps what is still there', async () => {
    const { tenantId, scope } = await tenant();
    const many = Array.from({ length: 450 }, (_, index) => ({
      _id: `visit_${tenantId}_${index}`,
      phone,
      at: daysAgo(100),
    }));
    await visits.insertMany(scope, many);
    const settings = { legalHold: false, retentionDays: {} };
    let asked = 0;
    house.settings.set(tenantId, {
      ...settings,
      get legalHold() {
        asked += 1;
        return asked > 2;
      },
    });
    const reports = await sweep();
    expect(reports.find((report) => report.tenantId === tenantId)).toEqual({
      tenantId,
      held: true,
      removed: { visits: 200 },
    });
    expect(await visits.count(scope, {})).toBe(250);
    house.settings.set(tenantId, settings);
  });
});

test('the days are what the tenant says, within what the kind allows', () => {
  const days = { usual: 90, least: 7, most: 365 };
  fc.assert(
    fc.property(fc.option(fc.integer({ min: 1, max: 3_650 }), { nil: undefined }), (said) => {
      const retentionDays = said === undefined ? {} : { visits: said };
      const chosen = daysOf('visits', { days }, { retentionDays });
      expect(chosen).toBeGreaterThanOrEqual(7);
      expect(chosen).toBeLessThanOrEqual(365);
      if (said === undefined) expect(chosen).toBe(90);
      else if (said >= 7 && said <= 365) expect(chosen).toBe(said);
    }),
  );
});
