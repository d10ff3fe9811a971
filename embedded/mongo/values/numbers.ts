/**
 * The four number types of BSON as one tower: int32, int64, double, decimal. Results have MongoDB's types: int32
 * that overflows becomes int64, a double among the operands makes a double, a decimal makes a decimal. An int64
 * that overflows becomes a double in an aggregation and is an error in an update (`undefined` tells the caller).
 */
import { type Decimal128, Long } from 'bson';
import { MongoError } from '../errors.ts';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  divideDecimals,
  exactly,
  fromBigInt,
  fromDouble,
  modDecimals,
  multiplyDecimals,
  negate,
  readDecimal,
  toBigInt,
  toDouble,
  writeDecimal,
} from './decimal.ts';
import { asDouble, isInt32 } from './doubles.ts';

export type NumberType = 'int' | 'long' | 'double' | 'decimal';

/** What is done with an int64 that overflows: 'double' as aggregations do, 'refuse' (undefined) as updates do. */
export type OnOverflow = 'double' | 'refuse';

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;

interface Wrapped {
  _bsontype?: string;
  value: number;
}

/** The type of a number, undefined for everything else. */
export function numberType(value: unknown): NumberType | undefined {
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  if (typeof value === 'bigint') return 'long';
  if (typeof value !== 'object' || value === null) return undefined;
  switch ((value as Wrapped)._bsontype) {
    case 'Double':
      return 'double';
    case 'Long':
      return 'long';
    case 'Decimal128':
      return 'decimal';
    case 'Int32':
      return 'int';
    default:
      return undefined;
  }
}

export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || numberType(value) !== undefined;
}

/** The nearest double; NaN for what is no number. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  switch (numberType(value)) {
    case 'long':
      return Number(toLong(value));
    case 'decimal':
      return toDouble(readDecimal(value as Decimal128));
    case undefined:
      return Number.NaN;
    default:
      return Number((value as Wrapped).value);
  }
}

/** An int32 or int64 as a BigInt. */
export function toLong(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  return Long.isLong(value) ? value.toBigInt() : BigInt(toNumber(value));
}

/** The number cut off towards zero, if it is a number and that fits into an int64. */
export function toInteger(value: unknown): bigint | undefined {
  const type = numberType(value);
  if (type === undefined) return undefined;
  if (type === 'int' || type === 'long') return toLong(value);
  const number = toNumber(value);
  const whole =
    type === 'decimal'
      ? toBigInt(readDecimal(value as Decimal128))
      : Number.isFinite(number)
        ? BigInt(Math.trunc(number))
        : undefined;
  return whole !== undefined && whole >= int64Min && whole <= int64Max ? whole : undefined;
}

/** The same, only where nothing is cut off. */
export function toExactInteger(value: unknown): bigint | undefined {
  const whole = toInteger(value);
  return whole !== undefined && compareNumbers(whole, value) === 0 ? whole : undefined;
}

/** A number as a decimal in the way of MongoDB's conversions: 15 digits of a double. */
export function toDecimal(value: unknown): Decimal {
  const type = numberType(value);
  if (type === 'decimal') return readDecimal(value as Decimal128);
  return type === 'double' ? fromDouble(toNumber(value)) : fromBigInt(toLong(value));
}

function toExactDecimal(value: unknown): Decimal {
  return numberType(value) === 'double' ? exactly(toNumber(value)) : toDecimal(value);
}

/** By exact value, whatever the types. NaN is the lowest number and equal to itself; -0 is 0. */
export function compareNumbers(a: unknown, b: unknown): number {
  const typeA = typeof a === 'number' ? 'double' : numberType(a);
  const typeB = typeof b === 'number' ? 'double' : numberType(b);
  if (typeA === 'decimal' || typeB === 'decimal')
    return compareDecimals(toExactDecimal(a), toExactDecimal(b));
  // JavaScript compares a bigint with a number exactly.
  const x = typeA === 'long' ? toLong(a) : toNumber(a);
  const y = typeB === 'long' ? toLong(b) : toNumber(b);
  if (x < y) return -1;
  if (x > y) return 1;
  // biome-ignore lint/suspicious/noSelfCompare: the test for NaN that also takes a bigint
  return Number(x === x) - Number(y === y);
}

function pack(value: bigint, type: 'int' | 'long', onOverflow: OnOverflow): unknown {
  if (type === 'int' && isInt32(Number(value))) return Number(value);
  if (value >= int64Min && value <= int64Max) return Long.fromBigInt(value);
  return onOverflow === 'double' ? asDouble(Number(value)) : undefined;
}

interface Operation {
  integers: (a: bigint, b: bigint) => bigint;
  doubles: (a: number, b: number) => number;
  decimals: (a: Decimal, b: Decimal) => Decimal;
}

function operate(a: unknown, b: unknown, operation: Operation, onOverflow: OnOverflow): unknown {
  const typeA = numberType(a);
  const typeB = numberType(b);
  if (typeA === undefined || typeB === undefined) throw new MongoError(14, 'arithmetic needs numbers');
  if (typeA === 'decimal' || typeB === 'decimal')
    return writeDecimal(operation.decimals(toDecimal(a), toDecimal(b)));
  if (typeA === 'double' || typeB === 'double') return asDouble(operation.doubles(toNumber(a), toNumber(b)));
  if (typeA === 'int' && typeB === 'int') {
    const result = operation.doubles(toNumber(a), toNumber(b));
    if (Math.abs(result) <= 2 ** 31)
      return isInt32(result + 0) ? result + 0 : pack(BigInt(result), 'int', onOverflow);
  }
  const type = typeA === 'int' && typeB === 'int' ? 'int' : 'long';
  return pack(operation.integers(toLong(a), toLong(b)), type, onOverflow);
}

const addition: Operation = { integers: (a, b) => a + b, doubles: (a, b) => a + b, decimals: addDecimals };
const subtraction: Operation = {
  integers: (a, b) => a - b,
  doubles: (a, b) => a - b,
  decimals: (a, b) => addDecimals(a, negate(b)),
};
const multiplication: Operation = {
  integers: (a, b) => a * b,
  doubles: (a, b) => a * b,
  decimals: multiplyDecimals,
};
const remainder: Operation = { integers: (a, b) => a % b, doubles: (a, b) => a % b, decimals: modDecimals };

export function add(a: unknown, b: unknown, onOverflow: OnOverflow = 'double'): unknown {
  return operate(a, b, addition, onOverflow);
}

export function subtract(a: unknown, b: unknown, onOverflow: OnOverflow = 'double'): unknown {
  return operate(a, b, subtraction, onOverflow);
}

export function multiply(a: unknown, b: unknown, onOverflow: OnOverflow = 'double'): unknown {
  return operate(a, b, multiplication, onOverflow);
}

/** A double, or a decimal where one of the two is a decimal. */
export function divide(a: unknown, b: unknown): unknown {
  if (compareNumbers(b, 0) === 0) throw new MongoError(2, "can't $divide by zero");
  if (numberType(a) === 'decimal' || numberType(b) === 'decimal') {
    return writeDecimal(divideDecimals(toDecimal(a), toDecimal(b)));
  }
  return asDouble(toNumber(a) / toNumber(b));
}

/** The remainder with the dividend's sign. */
export function mod(a: unknown, b: unknown): unknown {
  if (compareNumbers(b, 0) === 0) throw new MongoError(16610, "can't $mod by zero");
  return operate(a, b, remainder, 'double');
}
