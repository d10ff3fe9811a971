import { expect, test } from 'vitest';
import { localHourOf } from '../../src/core/local-hours.ts';

test.each([
  ['UTC', '2026-03-01T23:59:59.999Z', 7, 23, '2026-03-01T23:00:00.000Z'],
  ['Asia/Kathmandu', '2026-03-01T18:15:00.000Z', 1, 0, '2026-03-01T18:15:00.000Z'],
  ['Asia/Kathmandu', '2026-03-01T18:14:59.999Z', 7, 23, '2026-03-01T17:15:00.000Z'],
  // The clocks of Berlin go through the third hour twice.
  ['Europe/Berlin', '2026-10-25T00:30:00.000Z', 7, 2, '2026-10-25T00:00:00.000Z'],
  ['Europe/Berlin', '2026-10-25T01:30:00.000Z', 7, 2, '2026-10-25T01:00:00.000Z'],
  ['America/New_York', '2026-03-08T07:00:00.000Z', 7, 3, '2026-03-08T07:00:00.000Z'],
])('in %s %s', (zone, at, weekday, hour, startsAt) => {
  expect(localHourOf(new Date(at), zone)).toEqual({ weekday, hour, startsAt: new Date(startsAt) });
});
