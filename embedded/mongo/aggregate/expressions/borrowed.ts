/**
 * Operators taken from mingo as they are. Their arguments are evaluated here, so that paths, variables and missing
 * values follow one set of rules; mingo gets plain values. Only what is listed is reachable: nothing of mingo's
 * that runs JavaScript ($function, $accumulator, $where) is.
 */
import { Context } from 'mingo/core';
import * as library from 'mingo/operators/expression';
import { MongoError } from '../../errors.ts';
import { isNumber, numberType, toNumber } from '../../values/numbers.ts';
import { notForDecimals } from '../mends/arithmetic.ts';
import type { Operator, Positional } from './operator.ts';
import { double, nullish, refuse, typeName } from './values.ts';

type Borrowed = (obj: object, expr: unknown, options: object) => unknown;

const options = {
  context: Context.init(),
  idKey: '_id',
  scriptEnabled: false,
  useStrictMode: true,
  failOnError: true,
};

function call(name: string, args: readonly unknown[]): unknown {
  const operator = (library as unknown as Record<string, Borrowed>)[name] as Borrowed;
  const values: Record<string, unknown> = {};
  const paths = args.map((value, i) => {
    values[`a${i}`] = value;
    return `$a${i}`;
  });
  try {
    return operator(values, paths.length === 1 ? paths[0] : paths, options);
  } catch (error) {
    throw error instanceof MongoError ? error : new MongoError(2, `${name}: ${(error as Error).message}`);
  }
}

/** Functions on doubles. */
function numeric(name: string, count: number, allowed: (...n: number[]) => boolean = () => true): Positional {
  const run = (...args: unknown[]) => {
    if (args.some(nullish)) return null;
    const wrong = args.find((arg) => !isNumber(arg));
    if (wrong !== undefined) refuse(28765, `${name} only supports numeric types, not ${typeName(wrong)}`);
    if (args.some((arg) => numberType(arg) === 'decimal')) notForDecimals(name);
    const numbers = args.map(toNumber);
    if (!allowed(...numbers))
      refuse(50989, `cannot apply ${name} to ${numbers.join(', ')}, it is out of range`);
    const result = numbers.some(Number.isNaN) ? Number.NaN : (call(name, numbers) as number);
    return double(result);
  };
  return { min: count, max: count, run };
}

const finite = (n = 0) => Number.isFinite(n) || Number.isNaN(n);
const within = (n = 0) => Math.abs(n) <= 1 || Number.isNaN(n);
const positive = (n = 0) => n > 0 || Number.isNaN(n);

const list = (name: string, min: number, max: number, types: string, code: number): Positional => ({
  min,
  max,
  run: (...args: unknown[]) => {
    if (args.some(nullish)) return null;
    const wrong = args.find((arg) => typeName(arg) !== types);
    if (wrong !== undefined) refuse(code, `${name} only supports ${types}s, not ${typeName(wrong)}`);
    return call(name, args);
  },
});

export const borrowed: Record<string, Operator> = {
  $sin: numeric('$sin', 1, finite),
  $cos: numeric('$cos', 1, finite),
  $tan: numeric('$tan', 1, finite),
  $asin: numeric('$asin', 1, within),
  $acos: numeric('$acos', 1, within),
  $atan: numeric('$atan', 1),
  $atan2: numeric('$atan2', 2),
  $sinh: numeric('$sinh', 1),
  $cosh: numeric('$cosh', 1),
  $tanh: numeric('$tanh', 1),
  $asinh: numeric('$asinh', 1),
  $acosh: numeric('$acosh', 1, (n = 0) => !(n < 1)),
  $atanh: numeric('$atanh', 1, within),
  $degreesToRadians: numeric('$degreesToRadians', 1),
  $radiansToDegrees: numeric('$radiansToDegrees', 1),
  $exp: numeric('$exp', 1),
  $ln: numeric('$ln', 1, positive),
  $log10: numeric('$log10', 1, positive),
  $reverseArray: list('$reverseArray', 1, 1, 'array', 34435),
  $split: list('$split', 2, 2, 'string', 40085),
  $objectToArray: list('$objectToArray', 1, 1, 'object', 40390),
  $rand: { min: 0, max: 1, changing: true, run: () => double(Math.random()) },
};
