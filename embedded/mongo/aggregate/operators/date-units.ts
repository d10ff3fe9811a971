/**
 * Adding, counting and truncating by units of time. Units of a day and more follow the zone's clock and calendar,
 * smaller ones pass evenly. Bins are counted from the beginning of the year 2000.
 */
import { refuse, typeName } from '../expressions/values.ts';
import { isoWeekday } from './date-text.ts';
import { localTime, toInstant, toLocal, type Zone } from './zones.ts';

const lengths = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000 } as const;
const monthsOf = { month: 1, quarter: 3, year: 12 } as const;
const day = 86_400_000;

export type Unit = keyof typeof lengths | keyof typeof monthsOf | 'day' | 'week';

export function unitOf(name: string, value: unknown): Unit {
  if (typeof value !== 'string')
    return refuse(5439013, `${name} requires 'unit' to be a string, but got ${typeName(value)}`);
  if (
    value === 'day' ||
    value === 'week' ||
    Object.hasOwn(lengths, value) ||
    Object.hasOwn(monthsOf, value)
  ) {
    return value as Unit;
  }
  return refuse(9, `${name} parameter 'unit' value cannot be recognized as a time unit: ${value}`);
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** 1 for Monday to 7 for Sunday, which is where weeks begin unless told otherwise. */
export function weekdayOf(value: unknown): number {
  if (value === undefined) return 7;
  const name = String(value).toLowerCase();
  const found = weekdays.findIndex((weekday) => weekday === name || weekday.slice(0, 3) === name) + 1;
  if (typeof value !== 'string' || found === 0) {
    refuse(9, `parameter 'startOfWeek' value cannot be recognized as a day of a week: ${String(value)}`);
  }
  return found;
}

const isLength = (unit: Unit): unit is keyof typeof lengths => unit in lengths;
const daysSince = (local: number) => Math.floor(local / day);
const monthsSince = (local: number) => new Date(local).getUTCFullYear() * 12 + new Date(local).getUTCMonth();

export function addUnits(instant: number, unit: Unit, amount: number, zone: Zone): number {
  if (isLength(unit)) return instant + amount * lengths[unit];
  const local = toLocal(zone, instant);
  if (unit === 'day' || unit === 'week')
    return toInstant(zone, local + amount * day * (unit === 'week' ? 7 : 1));
  const months = monthsSince(local) + amount * monthsOf[unit];
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  // The last day of a shorter month stands for the 29th to 31st.
  const last = new Date(localTime(year, month + 1, 0)).getUTCDate();
  const date = Math.min(new Date(local).getUTCDate(), last);
  return toInstant(zone, localTime(year, month, date) + (local - daysSince(local) * day));
}

/** Days since a fixed day on which weeks begin. */
function weekDays(local: number, first: number): number {
  const epoch = localTime(2000, 1, 1) / day;
  const toFirst = (first - isoWeekday(new Date(epoch * day)) + 7) % 7;
  return daysSince(local) - epoch - toFirst;
}

/** How many beginnings of a unit lie between two instants. */
export function diffUnits(from: number, to: number, unit: Unit, zone: Zone, firstWeekday: number): number {
  if (unit === 'hour') {
    // Hours begin where the zone's clock says so, but an hour that the clock skips or repeats counts as it passed.
    const count = (instant: number) => Math.floor(toLocal(zone, instant) / lengths.hour);
    return count(to) - count(from) - Math.round((zone.offset(to) - zone.offset(from)) / lengths.hour);
  }
  if (isLength(unit)) return Math.floor(to / lengths[unit]) - Math.floor(from / lengths[unit]);
  const count = (instant: number) => {
    const local = toLocal(zone, instant);
    if (unit === 'day') return daysSince(local);
    if (unit === 'week') return Math.floor(weekDays(local, firstWeekday) / 7);
    return Math.floor(monthsSince(local) / monthsOf[unit]);
  };
  return count(to) - count(from);
}

export function truncDate(
  instant: number,
  unit: Unit,
  size: number,
  zone: Zone,
  firstWeekday: number,
): number {
  const floor = (n: number, bin: number) => n - (((n % bin) + bin) % bin);
  const start = localTime(2000, 1, 1);
  if (isLength(unit)) {
    const origin = toInstant(zone, start);
    return origin + floor(instant - origin, size * lengths[unit]);
  }
  const local = toLocal(zone, instant);
  if (unit === 'day') return toInstant(zone, start + floor(daysSince(local) - start / day, size) * day);
  if (unit === 'week') {
    const days = weekDays(local, firstWeekday);
    return toInstant(zone, (daysSince(local) - days + floor(days, size * 7)) * day);
  }
  const origin = 2000 * 12;
  const months = origin + floor(monthsSince(local) - origin, size * monthsOf[unit]);
  return toInstant(zone, localTime(0, months + 1, 1));
}
