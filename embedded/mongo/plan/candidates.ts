/** What each index could do for a filter and a sort: equality prefix first, then the sort, then a range. */
import type { Collection } from '../store/catalog.ts';
import { type Index, isMultikey, KEPT_OF_LONG } from '../store/indexes.ts';
import type { Range } from '../store/reader.ts';
import { after, invert } from '../values/keys.ts';
import type { IndexScan } from './access.ts';
import { type Bounds, boundsOf, type Interval, keyAt } from './intervals.ts';
import { impliesFilter } from './partial.ts';
import type { Predicates } from './predicates.ts';

export interface OrderPart {
  readonly path: string;
  readonly descending: boolean;
}

/** More combinations of $in lists than this are not worth their own ranges. */
const MAX_RANGES = 1000;

export const SCORE = { unique: 10_000, equality: 100, sort: 50, range: 30 };

export interface Candidate {
  readonly scan: IndexScan;
  readonly sorted: boolean;
  readonly score: number;
}

export function bestIndex(
  collection: Collection,
  predicates: Predicates,
  order: readonly OrderPart[],
): Candidate | undefined {
  let best: Candidate | undefined;
  for (const index of collection.indexes) {
    const candidate = consider(index, predicates, order);
    if (candidate && candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best;
}

export function consider(
  index: Index,
  predicates: Predicates,
  order: readonly OrderPart[],
): Candidate | undefined {
  if (index.building || index.text || !holdsEveryMatch(index, predicates)) return undefined;
  let prefixes: Buffer[] = [index.prefix];
  let ranges: Range[] | undefined;
  let equalities = 0;
  let points = index.unique;
  let exact = !predicates.more;
  const constant = new Set<number>();
  const bounded = new Set<string>();
  for (const [i, { path, descending }] of index.fields.entries()) {
    const bounds = boundsFor(index, i, predicates, bounded);
    if (!bounds) break;
    bounded.add(path);
    exact &&= bounds.exact;
    points &&= bounds.points;
    const extended = bounds.points ? extend(prefixes, bounds, descending) : undefined;
    if (!extended) {
      ranges = prefixes.flatMap((prefix) => rangesOf(prefix, bounds, descending));
      break;
    }
    if (bounds.intervals.length === 1) constant.add(i);
    prefixes = extended;
    equalities += 1;
  }
  const range = ranges !== undefined;
  ranges ??= prefixes.map((prefix) => ({ low: prefix, high: after(prefix) }));
  for (const path of predicates.paths.keys()) exact &&= bounded.has(path);
  points &&= bounded.size === index.fields.length;
  if (ranges.some(({ low }) => low.length > KEPT_OF_LONG)) {
    ranges = mergeCut(ranges);
    exact = false;
    points = false;
  }
  const sorting = servesOrder(index, order, constant, bounded);
  const sorted = order.length === 0 || sorting !== undefined;
  const unique = index.unique && equalities === index.fields.length && prefixes.length === 1;
  const score =
    (unique ? SCORE.unique : 0) +
    equalities * SCORE.equality +
    (order.length > 0 && sorted ? SCORE.sort : 0) +
    (range ? SCORE.range : 0);
  if (score === 0) return undefined;
  const scan = {
    kind: 'index',
    index,
    ranges,
    reverse: sorting === 'reverse',
    exact,
    fixed: [...constant],
    points,
  } as const;
  return { scan, sorted, score };
}

/** Sparse and partial indexes serve only filters that no document outside of them can match. */
export function holdsEveryMatch(index: Index, predicates: Predicates): boolean {
  if (index.spec.partialFilterExpression && !impliesFilter(predicates, index.spec.partialFilterExpression))
    return false;
  if (!index.spec.sparse) return true;
  return index.fields.some(({ path }) => predicates.paths.get(path)?.some(excludesMissing));
}

function excludesMissing({ operator, operand }: { operator: string; operand: unknown }): boolean {
  switch (operator) {
    case '$eq':
    case '$gte':
    case '$lte':
      return operand !== null && operand !== undefined;
    case '$in':
      return Array.isArray(operand) && operand.every((value) => value !== null && value !== undefined);
    case '$gt':
    case '$lt':
    case '$regex':
    case '$type':
      return true;
    case '$exists':
      return Boolean(operand);
    default:
      return false;
  }
}

function boundsFor(
  index: Index,
  place: number,
  predicates: Predicates,
  bounded: ReadonlySet<string>,
): Bounds | undefined {
  const path = index.fields[place]?.path ?? '';
  const own = predicates.paths.get(path);
  if (!own) return undefined;
  const multikey = isMultikey(index);
  // A number in a path is an element's place or a field's name; in arrays of objects the keys do not say which.
  if (multikey && path.split('.').some((segment) => /^\d+$/.test(segment))) return undefined;
  // Two paths through one array may be matched by two different elements, which no single key has.
  const top = path.split('.', 1)[0];
  const shares = (other: string) => other.split('.', 1)[0] === top && !inOneElement(path, other, predicates);
  if (multikey && [...bounded].some(shares)) return undefined;
  return boundsOf(own, index.arrays.includes(place));
}

/** By an $elemMatch the same element has to match both. Deeper down there may be another array between. */
function inOneElement(one: string, other: string, { paths }: Predicates): boolean {
  const [first, ...more] = [one, other].flatMap((path) => paths.get(path) ?? []);
  const isShallow = [one, other].every((path) => path.split('.').length === 2);
  return isShallow && first?.group !== undefined && more.every(({ group }) => group === first.group);
}

function extend(prefixes: readonly Buffer[], bounds: Bounds, descending: boolean): Buffer[] | undefined {
  if (prefixes.length * bounds.intervals.length > MAX_RANGES) return undefined;
  const points = bounds.intervals.map(({ low }) => (descending ? inverted(low.bytes) : low.bytes));
  if (descending) points.reverse();
  const extended = prefixes.flatMap((prefix) => points.map((point) => Buffer.concat([prefix, point])));
  return extended.some(({ length }) => length > KEPT_OF_LONG) ? undefined : extended;
}

function rangesOf(prefix: Buffer, bounds: Bounds, descending: boolean): Range[] {
  const ranges = bounds.intervals.map((interval) => {
    const { low, high } = descending ? mirrored(interval) : interval;
    return { low: keyBehind(prefix, low), high: keyBehind(prefix, high) };
  });
  return descending ? ranges.reverse() : ranges;
}

function keyBehind(prefix: Buffer, edge: Interval['low']): Buffer {
  return keyAt({ bytes: Buffer.concat([prefix, edge.bytes]), after: edge.after });
}

function mirrored({ low, high }: Interval): Interval {
  return {
    low: { bytes: inverted(high.bytes), after: !high.after },
    high: { bytes: inverted(low.bytes), after: !low.after },
  };
}

function inverted(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  invert(copy, 0, copy.length);
  return copy;
}

/** Long keys are stored cut, so ranges are cut to what all of them keep. */
function mergeCut(ranges: readonly Range[]): Range[] {
  const cut = ranges.map(({ low, high }) => ({
    low: low.subarray(0, KEPT_OF_LONG),
    high: high.length > KEPT_OF_LONG ? after(high.subarray(0, KEPT_OF_LONG)) : high,
  }));
  const merged: Range[] = [];
  for (const range of cut) {
    const last = merged.at(-1);
    if (last && range.low.compare(last.high) < 0) {
      const high = range.high.compare(last.high) > 0 ? range.high : last.high;
      merged[merged.length - 1] = { low: last.low, high };
    } else merged.push(range);
  }
  return merged;
}

/** Does reading the index forward or backward give the order? Fields held constant by the filter do not count. */
function servesOrder(
  index: Index,
  order: readonly OrderPart[],
  constant: ReadonlySet<number>,
  bounded: ReadonlySet<string>,
): 'forward' | 'reverse' | undefined {
  // Keys that were cut are not in their right places among each other.
  if (index.long && order.length > 0) return undefined;
  let reverse: boolean | undefined;
  let at = 0;
  for (const { path, descending } of order) {
    // An array sorts by its least or greatest element, also one that the filter's bounds would hide.
    if (bounded.has(path) && index.arrays.some((i) => index.fields[i]?.path === path)) return undefined;
    if (index.fields.some((field, i) => field.path === path && constant.has(i))) continue;
    while (constant.has(at) && index.fields[at]?.path !== path) at += 1;
    const field = index.fields[at];
    if (field?.path !== path) return undefined;
    const backwards = field.descending !== descending;
    reverse ??= backwards;
    if (reverse !== backwards) return undefined;
    at += 1;
  }
  return reverse ? 'reverse' : 'forward';
}
