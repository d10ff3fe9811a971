/** Which stretch of an index's keys a predicate allows for one field. */
import { regexParts } from '../values/compare.ts';
import { after, keyOf } from '../values/keys.ts';
import { Rank, rankOf } from '../values/rank.ts';
import type { Predicate } from './predicates.ts';

/** A place between keys: before or after all keys that start with these bytes. */
export interface Edge {
  readonly bytes: Buffer;
  readonly after: boolean;
}

export interface Interval {
  readonly low: Edge;
  readonly high: Edge;
}

export interface Bounds {
  /** Disjoint, in order. */
  readonly intervals: readonly Interval[];
  /** Is every key inside a match, without a look at the document? */
  readonly exact: boolean;
  /** Is each interval one value? */
  readonly points: boolean;
}

/** The bounds that all predicates on one path give together; undefined where they give none. */
export function boundsOf(predicates: readonly Predicate[], multikey: boolean): Bounds | undefined {
  let bounds: Bounds | undefined;
  let exact = true;
  let group: object | undefined;
  for (const predicate of predicates) {
    const one = boundsOfOne(predicate);
    if (!one) {
      exact = false;
      continue;
    }
    if (!bounds) {
      bounds = one;
      group = predicate.group;
    } else if (multikey && !(group && group === predicate.group)) {
      // Each predicate may hold for another element, so only one of them bounds the keys: the narrowest.
      exact = false;
      if (one.points && !bounds.points) bounds = one;
    } else bounds = intersect(bounds, one);
  }
  return bounds && { ...bounds, exact: bounds.exact && exact };
}

function boundsOfOne({ operator, operand }: Predicate): Bounds | undefined {
  switch (operator) {
    case '$eq':
      return union([equalTo(operand)]);
    case '$in':
      return Array.isArray(operand) ? union(operand.map(anyOf)) : undefined;
    case '$all':
      return Array.isArray(operand) && operand.length > 0 && !isElemMatch(operand[0])
        ? { ...union([anyOf(operand[0])]), exact: false }
        : undefined;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return comparison(operator, operand);
    case '$exists':
      return operand ? undefined : { intervals: [point(null)], exact: false, points: true };
    case '$regex':
      return union([matching(operand)]);
    default:
      return undefined;
  }
}

function isElemMatch(operand: unknown): boolean {
  return rankOf(operand) === Rank.object && Object.keys(operand as object)[0] === '$elemMatch';
}

function anyOf(value: unknown): Bounds {
  return rankOf(value) === Rank.regex ? matching(value) : equalTo(value);
}

function point(value: unknown): Interval {
  const bytes = keyOf(value);
  return { low: { bytes, after: false }, high: { bytes, after: true } };
}

function equalTo(value: unknown): Bounds {
  const rank = rankOf(value);
  // An array is found under its first element, or, inside another array, under itself.
  if (rank === Rank.array) {
    return { intervals: [point((value as unknown[])[0]), point(value)], exact: false, points: true };
  }
  if (rank === Rank.null || rank === Rank.undefined) {
    return { intervals: [point(undefined), point(null)], exact: false, points: true };
  }
  return { intervals: [point(value)], exact: true, points: true };
}

function comparison(operator: string, operand: unknown): Bounds | undefined {
  const rank = rankOf(operand);
  const inclusive = operator.endsWith('e');
  if (rank === Rank.null || rank === Rank.undefined) {
    return inclusive ? equalTo(null) : { intervals: [], exact: true, points: true };
  }
  if (rank === Rank.array || rank === Rank.minKey || rank === Rank.maxKey || rank === Rank.regex)
    return undefined;
  if (Number.isNaN(Number(operand)) && rank === Rank.number) return inclusive ? equalTo(operand) : undefined;
  const bytes = keyOf(operand);
  const type = Buffer.from([rank]);
  // NaN is the lowest number and below nothing.
  const lowest =
    rank === Rank.number ? { bytes: keyOf(Number.NaN), after: true } : { bytes: type, after: false };
  const interval: Interval = operator.startsWith('$g')
    ? { low: { bytes, after: !inclusive }, high: { bytes: type, after: true } }
    : { low: lowest, high: { bytes, after: inclusive } };
  return { intervals: [interval], exact: true, points: false };
}

/** Strings that may match a regular expression, and the expression itself, which matches itself. */
function matching(expression: unknown): Bounds {
  const [pattern, options] = regexParts(expression);
  const literal = /^[imx]/.test(options)
    ? ''
    : (/^\^((?:[A-Za-z0-9 _\-:@/#,;<>=!"'%&~`]|\\[^A-Za-z0-9])*)/.exec(pattern)?.[1] ?? '');
  // A quantifier behind the prefix makes its last character optional; an alternative makes all of it so.
  const prefix = pattern.includes('|')
    ? ''
    : /^[*?{]/.test(pattern.slice(literal.length + 1))
      ? literal.replace(/\\?.$/su, '')
      : literal;
  const start = keyOf(prefix.replace(/\\(.)/gsu, '$1'));
  const bytes = start.subarray(0, start.length - 1); // without the end of the string
  const expressions = Buffer.from([Rank.regex]);
  return {
    intervals: [
      { low: { bytes, after: false }, high: { bytes, after: true } },
      { low: { bytes: expressions, after: false }, high: { bytes: expressions, after: true } },
    ],
    exact: false,
    points: false,
  };
}

function union(parts: readonly Bounds[]): Bounds {
  const sorted = parts.flatMap(({ intervals }) => intervals).sort((a, b) => compareEdges(a.low, b.low));
  const intervals: Interval[] = [];
  for (const interval of sorted) {
    const last = intervals.at(-1);
    if (last && compareEdges(interval.low, last.high) < 0) {
      if (compareEdges(interval.high, last.high) > 0)
        intervals[intervals.length - 1] = { low: last.low, high: interval.high };
    } else intervals.push(interval);
  }
  return { intervals, exact: parts.every(({ exact }) => exact), points: parts.every(({ points }) => points) };
}

function intersect(a: Bounds, b: Bounds): Bounds {
  const intervals: Interval[] = [];
  for (const one of a.intervals) {
    for (const other of b.intervals) {
      const low = compareEdges(one.low, other.low) > 0 ? one.low : other.low;
      const high = compareEdges(one.high, other.high) < 0 ? one.high : other.high;
      if (compareEdges(low, high) < 0) intervals.push({ low, high });
    }
  }
  return { intervals, exact: a.exact && b.exact, points: a.points || b.points };
}

function compareEdges(a: Edge, b: Edge): number {
  const shared = Math.min(a.bytes.length, b.bytes.length);
  const order = a.bytes.compare(b.bytes, 0, shared, 0, shared);
  if (order !== 0) return order;
  if (a.bytes.length === b.bytes.length) return Number(a.after) - Number(b.after);
  // The shorter one is a prefix of the other: it stands before or after all of its continuations.
  if (a.bytes.length < b.bytes.length) return a.after ? 1 : -1;
  return b.after ? -1 : 1;
}

/** The first key at or behind an edge. */
export function keyAt(edge: Edge): Buffer {
  return edge.after ? after(edge.bytes) : edge.bytes;
}
