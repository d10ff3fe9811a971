/**
 * A key for JavaScript's Map under which equal values meet: 1, 1.0, Long 1 and Decimal "1" are one key, as
 * MongoDB's comparison has it. Numbers and ordinary strings are their own keys, for speed; everything else is
 * a string that begins with a NUL and a tag.
 */
import type { Binary, Code, DBRef, Decimal128, ObjectId, Timestamp } from 'bson';
import type { Doc } from '../values/bson.ts';
import { regexParts } from '../values/compare.ts';
import { readDecimal } from '../values/decimal.ts';
import { compareNumbers, numberType, toLong, toNumber } from '../values/numbers.ts';
import { isDoc } from './expressions/values.ts';

export function groupKey(value: unknown): string | number {
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
  if (typeof value === 'number') return numberKey(value);
  if (value === null) return '\0n';
  if (value === undefined) return '\0u';
  if (typeof value === 'boolean') return value ? '\0t' : '\0f';
  if (value instanceof Date) return `\0d${value.getTime()}`;
  if (Array.isArray(value)) return `\0[${value.map(nested).join('')}]`;
  return objectKey(value as object);
}

function objectKey(value: object): string | number {
  if (isDoc(value)) {
    let key = '\0{';
    for (const name of Object.keys(value)) key += `${name.length}:${name}${nested((value as Doc)[name])}`;
    return `${key}}`;
  }
  const type = numberType(value);
  if (type === 'decimal') return decimalKey(value as Decimal128);
  if (type === 'long') return bigKey(toLong(value));
  if (type) return numberKey(toNumber(value));
  if (value instanceof Uint8Array) return `\0b0${Buffer.from(value).toString('latin1')}`;
  switch ((value as { _bsontype?: string })._bsontype) {
    case 'ObjectId':
      return `\0o${(value as ObjectId).toHexString()}`;
    case 'Binary':
      return `\0b${(value as Binary).sub_type}${Buffer.from((value as Binary).value()).toString('latin1')}`;
    case 'Timestamp':
      return `\0T${(value as Timestamp).toString()}`;
    case 'BSONSymbol':
      return groupKey((value as unknown as { value: string }).value);
    case 'Code':
      return `\0c${(value as Code).code}${nested((value as Code).scope)}`;
    case 'DBRef':
      return `\0p${(value as DBRef).collection}${nested((value as DBRef).oid)}`;
    case 'MinKey':
      return '\0-';
    case 'MaxKey':
      return '\0+';
    default:
      return `\0r${regexParts(value).map(nested).join('')}`;
  }
}

/** The same with its length before it, so that neighbours cannot run into each other. */
function nested(value: unknown): string {
  const key = groupKey(value);
  if (typeof key === 'number') return `#${key};`;
  return `${key.length},${key}`;
}

function numberKey(n: number): string | number {
  if (Number.isSafeInteger(n)) return n + 0; // -0 is 0
  if (Number.isInteger(n)) return `\0L${BigInt(n)}`;
  return Number.isNaN(n) ? '\0N' : n;
}

function bigKey(n: bigint): string | number {
  const number = Number(n);
  return Number.isSafeInteger(number) ? number : `\0L${n}`;
}

function decimalKey(value: Decimal128): string | number {
  const number = toNumber(value);
  if (compareNumbers(value, number) === 0) return numberKey(number);
  let { negative, coefficient, exponent } = readDecimal(value);
  while (coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent++;
  }
  const sign = negative ? '-' : '';
  // Whole numbers beyond the doubles meet the int64 there.
  if (exponent >= 0 && exponent < 40)
    return bigKey(BigInt(`${sign}${coefficient}`) * 10n ** BigInt(exponent));
  return `\0D${sign}${coefficient}e${exponent}`;
}
