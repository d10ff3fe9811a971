import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PeriodKind, periodAt } from '../../src/core/periods.ts';
import { often } from '../helpers/often.ts';

const hourMs = 3_600_000;
const span = (kind: PeriodKind, at: string, zone: string) => {
  const { key, startsAt, endsAt } = periodAt(kind, new Date(at), zone);
  return [key, startsAt.toISOString(), endsAt.toISOString()];
};

describe('a day', () => {
  test.each([
    [
      'a short one, in spring',
      '2026-03-29T12:00:00Z',
      'Europe/Berlin',
      '2026-03-28T23:00',
      '2026-03-29T22:00',
    ],
    [
      'a long one, in autumn',
      '2026-11-01T12:00:00Z',
      'America/New_York',
      '2026-11-01T04:00',
      '2026-11-02T05:00',
    ],
    // Clocks go from 0:00 to 1:00: the day begins at one.
    ['one without midnight', '2026-04-24T12:00:00Z', 'Africa/Cairo', '2026-04-23T22:00', '2026-04-24T21:00'],
    // Clocks go from 24:00 back to 23:00: the evening is an hour longer, and the date the same.
    [
      'one with an hour twice before midnight',
      '2026-10-29T12:00:00Z',
      'Africa/Cairo',
      '2026-10-28T21:00',
      '2026-10-29T22:00',
    ],
    [
      'one of half an hour more',
      '2026-04-05T03:00:00Z',
      'Australia/Lord_Howe',
      '2026-04-04T13:00',
      '2026-04-05T13:30',
    ],
    [
      'the first to begin',
      '2026-06-14T10:30:00Z',
      'Pacific/Kiritimati',
      '2026-06-14T10:00',
      '2026-06-15T10:00',
    ],
    ['the last to begin', '2026-06-14T10:30:00Z', 'Pacific/Niue', '2026-06-13T11:00', '2026-06-14T11:00'],
    ['one by quarters', '2026-06-14T18:20:00Z', 'Asia/Kathmandu', '2026-06-14T18:15', '2026-06-15T18:15'],
    ['one in UTC', '2026-06-14T00:00:00Z', 'UTC', '2026-06-14T00:00', '2026-06-15T00:00'],
  ])('%s', (_name, at, zone, starts, ends) => {
    expect(span('day', at, zone).slice(1)).toEqual([`${starts}:00.000Z`, `${ends}:00.000Z`]);
  });

  test('that an island skipped is none: the one before it is followed by the one after', () => {
    const before = periodAt('day', new Date('2011-12-30T09:59:59Z'), 'Pacific/Apia');
    const after = periodAt('day', new Date('2011-12-30T10:00:00Z'), 'Pacific/Apia');
    expect([before.key, after.key]).toEqual(['2011-12-29', '2011-12-31']);
  });
});

test('a month begins with its first day and ends with the next one’s', () => {
  expect(span('month', '2026-03-31T21:59:59Z', 'Europe/Berlin')).toEqual([
    '2026-03',
    '2026-02-28T23:00:00.000Z',
    '2026-03-31T22:00:00.000Z',
  ]);
  expect(span('month', '2026-12-31T23:00:00Z', 'Europe/Berlin')[0]).toBe('2027-01');
});

test('days and months follow each other without a gap, and each moment is in one', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const moment = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  const kind = fc.constantFrom<PeriodKind>('day', 'month');
  fc.assert(
    fc.property(kind, moment, fc.constantFrom(...zones), (one, at, zone) => {
      const { key, startsAt, endsAt } = periodAt(one, at, zone);
      expect(startsAt <= at && at < endsAt).toBe(true);
      const after = periodAt(one, endsAt, zone);
      expect(after.startsAt).toEqual(endsAt);
      expect(after.key > key).toBe(true);
      expect(periodAt(one, new Date(endsAt.getTime() - 1), zone).key).toBe(key);
      expect(periodAt(one, startsAt, zone).key).toBe(key);
      expect(periodAt('month', at, zone).key).toBe(periodAt('day', at, zone).key.slice(0, 7));
      const hours = (endsAt.getTime() - startsAt.getTime()) / hourMs;
      const [least, most] = one === 'day' ? [22, 26] : [27 * 24, 31 * 24 + 2];
      expect(hours).toBeGreaterThanOrEqual(least);
      expect(hours).toBeLessThanOrEqual(most);
    }),
    { numRuns: often(500) },
  );
});
