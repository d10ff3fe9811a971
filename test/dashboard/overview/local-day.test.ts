/** The page asks for days by the same clocks as the server counts them: whatever the zone, and whenever they change. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayAfter, daysBefore, hourIn, startOfDay } from '../../../dashboard/src/overview/local-day.ts';
import { localHourOf } from '../../../src/core/local-hours.ts';
import { periodAt } from '../../../src/core/periods.ts';
import { often } from '../../helpers/often.ts';

/** Clocks that change by an hour, by half of one, at midnight, and never. */
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Pacific/Chatham',
);
const moments = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2030-01-01T00:00:00Z'),
  noInvalidDate: true,
});

test('a day begins and ends when the server says so', () => {
  fc.assert(
    fc.property(moments, zones, (at, zone) => {
      const { startsAt, endsAt } = periodAt('day', at, zone);
      expect(startOfDay(at, zone)).toEqual(startsAt);
      expect(dayAfter(startsAt, zone)).toEqual(endsAt);
    }),
    { numRuns: often(2_000) },
  );
});

test('some days before are as many days', () => {
  fc.assert(
    fc.property(moments, zones, fc.integer({ min: 0, max: 365 }), (at, zone, count) => {
      let day = daysBefore(at, count, zone);
      for (let passed = 0; passed < count; passed += 1) day = dayAfter(day, zone);
      expect(day).toEqual(startOfDay(at, zone));
    }),
    { numRuns: 200 },
  );
});

test('an hour of the week is the one that the server counts', () => {
  fc.assert(
    fc.property(moments, zones, (at, zone) => {
      const { weekday, hour } = localHourOf(at, zone);
      expect(hourIn(at, zone)).toEqual({ weekday, hour });
    }),
  );
});
