import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundsOf, written } from '../../../../sandbox/vendors/bland/dates.ts';
import { often } from '../../../helpers/often.ts';

// The clocks of some change at midnight, so that there a day begins at one o'clock.
const zones = [
  'UTC',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
];
const formats = new Map(zones.map((timeZone) => [timeZone, new Intl.DateTimeFormat('sv', { timeZone })]));
const dayIn = (zone: string, at: number) => formats.get(zone)?.format(at);

test('a day begins where the day before ends, and holds exactly the moments of that day there', () => {
  const days = fc
    .date({ min: new Date('2020-01-02'), max: new Date('2035-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(days, fc.constantFrom(...zones), (day, zone) => {
      const bounds = boundsOf(day, zone);
      if (bounds === undefined) throw new Error(`${day} is a day`);
      expect(
        [bounds.first - 1, bounds.first, bounds.last, bounds.last + 1].map((at) => dayIn(zone, at) === day),
      ).toEqual([false, true, true, false]);
    }),
    { numRuns: often(500) },
  );
});

test('a moment is itself, whatever the zone', () => {
  const at = Date.parse('2026-02-19T00:00:00-05:00');
  expect(boundsOf('2026-02-19T00:00:00-05:00', 'Asia/Kolkata')).toEqual({ first: at, last: at });
  expect(boundsOf('some day')).toBeUndefined();
});

test('both ways of writing a moment mean the same one', () => {
  const at = Date.parse('2026-11-20T10:00:00.123Z');
  expect(written(at, 'offset', { dates: 'mixed' })).toBe('2026-11-20T10:00:00.123+00:00');
  expect(written(at, 'z', { dates: 'mixed' })).toBe('2026-11-20T10:00:00.123Z');
  expect(written(at, 'offset', { dates: 'z' })).toBe('2026-11-20T10:00:00.123Z');
});
