import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localHourOf } from '../../src/core/local-hours.ts';
import { often } from '../helpers/often.ts';

test.each([
  ['UTC', '2026-03-01T23:59:59.999Z', 7, 23, '2026-03-01T23:00:00.000Z'],
  ['Asia/Kathmandu', '2026-03-01T18:15:00.000Z', 1, 0, '2026-03-01T18:15:00.000Z'],
  ['Asia/Kathmandu', '2026-03-01T18:14:59.999Z', 7, 23, '2026-03-01T17:15:00.000Z'],
  // The clocks of Berlin go through the third hour twice.
  ['Europe/Berlin', '2026-10-25T00:30:00.000Z', 7, 2, '2026-10-25T00:00:00.000Z'],
  ['Europe/Berlin', '2026-10-25T01:30:00.000Z', 7, 2, '2026-10-25T01:00:00.000Z'],
  ['America/New_York', '2026-03-08T07:00:00.000Z', 7, 3, '2026-03-08T07:00:00.000Z'],
  // Those of Chatham go from 02:45 to 03:45, and in autumn back; those of Lord Howe by half an hour.
  ['Pacific/Chatham', '2026-09-26T14:10:00.000Z', 7, 3, '2026-09-26T14:00:00.000Z'],
  ['Pacific/Chatham', '2026-09-26T13:59:59.999Z', 7, 2, '2026-09-26T13:15:00.000Z'],
  ['Pacific/Chatham', '2026-04-04T14:05:00.000Z', 7, 2, '2026-04-04T14:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:10:00.000Z', 7, 1, '2026-04-04T15:00:00.000Z'],
])('in %s %s', (zone, at, weekday, hour, startsAt) => {
  expect(localHourOf(new Date(at), zone)).toEqual({ weekday, hour, startsAt: new Date(startsAt) });
});

test('hours follow each other without a gap, and none begins inside of another', () => {
  const zones = [
    'Pacific/Chatham',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Europe/Dublin',
    'Africa/Casablanca',
  ];
  const quarter = fc.integer({ min: 0, max: 40 * 365 * 96 }).map((n) => Date.UTC(2000, 0) + n * 15 * 60_000);
  fc.assert(
    fc.property(fc.constantFrom(...zones), quarter, fc.nat({ max: 900_000 - 1 }), (zone, from, more) => {
      const at = new Date(from + more);
      const one = localHourOf(at, zone);
      const start = one.startsAt.getTime();
      expect(at.getTime() - start).toBeGreaterThanOrEqual(0);
      expect(at.getTime() - start).toBeLessThan(3_600_000);
      expect(localHourOf(one.startsAt, zone)).toEqual(one);
      // What was a moment before is another hour, which began before.
      expect(localHourOf(new Date(start - 1), zone).startsAt.getTime()).toBeLessThan(start);
    }),
    { numRuns: often(5_000) },
  );
});

test('around every change of clocks in a year as well', () => {
  for (const zone of ['Pacific/Chatham', 'Australia/Lord_Howe'])
    for (let at = Date.UTC(2026, 0), last = 0; at < Date.UTC(2027, 0); at += 15 * 60_000) {
      const { startsAt } = localHourOf(new Date(at), zone);
      expect(startsAt.getTime()).toBeGreaterThanOrEqual(last);
      last = startsAt.getTime();
    }
});
