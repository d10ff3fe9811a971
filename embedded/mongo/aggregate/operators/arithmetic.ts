/** Arithmetic over the four number types and dates: results have MongoDB's types and are exact where it is. */
import { Long } from 'bson';
import { exactly, toDouble, writeDecimal } from '../../values/decimal.ts';
import { isInt32 } from '../../values/doubles.ts';
import {
  add as addNumbers,
  divide,
  isNumber,
  mod,
  multiply as multiplyNumbers,
  numberType,
  subtract as subtractNumbers,
  toDecimal,
  toLong,
  toNumber,
} from '../../values/numbers.ts';
import { type Operator, oneOrNull, some, tillNull, twoOrNull } from '../expressions/operator.ts';
import { double, int32, nullish, refuse, typeName } from '../expressions/values.ts';
import { powDecimal, type Rounding, roundDecimal, sqrtDecimal } from './decimals.ts';

const int64Limit = 2n ** 63n;

/** A whole number as an int32 if `narrow` and it fits, else as an int64, else as a double. */
export function whole(n: bigint, narrow: boolean): unknown {
  if (narrow && isInt32(Number(n))) return Number(n);
  return n >= -int64Limit && n < int64Limit ? Long.fromBigInt(n) : double(Number(n));
}

/** Whole milliseconds: halves of a double go away from zero, halves of a decimal to the even side. */
function milliseconds(value: unknown): number {
  if (numberType(value) === 'decimal') return toNumber(round(value, 0, 'half'));
  const n = toNumber(value);
  return Math.sign(n) * Math.round(Math.abs(n));
}

function add(...values: unknown[]): unknown {
  const [a, b] = values;
  // The common case by itself: two int32 with an int32 sum.
  if (values.length === 2 && typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (isInt32(sum) && isInt32(a) && isInt32(b)) return sum;
  }
  let date: number | undefined;
  let sum: unknown = 0;
  let narrow = true;
  for (const value of values) {
    if (nullish(value)) return null;
    if (value instanceof Date) {
      if (date !== undefined) refuse(16612, 'only one date allowed in an $add expression');
      date = value.getTime() + milliseconds(sum);
    } else if (!isNumber(value)) {
      refuse(14, `$add only supports numeric or date types, not ${typeName(value)}`);
    } else if (date === undefined) {
      narrow &&= numberType(value) === 'int';
      sum = addNumbers(sum, value);
    } else date += milliseconds(value);
  }
  if (date !== undefined) return new Date(date);
  return narrow && numberType(sum) === 'long' ? whole(toLong(sum), true) : sum;
}

function subtract(a: unknown, b: unknown): unknown {
  if (isNumber(a) && isNumber(b)) return subtractNumbers(a, b);
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumber(b)) return new Date(a.getTime() - milliseconds(b));
  return refuse(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
}

function multiply(...values: unknown[]): unknown {
  let product: unknown = 1;
  let narrow = true;
  for (const value of values) {
    if (nullish(value)) return null;
    if (!isNumber(value)) refuse(14, `$multiply only supports numeric types, not ${typeName(value)}`);
    narrow &&= numberType(value) === 'int';
    product = multiplyNumbers(product, value);
  }
  return narrow && numberType(product) === 'long' ? whole(toLong(product), true) : product;
}

function both(name: string, run: (a: unknown, b: unknown) => unknown, code = 14): Operator {
  return twoOrNull((a, b) => {
    if (isNumber(a) && isNumber(b)) return run(a, b);
    return refuse(code, `${name} only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  });
}

function single(name: string, run: (a: unknown) => unknown): Operator {
  return oneOrNull((a) => {
    if (!isNumber(a)) refuse(28765, `${name} only supports numeric types, not ${typeName(a)}`);
    return run(a);
  });
}

function round(value: unknown, places: number, mode: Rounding): unknown {
  const type = numberType(value);
  if (type === 'decimal') return writeDecimal(roundDecimal(toDecimal(value), places, mode));
  if (type === 'double') return double(toDouble(roundDecimal(exactly(toNumber(value)), places, mode)));
  if (places >= 0) return value;
  const { negative, coefficient, exponent } = roundDecimal(toDecimal(value), places, mode);
  const size = coefficient * 10n ** BigInt(exponent);
  return whole(negative ? -size : size, type === 'int');
}

function rounding(name: string, mode: Rounding): Operator {
  return some(1, 2, (value, places = 0) => {
    if (nullish(value) || nullish(places)) return null;
    if (!isNumber(value)) refuse(51081, `${name} only supports numeric types, not ${typeName(value)}`);
    const n = int32(places);
    if (n === undefined) refuse(51082, 'precision argument must be a integral value');
    if (n < -20 || n > 100)
      refuse(51083, `cannot apply ${name} with precision value ${n} value must be in [-20, 100]`);
    return round(value, n, mode);
  });
}

function abs(value: unknown): unknown {
  const type = numberType(value);
  if (type === 'decimal') return writeDecimal({ ...toDecimal(value), negative: false });
  if (type === 'double') return double(Math.abs(toNumber(value)));
  const n = toLong(value);
  if (n === -int64Limit) refuse(28680, "can't take $abs of long long min");
  return whole(n < 0n ? -n : n, type === 'int');
}

function pow(base: unknown, exponent: unknown): unknown {
  const types = [numberType(base), numberType(exponent)];
  const e = toNumber(exponent);
  if (toNumber(base) === 0 && e < 0) refuse(28764, '$pow cannot take a base of 0 and a negative exponent');
  if (types.includes('decimal')) {
    if (!Number.isInteger(e)) refuse(238, '$pow of decimals is implemented for whole exponents only');
    return writeDecimal(powDecimal(toDecimal(base), e));
  }
  const approximate = toNumber(base) ** e;
  if (types.includes('double') || e < 0 || Math.abs(approximate) > 2 ** 64) return double(approximate);
  return whole(toLong(base) ** BigInt(e), !types.includes('long'));
}

/** Better no answer than one of 15 digits in a type that promises 34. */
export function notForDecimals(name: string): never {
  return refuse(238, `${name} of decimals is not implemented`);
}

function sqrt(value: unknown): unknown {
  if (toNumber(value) < 0) refuse(28714, "$sqrt's argument must be greater than or equal to 0");
  if (numberType(value) === 'decimal') return writeDecimal(sqrtDecimal(toDecimal(value)));
  return double(Math.sqrt(toNumber(value)));
}

function log(value: unknown, base: unknown): unknown {
  if (toNumber(value) <= 0) refuse(28758, "$log's argument must be a positive number");
  if (toNumber(base) <= 0 || toNumber(base) === 1)
    refuse(28759, "$log's base must be a positive number not equal to 1");
  const result = Math.log(toNumber(value)) / Math.log(toNumber(base));
  if (numberType(value) === 'decimal' || numberType(base) === 'decimal') notForDecimals('$log');
  return double(result);
}

function bits(name: string, start: bigint, combine: (a: bigint, b: bigint) => bigint): Operator {
  return tillNull((...values) => {
    let result = start;
    let narrow = true;
    for (const value of values) {
      if (nullish(value)) return null;
      const type = numberType(value);
      if (type !== 'int' && type !== 'long') refuse(14, `${name} only supports int and long operands.`);
      narrow &&= type === 'int';
      result = combine(result, toLong(value));
    }
    return whole(result, narrow);
  });
}

export const arithmetic: Record<string, Operator> = {
  $add: tillNull(add),
  $subtract: twoOrNull(subtract),
  $multiply: tillNull(multiply),
  $divide: both('$divide', divide),
  $mod: both('$mod', mod, 16611),
  $pow: both('$pow', pow, 28762),
  $log: both('$log', log, 28756),
  $abs: single('$abs', abs),
  $sqrt: single('$sqrt', sqrt),
  $ceil: single('$ceil', (a) => round(a, 0, 'up')),
  $floor: single('$floor', (a) => round(a, 0, 'down')),
  $round: rounding('$round', 'half'),
  $trunc: rounding('$trunc', 'cut'),
  $bitAnd: bits('$bitAnd', -1n, (a, b) => a & b),
  $bitOr: bits('$bitOr', 0n, (a, b) => a | b),
  $bitXor: bits('$bitXor', 0n, (a, b) => a ^ b),
  $bitNot: oneOrNull((a) => {
    const type = numberType(a);
    if (type !== 'int' && type !== 'long')
      refuse(14, `$bitNot only supports int and long, not: ${typeName(a)}.`);
    return whole(~toLong(a), type === 'int');
  }),
};
