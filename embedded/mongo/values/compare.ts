/** MongoDB's total order of all values, which sorting, ranges, indexes and grouping share. */
import type { Binary, BSONRegExp, Code, DBRef, Decimal128, ObjectId, Timestamp } from 'bson';
import type { Doc } from './bson.ts';
import { compareNumbers, numberType, toNumber } from './numbers.ts';
import { Rank, rankOf } from './rank.ts';

/** Negative, 0 or positive, as `a` sorts before, with or after `b`. Missing (undefined) sorts below null. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : compareNumbers(a, b);
  }
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const rank = rankOf(a);
  const other = rankOf(b);
  return rank === other ? compareSameRank(a, b, rank) : rank - other;
}

export function equal(a: unknown, b: unknown): boolean {
  return a === b || compare(a, b) === 0;
}

/** By code points, which is the order of the UTF-8 bytes; JavaScript's own order puts surrogates before U+E000. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const surrogateX = x >= 0xd800 && x <= 0xdfff;
      const surrogateY = y >= 0xd800 && y <= 0xdfff;
      if (surrogateX !== surrogateY) return (surrogateX ? 0x10000 : x) - (surrogateY ? 0x10000 : y);
      return x - y;
    }
  }
  return a.length - b.length;
}

function compareSameRank(a: unknown, b: unknown, rank: number): number {
  switch (rank) {
    case Rank.number:
      return compareNumbers(a, b);
    case Rank.string:
      return compareStrings(text(a), text(b));
    case Rank.object:
      return compareObjects(a as Doc, b as Doc);
    case Rank.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case Rank.binData:
      return compareBinaries(a as Binary, b as Binary);
    case Rank.objectId:
      return compareBytes((a as ObjectId).id, (b as ObjectId).id);
    case Rank.bool:
      return Number(a) - Number(b);
    case Rank.date:
      // A date without a time is stored as 0.
      return sign(((a as Date).getTime() || 0) - ((b as Date).getTime() || 0));
    case Rank.timestamp:
      return (a as Timestamp).comp(b as Timestamp);
    case Rank.regex:
      return comparePairs(regexParts(a), regexParts(b));
    case Rank.dbPointer:
      return (
        compareStrings((a as DBRef).collection, (b as DBRef).collection) ||
        compareBytes((a as DBRef).oid.id, (b as DBRef).oid.id)
      );
    case Rank.code:
      return compareStrings((a as Code).code, (b as Code).code);
    case Rank.codeWithScope:
      return (
        compareStrings((a as Code).code, (b as Code).code) ||
        compareObjects((a as Code).scope as Doc, (b as Code).scope as Doc)
      );
    default:
      return 0; // null, undefined, the smallest and the greatest key equal themselves
  }
}

const sign = (n: number): number => (n < 0 ? -1 : n > 0 ? 1 : 0);

function text(value: unknown): string {
  return typeof value === 'string' ? value : (value as { value: string }).value;
}

/** Field by field: type first, then name, then value; the shorter object first. */
function compareObjects(a: Doc, b: Doc): number {
  const namesA = Object.keys(a);
  const namesB = Object.keys(b);
  const length = Math.min(namesA.length, namesB.length);
  for (let i = 0; i < length; i++) {
    const nameA = namesA[i] as string;
    const nameB = namesB[i] as string;
    const valueA = a[nameA];
    const valueB = b[nameB];
    if (nameA === nameB && valueA === valueB) continue;
    const rank = rankOf(valueA);
    const order =
      rank - rankOf(valueB) || compareStrings(nameA, nameB) || compareSameRank(valueA, valueB, rank);
    if (order !== 0) return order;
  }
  return namesA.length - namesB.length;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = (a[i] as number) - (b[i] as number);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareBinaries(a: Binary | Uint8Array, b: Binary | Uint8Array): number {
  const bytesA = a instanceof Uint8Array ? a : a.buffer.subarray(0, a.position);
  const bytesB = b instanceof Uint8Array ? b : b.buffer.subarray(0, b.position);
  const subtype = (value: Binary | Uint8Array) => (value instanceof Uint8Array ? 0 : value.sub_type);
  return bytesA.length - bytesB.length || subtype(a) - subtype(b) || compareBytes(bytesA, bytesB);
}

export function regexParts(value: unknown): [pattern: string, options: string] {
  if (value instanceof RegExp) return [value.source, value.flags.replace(/[^ims]/g, '')];
  const { pattern, options } = value as BSONRegExp;
  return [pattern, options];
}

function comparePairs(a: [string, string], b: [string, string]): number {
  return compareStrings(a[0], b[0]) || compareStrings(a[1], b[1]);
}

/** Would the two be stored as the same bytes? Unlike `equal`, this keeps 1, 1.0 and NumberLong(1) apart. */
export function identical(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== typeof b || typeof a !== 'object' || !a || !b) return false;
  const rank = rankOf(a);
  if (rank !== rankOf(b)) return false;
  if (rank === Rank.array) {
    const [x, y] = [a as unknown[], b as unknown[]];
    return x.length === y.length && x.every((value, i) => identical(value, y[i]));
  }
  if (rank === Rank.object) {
    const names = Object.keys(a);
    const others = Object.keys(b);
    return (
      names.length === others.length &&
      names.every((name, i) => name === others[i] && identical((a as Doc)[name], (b as Doc)[name]))
    );
  }
  if (rank !== Rank.number) return compare(a, b) === 0;
  const type = numberType(a);
  if (type !== numberType(b)) return false;
  if (type === 'decimal') return compareBytes((a as Decimal128).bytes, (b as Decimal128).bytes) === 0;
  return type === 'double' ? Object.is(toNumber(a), toNumber(b)) : compareNumbers(a, b) === 0;
}
