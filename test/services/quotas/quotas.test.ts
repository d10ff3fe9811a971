import { describe, expect, test } from 'vitest';
import { quotaHouse, requestId } from './house.ts';

const house = await quotaHouse();
const [one, two] = [house.instance(0), house.instance(1)];
const hourMs = 3_600_000;
const at = new Date('2026-03-10T12:00:00Z');
const use = (id: string, amount = 1) => ({ id, at, amount, requestId });
const usageOf = async (scope: Parameters<typeof one.usage>[0], quota: string) =>
  (await one.usage(scope)).find((each) => each.quota === quota);

describe('room that is reserved', () => {
  const hold = (id: string, forMs = hourMs) => ({ ...use(id), forMs });

  test('is taken for all instances, and free again when it is given back', async () => {
    const { scope } = house.tenant({ concurrentCalls: { hard: 2 } });
    expect(await one.reserve(scope, 'concurrentCalls', hold('a'))).toBe(true);
    expect(await two.reserve(scope, 'concurrentCalls', hold('b'))).toBe(true);
    expect(await one.reserve(scope, 'concurrentCalls', hold('c'))).toBe(false);
    expect(await two.reserve(scope, 'concurrentCalls', hold('a'))).toBe(true);
    await one.release(scope, 'concurrentCalls', use('b'));
    expect(await two.reserve(scope, 'concurrentCalls', hold('c'))).toBe(true);
  });

  test('runs out where nobody says any more that it is used, and lasts longer where somebody does', async () => {
    const { scope } = house.tenant({ concurrentCalls: { hard: 2 } });
    for (const id of ['dies', 'lives']) await one.reserve(scope, 'concurrentCalls', hold(id));
    house.clock.advance(hourMs / 2);
    await one.reserve(scope, 'concurrentCalls', hold('lives'));
    house.clock.advance(hourMs / 2);
    expect(await usageOf(scope, 'concurrentCalls')).toMatchObject({ used: 1 });
    expect(await two.reserve(scope, 'concurrentCalls', hold('next'))).toBe(true);
    expect(await two.reserve(scope, 'concurrentCalls', hold('one too many'))).toBe(false);
  });

  test('counts against the hard limit until it is settled with what was really used', async () => {
    const { scope } = house.tenant({ minutesPerMonth: { hard: 10 } });
    const minutes = (id: string, amount: number) => ({ ...use(id, amount * 60), forMs: hourMs });
    expect(await one.reserve(scope, 'minutesPerMonth', minutes('a', 8))).toBe(true);
    expect(await two.reserve(scope, 'minutesPerMonth', minutes('b', 3))).toBe(false);
    await one.settle(scope, 'minutesPerMonth', use('a', 150));
    expect(await usageOf(scope, 'minutesPerMonth')).toMatchObject({ used: 2.5, reserved: 0, percent: 25 });
    expect(await two.reserve(scope, 'minutesPerMonth', minutes('b', 3))).toBe(true);
    expect(await usageOf(scope, 'minutesPerMonth')).toMatchObject({ used: 2.5, reserved: 3 });
  });

  test('is not needed for what was used: that counts in any case, and once', async () => {
    const { scope } = house.tenant({ minutesPerMonth: { hard: 1 } });
    for (const quotas of [one, two, one]) await quotas.settle(scope, 'minutesPerMonth', use('a', 90));
    expect(await usageOf(scope, 'minutesPerMonth')).toMatchObject({ used: 1.5, percent: 150 });
    expect(await one.reserve(scope, 'minutesPerMonth', { ...use('b'), forMs: hourMs })).toBe(false);
  });

  test('is without end where there is no hard limit', async () => {
    const { scope } = house.tenant({ callsPerDay: { soft: 1 } });
    for (const id of ['a', 'b', 'c']) expect(await one.count(scope, 'callsPerDay', use(id))).toBe(true);
    expect(await usageOf(scope, 'callsPerDay')).toMatchObject({ used: 3, percent: 300, soft: 1, hard: null });
  });
});

describe('a period', () => {
  const night = { berlin: new Date('2026-03-31T21:59:59Z'), later: new Date('2026-03-31T22:00:00Z') };

  test('is cut in the time zone of the tenant', async () => {
    const { scope } = house.tenant({ callsPerDay: { hard: 1 } }, 'Europe/Berlin');
    const call = (id: string, at: Date) => one.count(scope, 'callsPerDay', { ...use(id), at });
    expect(await call('a', night.berlin)).toBe(true);
    expect(await call('b', night.berlin)).toBe(false);
    expect(await call('b', night.later)).toBe(true);
    expect(await call('c', night.later)).toBe(false);
  });

  test('has what began in it, also where it is told once more under another time', async () => {
    const { scope, tenantId } = house.tenant({}, 'Europe/Berlin');
    await one.settle(scope, 'minutesPerMonth', { ...use('a', 60), at: night.berlin });
    await two.settle(scope, 'minutesPerMonth', { ...use('a', 60), at: night.later });
    const accounts = await house.stores[0].accounts.find(scope, {});
    expect(accounts.map(({ _id, used }) => [_id, used])).toEqual([
      [`${tenantId}:minutesPerMonth:2026-03`, 60],
    ]);
  });

  test('gives back what at the same moment went into another one', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { scope } = house.tenant({}, 'Europe/Berlin');
      await Promise.all([
        one.settle(scope, 'minutesPerMonth', { ...use('a', 60), at: night.berlin }),
        two.settle(scope, 'minutesPerMonth', { ...use('a', 60), at: night.later }),
      ]);
      const accounts = await house.stores[0].accounts.find(scope, {});
      expect(accounts.reduce((sum, { used }) => sum + used, 0)).toBe(60);
      expect(accounts.flatMap(({ pending }) => pending)).toEqual([]);
    }
  });
});

describe('a notice', () => {
  const told = (tenant: { tenantId: string }) =>
    house.mailsTo(tenant).map(({ values }) => ('percent' in values ? [values.quota, values.percent] : []));

  test('comes at 80% and at 100%, each once, whoever counts', async () => {
    const tenant = house.tenant({ callsPerDay: { hard: 10 } });
    const ids = Array.from({ length: 14 }, (_, n) => `call ${n}`);
    const seen: number[] = [];
    for (const id of ids) {
      await Promise.all([one, two].map((quotas) => quotas.count(tenant.scope, 'callsPerDay', use(id))));
      seen.push(told(tenant).length);
    }
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2]);
    expect(told(tenant)).toEqual([
      ['calls a day (hard limit)', 80],
      ['calls a day (hard limit)', 100],
    ]);
    const [first] = house.mailsTo(tenant);
    expect(first).toMatchObject({ to: 'ada@example.com', template: 'quota' });
    expect(first?.values).toMatchObject({ used: '8 calls', limit: '10 calls' });
  });

  test('comes again in the next period, and for a limit that was raised', async () => {
    const tenant = house.tenant({ callsPerDay: { hard: 1 } });
    await one.count(tenant.scope, 'callsPerDay', use('a'));
    await one.count(tenant.scope, 'callsPerDay', { ...use('b'), at: new Date('2026-03-11T12:00:00Z') });
    expect(told(tenant)).toHaveLength(2);
    house.limit(tenant.tenantId, { callsPerDay: { hard: 2 } });
    await one.count(tenant.scope, 'callsPerDay', use('c'));
    expect(told(tenant)).toHaveLength(3);
  });

  test('comes for soft limits and hard ones, and where both are passed at once, of the higher percentage', async () => {
    const tenant = house.tenant({ minutesPerMonth: { soft: 10, hard: 20 } });
    await one.settle(tenant.scope, 'minutesPerMonth', use('a', 8 * 60));
    await one.settle(tenant.scope, 'minutesPerMonth', use('b', 12 * 60));
    await one.settle(tenant.scope, 'minutesPerMonth', use('c', 60));
    expect(told(tenant).sort()).toEqual([
      ['minutes of calls a month (hard limit)', 100],
      ['minutes of calls a month (soft limit)', 100],
      ['minutes of calls a month (soft limit)', 80],
    ]);
  });

  test('of 100% comes when something is refused, also where a rest is left', async () => {
    const tenant = house.tenant({ minutesPerMonth: { hard: 10 } });
    await one.settle(tenant.scope, 'minutesPerMonth', use('a', 9 * 60));
    await one.reserve(tenant.scope, 'minutesPerMonth', { ...use('b', 120), forMs: hourMs });
    expect(told(tenant).map(([, percent]) => percent)).toEqual([80, 100]);
  });

  test('about calls at the same time comes once a day', async () => {
    const tenant = house.tenant({ concurrentCalls: { hard: 1 } });
    const upAndDown = async () => {
      for (const id of ['a', 'b', 'a']) {
        await one.reserve(tenant.scope, 'concurrentCalls', { ...use(id), forMs: hourMs });
        await two.release(tenant.scope, 'concurrentCalls', use(id));
      }
    };
    await upAndDown();
    expect(told(tenant)).toHaveLength(1);
    house.clock.advance(24 * hourMs);
    await upAndDown();
    expect(told(tenant)).toHaveLength(2);
  });

  test('about requests a minute comes once a day, from whichever instance', async () => {
    const tenant = house.tenant({ requestsPerMinute: { hard: 100 } });
    for (const quotas of [one, two, one]) {
      for (const used of [10, 79, 80, 99, 100, 80]) await quotas.noteRequests(tenant.scope, used, requestId);
    }
    expect(told(tenant)).toEqual([
      ['requests a minute (hard limit)', 80],
      ['requests a minute (hard limit)', 100],
    ]);
  });

  test('that could not be sent goes with the next use, and what was counted is counted', async () => {
    const tenant = house.tenant({ callsPerDay: { hard: 1 } });
    const broken = house.instance(0, {
      mail: { enqueue: () => Promise.reject(new Error('the disk is full')) },
    });
    expect(await broken.count(tenant.scope, 'callsPerDay', use('a'))).toBe(true);
    expect(told(tenant)).toEqual([]);
    expect(house.lines.join()).toContain('a notice about a quota waits');
    expect(await two.count(tenant.scope, 'callsPerDay', use('b'))).toBe(false);
    expect(told(tenant)).toHaveLength(1);
    const sent = house.enqueued.length;
    await two.count(tenant.scope, 'callsPerDay', use('b'));
    expect(house.enqueued).toHaveLength(sent);
  });
});

describe('a notice that could not be sent', () => {
  const never = new AbortController().signal;
  const broken = house.instance(0, {
    mail: { enqueue: () => Promise.reject(new Error('the disk is full')) },
  });
  const told = (tenant: { tenantId: string }) =>
    house.mailsTo(tenant).map(({ values }) => ('percent' in values ? values : undefined));

  test('goes with the next sweep, once, though nothing is used any more', async () => {
    const tenant = house.tenant({ minutesPerMonth: { soft: 10, hard: 100 } });
    await broken.settle(tenant.scope, 'minutesPerMonth', use('a', 9 * 60));
    await broken.settle(tenant.scope, 'minutesPerMonth', use('b', 2 * 60));
    expect(told(tenant)).toEqual([]);
    await Promise.all([one.sweep(never), two.sweep(never)]);
    const expected = [80, 100].map((percent) => ({
      tenant: tenant.tenantId,
      quota: 'minutes of calls a month (soft limit)',
      used: '11 minutes',
      limit: '10 minutes',
      percent,
    }));
    expect(told(tenant)).toEqual(expected);
    const sent = house.enqueued.length;
    await one.sweep(never);
    expect(house.enqueued).toHaveLength(sent);
    expect((await house.stores[0].accounts.find(tenant.scope, {})).map(({ owed }) => owed)).toEqual([[]]);
  });

  test('says what it was about, also where that is over', async () => {
    const tenant = house.tenant({ concurrentCalls: { hard: 5 }, requestsPerMinute: { hard: 100 } });
    for (const id of ['a', 'b', 'c', 'd']) {
      await broken.reserve(tenant.scope, 'concurrentCalls', { ...use(id), forMs: hourMs });
    }
    for (const id of ['a', 'b', 'c', 'd']) await broken.release(tenant.scope, 'concurrentCalls', use(id));
    await broken.noteRequests(tenant.scope, 80, requestId);
    await two.sweep(never);
    expect(told(tenant).map((values) => [values?.quota, values?.used])).toEqual([
      ['calls at the same time (hard limit)', '4 calls'],
      ['requests a minute (hard limit)', '80 requests'],
    ]);
  });

  test('stays owed while it still cannot be sent', async () => {
    const tenant = house.tenant({ callsPerDay: { hard: 1 } });
    await broken.count(tenant.scope, 'callsPerDay', use('a'));
    await broken.sweep(never);
    expect(told(tenant)).toEqual([]);
    await one.sweep(never);
    expect(told(tenant)).toHaveLength(1);
  });
});

describe('what is used', () => {
  test('is told for every quota, with its limits and its period', async () => {
    const { scope } = house.tenant(
      { callsPerDay: { hard: 4 }, requestsPerMinute: { soft: 70 } },
      'America/New_York',
    );
    house.clock.set(new Date('2026-11-01T12:00:00Z'));
    await one.count(scope, 'callsPerDay', { ...use('a'), at: house.clock.now() });
    expect(await one.usage(scope)).toEqual([
      {
        quota: 'concurrentCalls',
        unit: 'calls',
        used: 0,
        reserved: 0,
        soft: null,
        hard: null,
        percent: null,
        period: null,
      },
      {
        quota: 'callsPerDay',
        unit: 'calls',
        used: 1,
        reserved: 0,
        soft: null,
        hard: 4,
        percent: 25,
        // The clocks go back that night: 25 hours.
        period: { startsAt: '2026-11-01T04:00:00.000Z', endsAt: '2026-11-02T05:00:00.000Z' },
      },
      ...['minutesPerMonth', 'transcriptionMinutesPerMonth'].map((quota) => ({
        quota,
        unit: 'minutes',
        used: 0,
        reserved: 0,
        soft: null,
        hard: null,
        percent: null,
        period: { startsAt: '2026-11-01T04:00:00.000Z', endsAt: '2026-12-01T05:00:00.000Z' },
      })),
      {
        quota: 'requestsPerMinute',
        unit: 'requests',
        used: 7,
        reserved: 0,
        soft: 70,
        hard: null,
        percent: 10,
        period: { startsAt: '2026-11-01T11:59:00.000Z', endsAt: '2026-11-01T12:00:00.000Z' },
      },
    ]);
  });

  test('is each tenant’s own', async () => {
    const [mine, theirs] = [
      house.tenant({ callsPerDay: { hard: 1 } }),
      house.tenant({ callsPerDay: { hard: 1 } }),
    ];
    const call = { ...use('the same id'), at: house.clock.now() };
    expect(await one.count(mine.scope, 'callsPerDay', call)).toBe(true);
    expect(await one.count(theirs.scope, 'callsPerDay', call)).toBe(true);
    expect(await usageOf(theirs.scope, 'callsPerDay')).toMatchObject({ used: 1 });
  });

  test.each([-1, 0.5, Number.NaN])('is never %d', async (amount) => {
    const { scope } = house.tenant();
    await expect(one.settle(scope, 'minutesPerMonth', use('a', amount))).rejects.toThrow(RangeError);
  });
});
