/** Types and conversions over BSON's own numbers, ids and dates. */
import { Decimal128, Long, ObjectId, type Timestamp } from 'bson';
import { MongoError } from '../../errors.ts';

import { writeDecimal } from '../../values/decimal.ts';
import { isNumber, numberType, toDecimal, toInteger, toNumber } from '../../values/numbers.ts';
import { compile, namedArguments, type Scope } from '../expressions/compile.ts';
import { type Operator, one } from '../expressions/operator.ts';
import { double, type Expr, int32, nullish, refuse, truthy, typeName } from '../expressions/values.ts';
import { parseDate } from './date-text.ts';

type Target = 'double' | 'string' | 'bool' | 'int' | 'long' | 'decimal' | 'date' | 'objectId';

const failed = (message: string): never => refuse(241, `${message} in $convert with no onError value`);
const unsupported = (value: unknown, to: Target): never =>
  failed(`Unsupported conversion from ${typeName(value)} to ${to}`);

/** The text of a value, undefined where it has none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return isoText(value);
  switch (numberType(value)) {
    case 'int':
    case 'double': {
      const n = toNumber(value);
      return Object.is(n, -0) ? '-0' : numberText(n);
    }
    case 'long':
    case 'decimal':
      return (value as Long).toString();
  }
  switch (typeName(value)) {
    case 'objectId':
      return (value as ObjectId).toHexString();
    case 'symbol':
      return (value as { value: string }).value;
    case 'timestamp':
      return (value as Timestamp).toString();
    default:
      return undefined;
  }
}

/** The shortest digits that mean the number, with an exponent from 16 places on. */
function numberText(n: number): string {
  if (!Number.isFinite(n) || n === 0) return String(n);
  const [digits = '', exponent = '0'] = n.toExponential().split('e');
  const places = Number(exponent);
  if (places >= -4 && places < 16) return String(n);
  return `${digits}e${places < 0 ? '-' : '+'}${String(Math.abs(places)).padStart(2, '0')}`;
}

function isoText(date: Date): string {
  const ms = date.getTime();
  if (Number.isNaN(ms)) refuse(18537, "Couldn't convert an invalid date to text");
  return date.toISOString();
}

function parseNumber(text: string, to: Target): unknown {
  const wrong = () => failed(`Failed to parse number '${text}'`);
  if (to === 'int' || to === 'long') {
    if (!/^[+-]?\d+$/.test(text)) return wrong();
    const n = BigInt(text.replace('+', ''));
    return fits(n, to) ? (to === 'int' ? Number(n) : Long.fromBigInt(n)) : wrong();
  }
  if (!/^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?|nan)$/i.test(text)) return wrong();
  const special = /(inf|nan)/i.exec(text)?.[1]?.toLowerCase();
  const plain = special
    ? `${text.startsWith('-') ? '-' : ''}${special === 'inf' ? 'Infinity' : 'NaN'}`
    : text;
  if (to === 'decimal')
    return Decimal128.fromStringWithRounding(plain.replace('+', '').replace('-NaN', 'NaN'));
  const n = Number(plain.replace('-NaN', 'NaN'));
  return Number.isFinite(n) || special ? double(n) : wrong();
}

const fits = (n: bigint, to: 'int' | 'long') =>
  to === 'int' ? n >= -(2n ** 31n) && n < 2n ** 31n : n >= -(2n ** 63n) && n < 2n ** 63n;

function toWhole(value: unknown, to: 'int' | 'long'): unknown {
  if (typeof value === 'boolean') return to === 'int' ? Number(value) : Long.fromNumber(Number(value));
  if (typeof value === 'string') return parseNumber(value, to);
  if (value instanceof Date && to === 'long') return Long.fromNumber(value.getTime());
  if (!isNumber(value)) return unsupported(value, to);
  const n = toInteger(value);
  if (n === undefined || !fits(n, to)) {
    return failed(
      Number.isFinite(toNumber(value))
        ? `Conversion would overflow target type`
        : `Attempt to convert ${toNumber(value)} value to integer type`,
    );
  }
  return to === 'int' ? Number(n) : Long.fromBigInt(n);
}

function toFloat(value: unknown, to: 'double' | 'decimal'): unknown {
  if (typeof value === 'string') return parseNumber(value, to);
  const number =
    typeof value === 'boolean'
      ? Number(value)
      : value instanceof Date
        ? Long.fromNumber(value.getTime())
        : value;
  if (!isNumber(number)) return unsupported(value, to);
  if (to === 'decimal') return numberType(number) === 'decimal' ? number : writeDecimal(toDecimal(number));
  const n = toNumber(number);
  if (!Number.isFinite(n) && numberType(number) === 'decimal' && /\d/.test(String(number))) {
    failed('Conversion would overflow target type');
  }
  return double(n);
}

function toDate(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (typeof value === 'string') {
    const date = parseDate(value);
    return date ?? failed(`Error parsing date string '${value}'`);
  }
  switch (typeName(value)) {
    case 'objectId':
      return (value as ObjectId).getTimestamp();
    case 'timestamp':
      return new Date((value as Timestamp).getHighBitsUnsigned() * 1000);
    case 'long':
    case 'double':
    case 'decimal': {
      const ms = toInteger(value);
      return ms === undefined ? failed('Conversion would overflow target type') : new Date(Number(ms));
    }
    default:
      return unsupported(value, 'date');
  }
}

function toObjectId(value: unknown): unknown {
  if (typeName(value) === 'objectId') return value;
  if (typeof value !== 'string') return unsupported(value, 'objectId');
  if (!/^[0-9a-f]{24}$/i.test(value)) failed(`Failed to parse objectId '${value}'`);
  return ObjectId.createFromHexString(value);
}

const noText = [
  'binData',
  'array',
  'object',
  'regex',
  'javascript',
  'minKey',
  'maxKey',
  'timestamp',
  'symbol',
];

const converters: Record<Target, (value: unknown) => unknown> = {
  double: (value) => toFloat(value, 'double'),
  decimal: (value) => toFloat(value, 'decimal'),
  int: (value) => toWhole(value, 'int'),
  long: (value) => toWhole(value, 'long'),
  string: (value) => (noText.includes(typeName(value)) ? unsupported(value, 'string') : textOf(value)),
  bool: truthy,
  date: toDate,
  objectId: toObjectId,
};

const numbered: Record<number, Target> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

function target(value: unknown): Target {
  const name = isNumber(value) ? numbered[int32(value) ?? Number.NaN] : value;
  if (typeof name === 'string' && Object.hasOwn(converters, name)) return name as Target;
  return refuse(2, `Unknown type name: ${String(name ?? value)}`);
}

function convert(args: unknown, scope: Scope): Expr {
  const given = Object.fromEntries(namedArguments('$convert', args, ['input', 'to'], ['onError', 'onNull']));
  const input = compile(given.input, scope);
  const to = compile(given.to, scope);
  const onNull = compile(given.onNull, scope);
  const onError = Object.hasOwn(given, 'onError') ? compile(given.onError, scope) : undefined;
  return (doc) => {
    const value = input(doc);
    const type = to(doc);
    const wanted = nullish(type) ? undefined : target(type);
    if (nullish(value)) return Object.hasOwn(given, 'onNull') ? onNull(doc) : null;
    if (!wanted) return null;
    try {
      return converters[wanted](value);
    } catch (error) {
      if (onError && error instanceof MongoError && error.code === 241) return onError(doc);
      throw error;
    }
  };
}

const to = (type: Target): Operator => one((value) => (nullish(value) ? null : converters[type](value)));

export const types: Record<string, Operator> = {
  $type: one(typeName),
  $isNumber: one(isNumber),
  $convert: { compile: convert },
  $toString: to('string'),
  $toInt: to('int'),
  $toLong: to('long'),
  $toDouble: to('double'),
  $toDecimal: to('decimal'),
  $toBool: to('bool'),
  $toDate: to('date'),
  $toObjectId: to('objectId'),
  $tsSecond: one((value) => (nullish(value) ? null : part(value, (time) => time.getHighBitsUnsigned()))),
  $tsIncrement: one((value) => (nullish(value) ? null : part(value, (time) => time.getLowBitsUnsigned()))),
};

function part(value: unknown, read: (time: Timestamp) => number): Long {
  if (typeName(value) !== 'timestamp')
    refuse(5687301, `Argument must be a timestamp, but is ${typeName(value)}`);
  return Long.fromNumber(read(value as Timestamp));
}
