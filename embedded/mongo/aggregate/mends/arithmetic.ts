/**
 * Arithmetic over the four number types and dates. mingo knows doubles only: it loses int64 and decimals, rounds
 * half up by digits of text, and takes null for an error in $mod.
 */
import { Long } from 'bson';
import { isInt32 } from '../../values/bson.ts';
import {
  type Decimal,
  exactly,
  fromDouble,
  multiplyDecimals,
  toDouble,
  writeDecimal,
} from '../../values/decimal.ts';
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
import { many, type Operator, oneOrNull, some, twoOrNull } from '../expressions/compile.ts';
import { double, int32, nullish, refuse, typeName } from '../expressions/values.ts';

const int64Limit = 2n ** 63n;

/** A whole number as an int32 if `narrow` and it fits, else as an int64, else as a double. */
export function whole(n: bigint, narrow: boolean): unknown {
  if (narrow && isInt32(Number(n))) return Number(n);
  return n >= -int64Limit && n < int64Limit ? Long.fromBigInt(n) : double(Number(n));
}

function shift(date: Date, ms: unknown, sign: 1 | -1): Date {
  const amount = numberType(ms) === 'decimal' ? Math.round(toNumber(ms)) : Math.round(toNumber(ms));
  return new Date(date.getTime() + sign * amount);
}

function add(...values: unknown[]): unknown {
  const [a, b] = values;
  // The common case by itself: two int32 with an int32 sum.
  if (values.length === 2 && typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (isInt32(sum) && isInt32(a) && isInt32(b)) return sum;
  }
  let date: Date | undefined;
  let sum: unknown = 0;
  let narrow = true;
  for (const value of values) {
    if (nullish(value)) return null;
    if (value instanceof Date) {
      if (date) refuse(16612, 'only one date allowed in an $add expression');
      date = value;
    } else if (isNumber(value)) {
      narrow &&= numberType(value) === 'int';
      sum = addNumbers(sum, value);
    } else refuse(14, `$add only supports numeric or date types, not ${typeName(value)}`);
  }
  if (date) return shift(date, sum, 1);
  return narrow && numberType(sum) === 'long' ? whole(toLong(sum), true) : sum;
}

function subtract(a: unknown, b: unknown): unknown {
  if (isNumber(a) && isNumber(b)) return subtractNumbers(a, b);
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date && isNumber(b)) return shift(a, b, -1);
  return refuse(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`);
}

function multiply(...values: unknown[]): unknown {
  let product: unknown = 1;
  for (const value of values) {
    if (nullish(value)) return null;
    if (!isNumber(value)) refuse(14, `$multiply only supports numeric types, not ${typeName(value)}`);
    product = multiplyNumbers(product, value);
  }
  return product;
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

/** half: to even, as MongoDB rounds; otherwise cut off towards zero, or to the side that `mode` says. */
type Rounding = 'half' | 'cut' | 'up' | 'down';

function roundDecimal(value: Decimal, places: number, mode: Rounding): Decimal {
  if (value.special || value.exponent >= -places) return value;
  const cut = -places - value.exponent;
  const unit = 10n ** BigInt(Math.min(cut, 1200));
  let result = value.coefficient / unit;
  const rest = value.coefficient % unit;
  const away = value.negative ? 'down' : 'up';
  if (
    mode === 'half'
      ? rest * 2n > unit || (rest * 2n === unit && result % 2n === 1n)
      : mode === away && rest > 0n
  ) {
    result++;
  }
  return { ...value, coefficient: result, exponent: -places };
}

export function round(value: unknown, places: number, mode: Rounding): unknown {
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
  const decimal = types.includes('decimal');
  if (decimal && Number.isInteger(e) && e >= 0 && e <= 6200) {
    let result = toDecimal(1);
    let square = toDecimal(base);
    for (let n = e; n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result = multiplyDecimals(result, square);
      if (n > 1) square = multiplyDecimals(square, square);
    }
    return writeDecimal(result);
  }
  const approximate = toNumber(base) ** e;
  if (decimal) return writeDecimal(fromDouble(approximate));
  if (types.includes('double') || e < 0) return double(approximate);
  if (Math.abs(approximate) > 2 ** 64) return double(approximate);
  return whole(toLong(base) ** BigInt(e), !types.includes('long'));
}

/** The root of a decimal to all its 34 digits. */
function sqrtDecimal(value: Decimal): Decimal {
  if (value.special || value.coefficient === 0n) return value;
  let digits = value.coefficient.toString().length;
  const shiftBy = 70 - digits + ((value.exponent - (70 - digits)) % 2 === 0 ? 0 : 1);
  digits += shiftBy;
  const radicand = value.coefficient * 10n ** BigInt(shiftBy);
  let root = 10n ** BigInt(Math.ceil(digits / 2));
  for (;;) {
    const next = (root + radicand / root) / 2n;
    if (next >= root) break;
    root = next;
  }
  let exponent = (value.exponent - shiftBy) / 2;
  // An exact root has no needless zeros at its end.
  while (root * root === radicand && root % 10n === 0n && exponent < Math.floor(value.exponent / 2)) {
    root /= 10n;
    exponent++;
    if (root % 10n !== 0n) break;
  }
  return { ...value, coefficient: root, exponent };
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
  const decimal = numberType(value) === 'decimal' || numberType(base) === 'decimal';
  return decimal ? writeDecimal(fromDouble(result)) : double(result);
}

function bits(name: string, start: bigint, combine: (a: bigint, b: bigint) => bigint): Operator {
  return many((...values) => {
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
  $add: many(add),
  $subtract: twoOrNull(subtract),
  $multiply: many(multiply),
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
