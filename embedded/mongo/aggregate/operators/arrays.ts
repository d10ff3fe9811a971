/** Arrays: elements, slices, searches by MongoDB's equality, and what is made of them. */
import type { Doc } from '../../values/bson.ts';
import { compare, equal } from '../../values/compare.ts';
import { compile, namedArguments } from '../expressions/compile.ts';
import {
  named,
  type Operator,
  one,
  oneOrNull,
  some,
  tillNull,
  two,
  twoOrNull,
} from '../expressions/operator.ts';
import { int32, isDoc, nullish, put, refuse, truthy, typeName } from '../expressions/values.ts';
import { compileSort } from '../stages/sort.ts';
import { MOST_NUMBERS, refuseLongArray } from './sizes.ts';

function index(value: unknown, code: number, what: string): number {
  const n = int32(value);
  if (n === undefined) refuse(code, `${what} must be representable as a 32-bit integer: ${typeName(value)}`);
  return n;
}

function elementAt(name: string, array: unknown, at: unknown): unknown {
  if (!Array.isArray(array))
    refuse(28689, `${name}'s first argument must be an array, but is ${typeName(array)}`);
  return (array as unknown[]).at(index(at, 28691, `${name}'s second argument`));
}

const end = (name: string, at: number): Operator => oneOrNull((array) => elementAt(name, array, at));

function slice(array: unknown, a: unknown, b?: unknown): unknown {
  if (nullish(array) || nullish(a) || b === null) return null;
  if (!Array.isArray(array))
    refuse(28724, `First argument to $slice must be an array, but is of type: ${typeName(array)}`);
  const list = array as unknown[];
  const n = index(a, 28725, 'Second argument to $slice');
  if (b === undefined) return n < 0 ? list.slice(Math.max(0, list.length + n)) : list.slice(0, n);
  const count = index(b, 28727, 'Third argument to $slice');
  if (count <= 0) refuse(28729, `Third argument to $slice must be positive: ${count}`);
  const start = n < 0 ? Math.max(0, list.length + n) : n;
  return list.slice(start, start + count);
}

function range(from: unknown, to: unknown, by: unknown = 1): unknown[] {
  const start = index(from, 34444, "$range's starting value");
  const stop = index(to, 34446, "$range's ending value");
  const step = index(by, 34448, "$range's step value");
  if (step === 0) refuse(34449, '$range requires a non-zero step value');
  refuseLongArray('$range', (stop - start) / step, MOST_NUMBERS);
  const result: number[] = [];
  for (let n = start; step > 0 ? n < stop : n > stop; n += step) result.push(n);
  return result;
}

/** The part of an array or text between two optional bounds, as $indexOfArray and its kin take them. */
export function bounds(name: string, from: unknown, to: unknown, length: number): [number, number] {
  const start =
    from === undefined ? 0 : index(from, 40096, `${name} requires an integral starting index, which`);
  const stop =
    to === undefined ? length : index(to, 40096, `${name} requires an integral ending index, which`);
  if (start < 0 || stop < 0)
    refuse(40097, `${name} requires a nonnegative index, found: ${Math.min(start, stop)}`);
  return [start, Math.min(stop, length)];
}

function indexOf(array: unknown, value: unknown, from?: unknown, to?: unknown): unknown {
  if (nullish(array)) return null;
  if (!Array.isArray(array))
    refuse(40090, `$indexOfArray requires an array as a first argument, found: ${typeName(array)}`);
  const [start, stop] = bounds('$indexOfArray', from, to, (array as unknown[]).length);
  for (let i = start; i < stop; i++) if (equal((array as unknown[])[i], value)) return i;
  return -1;
}

function zip({ inputs, useLongestLength, defaults }: Doc): unknown {
  if (nullish(inputs)) return null;
  if (!Array.isArray(inputs) || inputs.length === 0) refuse(34461, 'inputs must be an array of expressions');
  const lists = inputs as unknown[][];
  for (const list of lists) {
    if (nullish(list)) return null;
    if (!Array.isArray(list)) refuse(34468, `$zip found a non-array expression in input: ${typeName(list)}`);
  }
  const fill = nullish(defaults) ? [] : (defaults as unknown[]);
  if (fill.length > 0 && !truthy(useLongestLength))
    refuse(34466, 'cannot specify defaults unless useLongestLength is true');
  if (fill.length > 0 && fill.length !== lists.length)
    refuse(34467, 'defaults and inputs must have the same length');
  const lengths = lists.map((list) => list.length);
  const length = truthy(useLongestLength) ? Math.max(...lengths) : Math.min(...lengths);
  refuseLongArray('$zip', length * lists.length);
  return Array.from({ length }, (_, i) =>
    lists.map((list, j) => (i < list.length ? list[i] : fill[j]) ?? null),
  );
}

function toObject(array: unknown): unknown {
  if (!Array.isArray(array))
    refuse(40386, `$arrayToObject requires an array input, found: ${typeName(array)}`);
  const result: Doc = {};
  const list = array as unknown[];
  const pairs = Array.isArray(list[0]);
  for (const element of list) {
    if (pairs !== Array.isArray(element))
      refuse(pairs ? 40396 : 40391, '$arrayToObject requires a consistent input format.');
    if (!pairs && !isDoc(element))
      refuse(40398, `Unrecognised input type format for $arrayToObject: ${typeName(element)}`);
    const keys = pairs ? ['0', '1'] : Object.keys(element as Doc).sort();
    if (
      pairs ? (element as unknown[]).length !== 2 : keys.length !== 2 || keys[0] !== 'k' || keys[1] !== 'v'
    ) {
      refuse(
        pairs ? 40397 : 40392,
        `$arrayToObject requires pairs of key and value, found an element that is none`,
      );
    }
    const [k = '', v = ''] = keys;
    const name = (element as Doc)[k];
    if (typeof name !== 'string')
      refuse(40394, `$arrayToObject requires keys of type string, found: ${typeName(name)}`);
    put(result, name as string, (element as Doc)[v]);
  }
  return result;
}

/** Sorting here is by whole values: an array is one value, as in every expression. */
const sortArray: Operator = {
  compile(args, scope) {
    const given = Object.fromEntries(namedArguments('$sortArray', args, ['input', 'sortBy']));
    const input = compile(given.input, scope);
    const order = isDoc(given.sortBy) ? compileSort(given.sortBy).compareDocs : direction(given.sortBy);
    return (doc) => {
      const array = input(doc);
      if (nullish(array)) return null;
      if (!Array.isArray(array))
        refuse(2942504, `The input argument to $sortArray must be an array, but was: ${typeName(array)}`);
      return [...(array as unknown[])].sort(order);
    };
  },
};

function direction(spec: unknown): (a: unknown, b: unknown) => number {
  const sign = int32(spec);
  if (sign !== 1 && sign !== -1)
    refuse(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  return (a, b) => sign * compare(a, b);
}

export const arrays: Record<string, Operator> = {
  $arrayElemAt: twoOrNull((array, at) => elementAt('$arrayElemAt', array, at)),
  $first: end('$first', 0),
  $last: end('$last', -1),
  $size: one((a) =>
    Array.isArray(a)
      ? a.length
      : refuse(17124, `The argument to $size must be an array, but was of type: ${typeName(a)}`),
  ),
  $isArray: one(Array.isArray),
  $reverseArray: oneOrNull((array) =>
    Array.isArray(array)
      ? array.toReversed()
      : refuse(34435, `The argument to $reverseArray must be an array, but was of type: ${typeName(array)}`),
  ),
  $in: two((value, array) => {
    if (!Array.isArray(array))
      refuse(40081, `$in requires an array as a second argument, found: ${typeName(array)}`);
    return (array as unknown[]).some((element) => equal(element, value));
  }),
  $concatArrays: tillNull((...values) => {
    const result: unknown[] = [];
    for (const value of values) {
      if (nullish(value)) return null;
      if (!Array.isArray(value)) refuse(28664, `$concatArrays only supports arrays, not ${typeName(value)}`);
      refuseLongArray('$concatArrays', result.length + (value as unknown[]).length);
      for (const element of value as unknown[]) result.push(element);
    }
    return result;
  }),
  $slice: some(2, 3, slice),
  $range: some(2, 3, range),
  $indexOfArray: some(2, 4, indexOf),
  $zip: named(['inputs'], ['useLongestLength', 'defaults'], zip),
  $arrayToObject: oneOrNull(toObject),
  $sortArray: sortArray,
};
