/** Moments as they are shown and typed, whatever an address says. */
import { expect, test, vi } from 'vitest';
import { moment } from '../../../dashboard/src/ui/format.ts';
import { momentTyped, typedMoment } from '../../../dashboard/src/ui/typed-moment.ts';

test.each(['abc', '2026-99-99T00:00:00Z', 'tomorrow', '', null, undefined])('%s is no moment', (said) => {
  expect(typedMoment(said)).toBe('');
  expect(momentTyped(said ?? '')).toBeUndefined();
});

test('what was typed is what stands there', () => {
  expect(typedMoment(momentTyped('2026-03-01T12:30'))).toBe('2026-03-01T12:30');
});

test('of today the time, of this year the day, of another the year as well', () => {
  vi.useFakeTimers({ now: new Date('2026-11-23T12:00:00Z') });
  try {
    expect(moment('2026-11-23T09:55:08Z', 'UTC')).toBe('09:55:08');
    expect(moment('2026-11-22T09:55:08Z', 'UTC')).toBe('Nov 22, 09:55');
    expect(moment('2025-11-23T09:55:08Z', 'UTC')).toBe('Nov 23, 2025, 09:55');
    expect(moment('2099-06-01T00:00:00Z', 'UTC')).toBe('Jun 1, 2099, 00:00');
    // There it is a day later already.
    expect(moment('2026-11-23T09:55:08Z', 'Pacific/Kiritimati')).toBe('Nov 23, 23:55');
  } finally {
    vi.useRealTimers();
  }
});
