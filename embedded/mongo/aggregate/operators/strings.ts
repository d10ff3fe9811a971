/** Text by code points and by UTF-8 bytes; null is '' for case and substrings; only ASCII changes its case. */
import type { Doc } from '../../values/bson.ts';
import { compareStrings } from '../../values/compare.ts';
import { named, type Operator, one, some, tillNull, two, twoOrNull } from '../expressions/operator.ts';
import { int32, nullish, refuse, typeName } from '../expressions/values.ts';
import { bounds } from './arrays.ts';
import { refuseLongText } from './sizes.ts';
import { textOf } from './types.ts';

function text(name: string, value: unknown, code: number): string {
  if (typeof value !== 'string')
    refuse(code, `${name} requires a string argument, found: ${typeName(value)}`);
  return value as string;
}

/** What case changes, comparisons and substrings take: numbers and dates too, and nothing for null. */
function coerced(value: unknown): string {
  if (nullish(value)) return '';
  if (typeof value === 'string') return value;
  const type = typeName(value);
  if (!['int', 'long', 'double', 'decimal', 'date', 'timestamp', 'symbol'].includes(type)) {
    refuse(16007, `can't convert from BSON type ${type} to String`);
  }
  return textOf(value) as string;
}

const upper = (s: string) => s.replace(/[a-z]+/g, (part) => part.toUpperCase());
const lower = (s: string) => s.replace(/[A-Z]+/g, (part) => part.toLowerCase());

function substringOfBytes(value: unknown, from: unknown, count: unknown): string {
  const bytes = Buffer.from(coerced(value));
  const start = int32(from);
  const length = int32(count);
  if (start === undefined || length === undefined)
    refuse(16034, '$substrBytes: starting index and length must be numbers');
  if (start < 0) refuse(50752, `$substrBytes: starting index must be non-negative (got: ${start})`);
  const stop = length < 0 ? bytes.length : Math.min(bytes.length, start + length);
  const within = (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80;
  if (within(start))
    refuse(28656, '$substrBytes: Invalid range, starting index is a UTF-8 continuation byte.');
  if (start < bytes.length && within(stop)) {
    refuse(28657, '$substrBytes: Invalid range, ending index is in the middle of a UTF-8 character.');
  }
  return bytes.toString('utf8', start, stop);
}

function substringOfPoints(value: unknown, from: unknown, count: unknown): string {
  const start = int32(from);
  const length = int32(count);
  if (start === undefined || length === undefined)
    refuse(34450, '$substrCP: starting index and length must be int32');
  if (start < 0) refuse(34455, `$substrCP: the starting index must be a non-negative integer.`);
  if (length < 0) refuse(34454, '$substrCP: length must be a nonnegative integer.');
  return [...coerced(value)].slice(start, start + length).join('');
}

/** The index of one list of pieces (bytes, code points) in another. */
function find(name: string, pieces: (s: string) => ArrayLike<unknown>): Operator {
  return some(2, 4, (value, search, from, to) => {
    if (nullish(value)) return null;
    const haystack = pieces(text(name, value, 40091));
    const needle = pieces(text(name, search, 40092));
    const [start, stop] = bounds(name, from, to, haystack.length);
    for (let i = start; i + needle.length <= stop; i++) {
      let j = 0;
      while (j < needle.length && haystack[i + j] === needle[j]) j++;
      if (j === needle.length) return i;
    }
    return -1;
  });
}

const whitespace =
  '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trim(name: string, left: boolean, right: boolean): Operator {
  return named(['input'], ['chars'], (args: Doc) => {
    if (nullish(args.input) || ('chars' in args && nullish(args.chars))) return null;
    const points = [...text(name, args.input, 50699)];
    const chars = new Set('chars' in args ? text(name, args.chars, 50700) : whitespace);
    let start = 0;
    let stop = points.length;
    while (left && start < stop && chars.has(points[start] as string)) start++;
    while (right && stop > start && chars.has(points[stop - 1] as string)) stop--;
    return points.slice(start, stop).join('');
  });
}

function replace(name: string, run: (input: string, find: string, replacement: string) => string): Operator {
  return named(['input', 'find', 'replacement'], [], ({ input, find: what, replacement }: Doc) => {
    for (const arg of [input, what, replacement]) if (!nullish(arg)) text(name, arg, 51746);
    if (nullish(input) || nullish(what) || nullish(replacement)) return null;
    return run(input as string, what as string, replacement as string);
  });
}

function replaceAll(input: string, what: string, replacement: string): string {
  let length = input.length;
  for (let at = input.indexOf(what); at >= 0; at = input.indexOf(what, at + Math.max(what.length, 1))) {
    length += replacement.length - what.length;
    refuseLongText('$replaceAll', length);
    if (at === input.length) break;
  }
  return input.replaceAll(what, () => replacement);
}

export const strings: Record<string, Operator> = {
  $concat: tillNull((...values) => {
    let result = '';
    for (const value of values) {
      if (nullish(value)) return null;
      if (typeof value !== 'string') refuse(16702, `$concat only supports strings, not ${typeName(value)}`);
      refuseLongText('$concat', result.length + (value as string).length);
      result += value as string;
    }
    return result;
  }),
  $split: twoOrNull((value, by) => {
    const separator = text('$split', by, 40086);
    if (separator === '') refuse(40087, '$split requires a non-empty separator');
    return text('$split', value, 40085).split(separator);
  }),
  $toUpper: one((value) => upper(coerced(value))),
  $toLower: one((value) => lower(coerced(value))),
  $strcasecmp: two((a, b) => Math.sign(compareStrings(upper(coerced(a)), upper(coerced(b))))),
  $strLenBytes: one((value) => Buffer.byteLength(text('$strLenBytes', value, 34473))),
  $strLenCP: one((value) => [...text('$strLenCP', value, 34471)].length),
  $substr: some(3, 3, substringOfBytes),
  $substrBytes: some(3, 3, substringOfBytes),
  $substrCP: some(3, 3, substringOfPoints),
  $indexOfBytes: find('$indexOfBytes', (s) => Buffer.from(s)),
  $indexOfCP: find('$indexOfCP', (s) => [...s]),
  $trim: trim('$trim', true, true),
  $ltrim: trim('$ltrim', true, false),
  $rtrim: trim('$rtrim', false, true),
  $replaceOne: replace('$replaceOne', (input, what, replacement) => input.replace(what, () => replacement)),
  $replaceAll: replace('$replaceAll', replaceAll),
};
