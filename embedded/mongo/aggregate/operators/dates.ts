/** Operators on dates, each in the time zone that it is given. */
import { Long, type ObjectId, type Timestamp } from 'bson';
import type { Doc } from '../../values/bson.ts';
import { isNumber, toInteger } from '../../values/numbers.ts';
import { compile, namedArguments, type Scope } from '../expressions/compile.ts';
import { named, type Operator } from '../expressions/operator.ts';
import { type Expr, int32, isDoc, nullish, refuse, typeName } from '../expressions/values.ts';
import {
  dayOfYear,
  formatDate,
  isoFormat,
  isoWeek,
  isoWeekday,
  isoYearStart,
  parseByFormat,
  parseDate,
  sundayWeek,
} from './date-text.ts';
import { addUnits, diffUnits, truncDate, unitOf, weekdayOf } from './date-units.ts';
import { givenZone, localTime, toInstant, toLocal, utc, zoneOf } from './zones.ts';

/** Dates, and what holds one: ObjectIds and timestamps. */
function dateOf(value: unknown, code = 16006): Date {
  if (value instanceof Date) return value;
  const type = typeName(value);
  if (type === 'objectId') return (value as ObjectId).getTimestamp();
  if (type === 'timestamp') return new Date((value as Timestamp).getHighBitsUnsigned() * 1000);
  return refuse(code, `can't convert from BSON type ${type} to Date`);
}

/** `{ $year: date }`, `{ $year: [date] }` or `{ $year: { date, timezone } }`. */
function part(read: (local: Date) => unknown): Operator {
  return {
    compile(args, scope, name) {
      const spec = Array.isArray(args) && args.length === 1 ? (args[0] as unknown) : args;
      if (Array.isArray(spec)) refuse(40536, `${name} accepts exactly one argument if given an array`);
      const withZone = isDoc(spec) && !Object.keys(spec)[0]?.startsWith('$');
      const given: Doc = withZone
        ? Object.fromEntries(namedArguments(name, spec, ['date'], ['timezone']))
        : { date: spec };
      const date = compile(given.date, scope);
      const zone = Object.hasOwn(given, 'timezone') ? compile(given.timezone, scope) : undefined;
      return (doc) => {
        const value = date(doc);
        const name = zone ? zone(doc) : undefined;
        if (nullish(value) || (zone && nullish(name))) return null;
        return read(new Date(toLocal(zone ? zoneOf(name) : utc, dateOf(value).getTime())));
      };
    },
  };
}

function toText(args: unknown, scope: Scope): Expr {
  const given = Object.fromEntries(
    namedArguments('$dateToString', args, ['date'], ['format', 'timezone', 'onNull']),
  );
  const date = compile(given.date, scope);
  const format = compile(given.format, scope);
  const timezone = compile(given.timezone, scope);
  const onNull = compile(given.onNull, scope);
  const [hasFormat, hasZone, hasNull] = ['format', 'timezone', 'onNull'].map((key) =>
    Object.hasOwn(given, key),
  );
  return (doc) => {
    const name = hasZone ? timezone(doc) : 'UTC';
    const text = hasFormat ? format(doc) : '';
    if (!nullish(text) && typeof text !== 'string')
      refuse(18533, `$dateToString requires that 'format' be a string, found: ${typeName(text)}`);
    const zone = nullish(name) ? undefined : zoneOf(name);
    const value = date(doc);
    if (nullish(value)) return hasNull ? onNull(doc) : null;
    if (!zone || nullish(text)) return null;
    const standard = zone.utc ? isoFormat : isoFormat.slice(0, -1);
    return formatDate(dateOf(value), zone, hasFormat ? (text as string) : standard);
  };
}

function fromText(args: unknown, scope: Scope): Expr {
  const known = ['format', 'timezone', 'onNull', 'onError'];
  const given = Object.fromEntries(namedArguments('$dateFromString', args, ['dateString'], known));
  const parts = Object.fromEntries(Object.keys(given).map((key) => [key, compile(given[key], scope)]));
  return (doc) => {
    const text = parts.dateString?.(doc);
    if (nullish(text)) return parts.onNull ? parts.onNull(doc) : null;
    const format = parts.format?.(doc);
    const timezone = parts.timezone?.(doc);
    if ((parts.format && nullish(format)) || (parts.timezone && nullish(timezone))) return null;
    const wrong = (message: string): unknown => (parts.onError ? parts.onError(doc) : refuse(241, message));
    if (typeof text !== 'string') {
      return wrong(`$dateFromString requires that 'dateString' be a string, found: ${typeName(text)}`);
    }
    if (parts.format && typeof format !== 'string')
      refuse(40684, "$dateFromString requires that 'format' be a string");
    const zone = parts.timezone ? zoneOf(timezone) : undefined;
    const date = parts.format ? parseByFormat(text, format as string, zone) : parseDate(text, zone);
    return date ?? wrong(`Error parsing date string '${text}'`);
  };
}

function toParts(args: Doc): unknown {
  const zone = givenZone(args);
  if (!zone || ('iso8601' in args && nullish(args.iso8601)) || nullish(args.date)) return null;
  if ('iso8601' in args && typeof args.iso8601 !== 'boolean') {
    refuse(40521, `iso8601 must evaluate to a bool, found ${typeName(args.iso8601)}`);
  }
  const d = new Date(toLocal(zone, dateOf(args.date).getTime()));
  const time = {
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    millisecond: d.getUTCMilliseconds(),
  };
  if (args.iso8601 !== true) {
    return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), ...time };
  }
  const { year, week } = isoWeek(d);
  return { isoWeekYear: year, isoWeek: week, isoDayOfWeek: isoWeekday(d), ...time };
}

function fromParts(args: Doc): unknown {
  const zone = givenZone(args);
  const iso = 'isoWeekYear' in args;
  if (iso === 'year' in args)
    refuse(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  let missing = zone === undefined;
  const number = (name: string, otherwise: number): number => {
    if (!(name in args)) return otherwise;
    if (nullish(args[name])) missing = true;
    const n = nullish(args[name]) ? otherwise : int32(args[name]);
    return n ?? refuse(40515, `'${name}' must evaluate to an integer, found ${typeName(args[name])}`);
  };
  const year = number(iso ? 'isoWeekYear' : 'year', 1970);
  if (!missing && (year < 1 || year > 9999))
    refuse(40523, `'year' must evaluate to an integer in the range 1 to 9999`);
  const date = iso
    ? isoYearStart(year) + ((number('isoWeek', 1) - 1) * 7 + number('isoDayOfWeek', 1) - 1) * 86_400_000
    : localTime(year, number('month', 1), number('day', 1));
  const seconds = (number('hour', 0) * 60 + number('minute', 0)) * 60 + number('second', 0);
  const local = date + seconds * 1000 + number('millisecond', 0);
  return missing || !zone ? null : new Date(toInstant(zone, local));
}

function move(name: string, sign: 1 | -1): Operator {
  return named(['startDate', 'unit', 'amount'], ['timezone'], (args) => {
    const zone = givenZone(args);
    if (!zone || nullish(args.startDate) || nullish(args.unit) || nullish(args.amount)) return null;
    const amount = isNumber(args.amount) ? toInteger(args.amount) : undefined;
    if (amount === undefined) refuse(5166405, `${name} expects integer amount of time units`);
    const date = addUnits(
      dateOf(args.startDate, 5166403).getTime(),
      unitOf(name, args.unit),
      sign * Number(amount),
      zone,
    );
    return Number.isNaN(new Date(date).getTime()) ? refuse(5166406, `${name} overflowed`) : new Date(date);
  });
}

function diff(args: Doc): unknown {
  const zone = givenZone(args);
  if (!zone || nullish(args.startDate) || nullish(args.endDate) || nullish(args.unit)) return null;
  const unit = unitOf('$dateDiff', args.unit);
  if (unit === 'week' && 'startOfWeek' in args && nullish(args.startOfWeek)) return null;
  const first = weekdayOf(args.startOfWeek);
  const [from, to] = [dateOf(args.startDate, 5166307).getTime(), dateOf(args.endDate, 5166307).getTime()];
  return Long.fromNumber(diffUnits(from, to, unit, zone, first));
}

function trunc(args: Doc): unknown {
  const zone = givenZone(args);
  if (!zone || nullish(args.date) || nullish(args.unit) || ('binSize' in args && nullish(args.binSize)))
    return null;
  const unit = unitOf('$dateTrunc', args.unit);
  if (unit === 'week' && 'startOfWeek' in args && nullish(args.startOfWeek)) return null;
  const size = 'binSize' in args ? toInteger(args.binSize) : 1n;
  if (size === undefined || size <= 0n) refuse(5439018, "$dateTrunc requires 'binSize' to be greater than 0");
  return new Date(
    truncDate(dateOf(args.date, 5439012).getTime(), unit, Number(size), zone, weekdayOf(args.startOfWeek)),
  );
}

const dateParts = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'];

export const dates: Record<string, Operator> = {
  $year: part((d) => d.getUTCFullYear()),
  $month: part((d) => d.getUTCMonth() + 1),
  $dayOfMonth: part((d) => d.getUTCDate()),
  $dayOfWeek: part((d) => d.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $hour: part((d) => d.getUTCHours()),
  $minute: part((d) => d.getUTCMinutes()),
  $second: part((d) => d.getUTCSeconds()),
  $millisecond: part((d) => d.getUTCMilliseconds()),
  $week: part(sundayWeek),
  $isoWeek: part((d) => isoWeek(d).week),
  $isoWeekYear: part((d) => Long.fromNumber(isoWeek(d).year)),
  $isoDayOfWeek: part(isoWeekday),
  $dateToString: { compile: toText },
  $dateFromString: { compile: fromText },
  $dateToParts: named(['date'], ['timezone', 'iso8601'], toParts),
  $dateFromParts: named([], [...dateParts, 'isoWeekYear', 'isoWeek', 'isoDayOfWeek', 'timezone'], fromParts),
  $dateAdd: move('$dateAdd', 1),
  $dateSubtract: move('$dateSubtract', -1),
  $dateDiff: named(['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek'], diff),
  $dateTrunc: named(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], trunc),
};
