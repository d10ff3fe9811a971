/** Dates to text by a format and back, ISO weeks and zones included. */
import { refuse } from '../expressions/values.ts';
import { localTime, toInstant, toLocal, utc, type Zone, zoneOf } from './zones.ts';

const day = 86_400_000;
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

const pad = (n: number, digits: number) => String(n).padStart(digits, '0');

/** 1 for Monday to 7 for Sunday. */
export const isoWeekday = (local: Date): number => local.getUTCDay() || 7;

export function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - localTime(local.getUTCFullYear(), 1, 1)) / day) + 1;
}

/** A week belongs to the year of its Thursday. */
export function isoWeek(local: Date): { year: number; week: number } {
  const thursday = new Date(local.getTime() + (4 - isoWeekday(local)) * day);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** Weeks begin on Sunday; the days before the first Sunday are week 0. */
export const sundayWeek = (local: Date): number => Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7);

/** Midnight of the Monday of a year's first ISO week. */
export function isoYearStart(year: number): number {
  const fourth = localTime(year, 1, 4);
  return fourth - (isoWeekday(new Date(fourth)) - 1) * day;
}

const writers: Record<string, (local: Date, offset: number) => string> = {
  Y: (d) => year(d.getUTCFullYear()),
  G: (d) => year(isoWeek(d).year),
  m: (d) => pad(d.getUTCMonth() + 1, 2),
  b: (d) => (months[d.getUTCMonth()] as string).slice(0, 3),
  B: (d) => months[d.getUTCMonth()] as string,
  d: (d) => pad(d.getUTCDate(), 2),
  H: (d) => pad(d.getUTCHours(), 2),
  M: (d) => pad(d.getUTCMinutes(), 2),
  S: (d) => pad(d.getUTCSeconds(), 2),
  L: (d) => pad(d.getUTCMilliseconds(), 3),
  j: (d) => pad(dayOfYear(d), 3),
  w: (d) => String(d.getUTCDay() + 1),
  u: (d) => String(isoWeekday(d)),
  U: (d) => pad(sundayWeek(d), 2),
  V: (d) => pad(isoWeek(d).week, 2),
  z: (_, offset) => {
    const minutes = Math.abs(offset) / 60_000;
    return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(Math.floor(minutes % 60), 2)}`;
  },
  Z: (_, offset) => String(offset / 60_000),
  '%': () => '%',
};

function year(n: number): string {
  if (n < 0 || n > 9999) refuse(18537, `Couldn't format date: year ${n} is outside of 0 to 9999`);
  return pad(n, 4);
}

export const isoFormat = '%Y-%m-%dT%H:%M:%S.%LZ';

const split = new Map<string, [allowed: unknown, parts: string[]]>();

/** Checks a format and splits it: literal text at even places, letters at odd ones. */
function pieces(format: string, allowed: Record<string, unknown>): string[] {
  const known = split.get(format);
  if (known?.[0] === allowed) return known[1];
  if (format.replace(/%./gs, '').includes('%')) refuse(18535, "Unmatched '%' at end of format string");
  const parts = format.split(/%(.)/s);
  parts.forEach((letter, i) => {
    if (i % 2 === 1 && !Object.hasOwn(allowed, letter)) {
      refuse(18536, `Invalid format character '%${letter}' in format string`);
    }
  });
  if (split.size > 500) split.clear();
  split.set(format, [allowed, parts]);
  return parts;
}

export function formatDate(date: Date, zone: Zone, format: string): string {
  const instant = date.getTime();
  if (Number.isNaN(instant)) refuse(18537, "Couldn't format an invalid date");
  const local = new Date(toLocal(zone, instant));
  const offset = zone.offset(instant);
  let result = '';
  pieces(format, writers).forEach((part, i) => {
    result += i % 2 === 0 ? part : (writers[part] as (typeof writers)[string])(local, offset);
  });
  return result;
}

const readers: Record<string, string> = {
  Y: '\\d{4}',
  G: '\\d{4}',
  m: '\\d{1,2}',
  b: '[a-z]{3}',
  B: '[a-z]+',
  d: '\\d{1,2}',
  H: '\\d{1,2}',
  M: '\\d{1,2}',
  S: '\\d{1,2}',
  L: '\\d{1,3}',
  j: '\\d{3}',
  u: '\\d',
  V: '\\d{1,2}',
  z: '(?:z|[+-]\\d{2}:?\\d{2}|[a-z][a-z_]*(?:/[a-z_+-]+)*)',
  Z: '[+-]\\d{1,4}',
  '%': '%',
};

/** Reads text by a format; undefined where it does not fit. */
export function parseByFormat(text: string, format: string, zone: Zone | undefined): Date | undefined {
  const letters: string[] = [];
  const source = pieces(format, readers).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
    letters.push(part);
    return `(${readers[part]})`;
  });
  const match = new RegExp(`^${source.join('')}$`, 'i').exec(text);
  if (!match) return undefined;
  const at: Record<string, string> = {};
  letters.forEach((letter, i) => {
    at[letter] = match[i + 1] as string;
  });
  const date = dateOf(at);
  if (date === undefined) return undefined;
  const number = (letter: string) => Number(at[letter] ?? 0);
  if (number('H') > 24 || number('M') > 59 || number('S') > 59) return undefined;
  const local =
    date +
    ((number('H') * 60 + number('M')) * 60 + number('S')) * 1000 +
    Number((at.L ?? '0').padEnd(3, '0'));
  return instantOf(local, at.Z === undefined ? at.z : Number(at.Z), zone);
}

function dateOf(at: Record<string, string>): number | undefined {
  if (at.G !== undefined) {
    return isoYearStart(Number(at.G)) + ((Number(at.V ?? 1) - 1) * 7 + Number(at.u ?? 1) - 1) * day;
  }
  if (at.Y === undefined) return undefined;
  if (at.j !== undefined) return localTime(Number(at.Y), 1, Number(at.j));
  const name = (at.b ?? at.B)?.toLowerCase();
  const month = name ? months.findIndex((known) => isMonth(known.toLowerCase(), name)) + 1 : Number(at.m);
  const date = Number(at.d);
  return month >= 1 && month <= 12 && date >= 1 && date <= 31
    ? localTime(Number(at.Y), month, date)
    : undefined;
}

const isMonth = (known: string, name: string) => known === name || known.slice(0, 3) === name;

function instantOf(local: number, written: string | number | undefined, zone: Zone | undefined): Date {
  if (written === undefined) return new Date(toInstant(zone ?? utc, local));
  if (zone) {
    refuse(
      241,
      'you cannot pass in a date/time string with time zone information together with a timezone argument',
    );
  }
  if (typeof written === 'number') return new Date(local - written * 60_000);
  return new Date(toInstant(/^z$/i.test(written) ? utc : zoneOf(written), local));
}

const iso =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?|[A-Za-z_]+\/[A-Za-z_/+-]+)?$/;

/** Reads the ISO 8601 forms that MongoDB reads without a format; undefined for all other text. */
export function parseDate(text: string, zone?: Zone): Date | undefined {
  const match = iso.exec(text.trim());
  if (!match) return undefined;
  const [, y, m, d, hour = '0', minute = '0', second = '0', fraction = '', written] = match;
  if (Number(m) < 1 || Number(m) > 12 || Number(d) < 1 || Number(d) > 31) return undefined;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const time = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const ms = Math.trunc(Number(fraction.padEnd(3, '0').slice(0, 3)));
  return instantOf(localTime(Number(y), Number(m), Number(d)) + time + ms, written, zone);
}
