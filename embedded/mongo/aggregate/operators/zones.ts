/**
 * Time zones: UTC offsets ("+05:30") and IANA names, right across changes of daylight-saving time.
 *
 * A local time is a number of milliseconds, as if its clock showed UTC.
 */
import { nullish, refuse, typeName } from '../expressions/values.ts';

export interface Zone {
  utc: boolean;
  /** Milliseconds that the zone is ahead of UTC at an instant. */
  offset: (instant: number) => number;
}

export const utc: Zone = { utc: true, offset: () => 0 };

const zones = new Map<string, Zone>();
const quarterHour = 900_000;

export function zoneOf(value: unknown): Zone {
  if (typeof value !== 'string')
    return refuse(40517, `timezone must evaluate to a string, found ${typeName(value)}`);
  let zone = zones.get(value);
  if (!zone) {
    zone = read(value);
    zones.set(value, zone);
  }
  return zone;
}

function read(name: string): Zone {
  const fixed = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(name);
  if (fixed) {
    const [, sign, hours = '0', minutes = '0'] = fixed;
    const ms = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
    return { utc: ms === 0, offset: () => ms };
  }
  if (/^(UTC|GMT)$/.test(name)) return utc;
  try {
    if (/^[+-]|^$/.test(name)) throw new RangeError(name);
    return named(new Intl.DateTimeFormat('en-US', { ...fields, timeZone: name }));
  } catch {
    return refuse(40485, `unrecognized time zone identifier: "${name}"`);
  }
}

const fields = {
  hourCycle: 'h23',
  era: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

function named(format: Intl.DateTimeFormat): Zone {
  // Offsets change at whole quarters of an hour only (since 1972), and asking Intl is slow.
  const known = new Map<number, number>();
  const ask = (instant: number): number => {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = value;
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
    const local = localTime(year, Number(parts.month), Number(parts.day));
    const time = (Number(parts.hour) * 60 + Number(parts.minute)) * 60 + Number(parts.second);
    return local + time * 1000 - Math.floor(instant / 1000) * 1000;
  };
  const offset = (instant: number): number => {
    const quarter = Math.floor(instant / quarterHour);
    let found = known.get(quarter);
    if (found === undefined) {
      found = ask(instant);
      if (known.size > 100_000) known.clear();
      known.set(quarter, found);
    }
    return found;
  };
  return { utc: false, offset };
}

/** Midnight of a date; months and days beyond their range run over, and years below 100 mean themselves. */
export function localTime(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

export const toLocal = (zone: Zone, instant: number): number => instant + zone.offset(instant);

/**
 * The instant of a local time. One that occurs twice means the first; one that a clock jumps over is read with the
 * offset before the jump, so that 02:30 becomes 03:30.
 */
export function toInstant(zone: Zone, local: number): number {
  const day = 86_400_000;
  const before = zone.offset(local - day);
  const after = zone.offset(local + day);
  if (before === after) return local - before;
  if (zone.offset(local - before) === before) return local - before;
  return zone.offset(local - after) === after ? local - after : local - before;
}

/** The zone that an operator's `timezone` names: UTC where none is given, undefined where it is null. */
export function givenZone(args: { timezone?: unknown }): Zone | undefined {
  if (!('timezone' in args)) return utc;
  return nullish(args.timezone) ? undefined : zoneOf(args.timezone);
}
