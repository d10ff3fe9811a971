/** Counts for charts: what they add up to is what the calls say, in the hours and days of the tenant's own clocks. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { CallStats } from '../../../src/contract/call-statistics.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import type { StoredCall } from '../../../src/models/calls.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld, type World } from '../../helpers/world.ts';
import { newStoredCall } from '../../services/calls/support/stored-call.ts';

const house = await testApp();
const world = await newWorld(house);
const everything = systemScope('a test that makes many calls', house.app.log);

const counted = (of: World, query: string) => of.ask<CallStats>('GET', `/v1/calls/stats?${query}`);

async function withCalls(calls: readonly Partial<StoredCall>[], timeZone = 'UTC'): Promise<World> {
  const mine = await world.besides();
  const { rev } = await mine.ask<{ rev: number }>('GET', '/v1/tenant');
  await mine.ask('PATCH', '/v1/tenant', { rev, timeZone });
  const stored = calls.map((call) => newStoredCall({ tenantId: mine.tenantId, ...call }));
  await house.app.models.calls.insertMany(everything, stored, { ordered: false });
  return mine;
}

const answered = (time: string, billableSec: number): Partial<StoredCall> => ({
  startedAt: new Date(time),
  answeredAt: new Date(time),
  billableSec,
});
const march = 'since=2026-03-01T00:00:00.000Z&until=2026-04-01T00:00:00.000Z';

describe('a month', () => {
  let mine: World;
  beforeAll(async () => {
    mine = await withCalls([
      ...Array.from({ length: 98 }, (_, index) => answered('2026-03-02T10:05:00Z', index + 1)),
      { ...answered('2026-03-02T11:00:00Z', 500), agent: 'Reception' },
      { ...answered('2026-03-03T10:00:00Z', 1_000), agent: 'Reception' },
      { startedAt: new Date('2026-03-03T10:59:59.999Z'), status: 'failed', billableSec: 0 },
      { startedAt: new Date('2026-03-31T23:59:59.999Z'), status: 'lost' },
      // Just outside of it, on both sides.
      answered('2026-02-28T23:59:59.999Z', 7),
      answered('2026-04-01T00:00:00.000Z', 7),
    ]);
  });

  test('in total', async () => {
    const { total } = await counted(mine, march);
    const billableSec = (98 * 99) / 2 + 1_500;
    expect(total).toEqual({
      calls: 102,
      answered: 100,
      failed: 2,
      billableSec,
      averageSec: Math.round(billableSec / 10) / 10,
      medianSec: 50,
      p90Sec: 90,
      p99Sec: 500,
    });
  });

  test('by day, by hour and by the hours of a week', async () => {
    const places = async (by: string) =>
      (await counted(mine, `${march}&by=${by}`)).items.map(({ startsAt, weekday, hour, calls }) => [
        startsAt ?? `${weekday} ${hour}`,
        calls,
      ]);
    expect(await places('day')).toEqual([
      ['2026-03-02T00:00:00.000Z', 99],
      ['2026-03-03T00:00:00.000Z', 2],
      ['2026-03-31T00:00:00.000Z', 1],
    ]);
    expect(await places('hour')).toEqual([
      ['2026-03-02T10:00:00.000Z', 98],
      ['2026-03-02T11:00:00.000Z', 1],
      ['2026-03-03T10:00:00.000Z', 2],
      ['2026-03-31T23:00:00.000Z', 1],
    ]);
    expect(await places('weekday-hour')).toEqual([
      ['1 10', 98],
      ['1 11', 1],
      ['2 10', 2],
      ['2 23', 1],
    ]);
  });

  test('by the values of a field, those that have none among them', async () => {
    const { items, total } = await counted(mine, `${march}&by=day&of=agent`);
    expect(items.map(({ of, calls }) => [of, calls])).toEqual([
      [null, 98],
      ['Reception', 1],
      [null, 1],
      ['Reception', 1],
      [null, 1],
    ]);
    expect(items.reduce((sum, { calls }) => sum + calls, 0)).toBe(total.calls);
  });

  test('with the filters of the list', async () => {
    expect((await counted(mine, `${march}&agent=Reception`)).total).toMatchObject({
      calls: 2,
      averageSec: 750,
    });
    const ofStatus = async (status: string) => (await counted(mine, `${march}&status=${status}`)).total.calls;
    const [all, done] = [(await counted(mine, march)).total.calls, await ofStatus('completed')];
    expect(done).toBeLessThan(all);
    expect(await ofStatus('completed,busy')).toBe(done);
    const others = 'queued,ringing,in-progress,busy,no-answer,failed,canceled,lost';
    expect(await ofStatus(others)).toBe(all - done);
    expect((await counted(mine, `${march}&status=busy,canceled`)).total).toEqual({
      calls: 0,
      answered: 0,
      failed: 0,
      billableSec: 0,
      averageSec: null,
      medianSec: null,
      p90Sec: null,
      p99Sec: null,
    });
  });
});

test('days and hours are those of the tenant, also where clocks change and hours are no whole ones of UTC', async () => {
  // Clocks went forward in Berlin on the 29th at 01:00 UTC.
  const times = [
    '2026-03-28T22:59:59Z',
    '2026-03-28T23:00:00Z',
    '2026-03-29T21:59:59Z',
    '2026-03-29T22:00:00Z',
  ];
  const berlin = await withCalls(
    times.map((time) => answered(time, 10)),
    'Europe/Berlin',
  );
  const { items, timeZone } = await counted(berlin, march);
  expect(timeZone).toBe('Europe/Berlin');
  expect(items.map(({ startsAt, calls }) => [startsAt, calls])).toEqual([
    ['2026-03-27T23:00:00.000Z', 1],
    ['2026-03-28T23:00:00.000Z', 2],
    ['2026-03-29T22:00:00.000Z', 1],
  ]);
  const delhi = await withCalls(
    [answered('2026-03-02T18:29:59Z', 10), answered('2026-03-02T18:30:00Z', 10)],
    'Asia/Kolkata',
  );
  const hours = (await counted(delhi, `${march}&by=weekday-hour`)).items;
  expect(hours.map(({ weekday, hour }) => [weekday, hour])).toEqual([
    [1, 23],
    [2, 0],
  ]);
});

test.each([
  ['since=2026-03-02T00:00:00.000Z&until=2026-03-01T00:00:00.000Z', 'before until'],
  ['minSec=20&maxSec=10', 'expected at most what maxSec is'],
  ['since=2024-03-02T00:00:00.000Z&until=2026-03-01T00:00:00.000Z', 'at most 400 days'],
])('?%s is refused, and says why', async (query, why) => {
  const answer = await house.fetch(`/v1/calls/stats?${query}`, { headers: { ...world.headers } });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(why);
});
