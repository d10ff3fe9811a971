/**
 * Chooses how a filter and a sort are served: equality prefix first, then the sort, then a range. Whatever an
 * index cannot promise is checked on the documents, so a plan is never wrong, only slow.
 */
import { MongoError } from '../errors.ts';
import type { Collection } from '../store/catalog.ts';
import { type Index, KEPT_OF_LONG } from '../store/indexes.ts';
import type { Range } from '../store/reader.ts';
import type { Doc } from '../values/bson.ts';
import { compare } from '../values/compare.ts';
import { after, invert } from '../values/keys.ts';
import { type Bounds, boundsOf, type Interval, keyAt } from './intervals.ts';
import { impliesFilter } from './partial.ts';
import { isOperators, type Predicates, predicatesOf } from './predicates.ts';

interface CollectionScan {
  readonly kind: 'collection';
  readonly reverse: boolean;
}

export interface IndexScan {
  readonly kind: 'index';
  readonly index: Index;
  readonly ranges: readonly Range[];
  readonly reverse: boolean;
  /** Every key in the ranges belongs to a match: documents need not be looked at to count them. */
  readonly exact: boolean;
}

/** The branches of an $or, each with its own index; a document is told by the first branch that it matches. */
interface Union {
  readonly kind: 'union';
  readonly parts: readonly IndexScan[];
  readonly branches: readonly Doc[];
}

export interface TextScan {
  readonly kind: 'text';
  readonly index: Index;
  /** The values that the filter gives for the fields before the text. */
  readonly before: readonly unknown[];
  readonly search: Doc;
}

export type Access = CollectionScan | IndexScan | Union | TextScan;

export interface Plan {
  readonly access: Access;
  /** Do the documents come in the order that was asked for? */
  readonly sorted: boolean;
}

export interface Wish {
  readonly filter: Doc;
  readonly sort?: Doc | undefined;
  readonly hint?: unknown;
}

/** More combinations of $in lists than this are not worth their own ranges. */
const MAX_RANGES = 1000;

export function planFor(collection: Collection, { filter, sort, hint }: Wish): Plan {
  const predicates = predicatesOf(filter);
  if (predicates.text) return { access: textScan(collection, predicates, predicates.text), sorted: false };
  const order = orderOf(sort);
  if (hint !== undefined && hint !== null) {
    const hinted = planForHint(collection, predicates, order, hint);
    if (hinted) return hinted;
  }
  if (order[0]?.path === '$natural') {
    return { access: { kind: 'collection', reverse: order[0].descending }, sorted: true };
  }
  const best = bestIndex(collection, predicates, order);
  if (!best || best.score < SCORE.equality) {
    const union = planForAlternatives(collection, filter, predicates);
    if (union) return { access: union, sorted: order.length === 0 };
  }
  if (best) return { access: best.scan, sorted: best.sorted };
  return { access: { kind: 'collection', reverse: false }, sorted: order.length === 0 };
}

interface OrderPart {
  readonly path: string;
  readonly descending: boolean;
}

function orderOf(sort: Doc | undefined): OrderPart[] {
  return Object.entries(sort ?? {}).map(([path, direction]) => ({
    path: typeof direction === 'object' ? '$meta' : path,
    descending: Number(direction) < 0,
  }));
}

const SCORE = { unique: 10_000, equality: 100, sort: 50, range: 30 };

interface Candidate {
  readonly scan: IndexScan;
  readonly sorted: boolean;
  readonly score: number;
}

function bestIndex(
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

function consider(index: Index, predicates: Predicates, order: readonly OrderPart[]): Candidate | undefined {
  if (index.building || index.text || !holdsEveryMatch(index, predicates)) return undefined;
  let prefixes: Buffer[] = [index.prefix];
  let ranges: Range[] | undefined;
  let equalities = 0;
  let exact = !predicates.more;
  const constant = new Set<number>();
  const bounded = new Set<string>();
  for (const [i, { path, descending }] of index.fields.entries()) {
    const bounds = boundsFor(index, path, predicates, bounded);
    if (!bounds) break;
    bounded.add(path);
    exact &&= bounds.exact;
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
  if (ranges.some(({ low }) => low.length > KEPT_OF_LONG)) {
    ranges = mergeCut(ranges);
    exact = false;
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
  return { scan: { kind: 'index', index, ranges, reverse: sorting === 'reverse', exact }, sorted, score };
}

/** Sparse and partial indexes serve only filters that no document outside of them can match. */
function holdsEveryMatch(index: Index, predicates: Predicates): boolean {
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
  path: string,
  predicates: Predicates,
  bounded: ReadonlySet<string>,
): Bounds | undefined {
  const own = predicates.paths.get(path);
  if (!own) return undefined;
  // A number in a path is an element's place or a field's name; in arrays of objects the keys do not say which.
  if (index.multikey && path.split('.').some((segment) => /^\d+$/.test(segment))) return undefined;
  // Two paths through one array may be matched by two different elements, which no single key has.
  const top = path.split('.', 1)[0];
  if (index.multikey && [...bounded].some((other) => other.split('.', 1)[0] === top)) return undefined;
  return boundsOf(own, index.multikey);
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
    if (index.multikey && bounded.has(path)) return undefined;
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

function planForAlternatives(collection: Collection, filter: Doc, predicates: Predicates): Union | undefined {
  for (const branches of predicates.alternatives) {
    const parts: IndexScan[] = [];
    for (const branch of branches) {
      const best = bestIndex(collection, predicatesOf({ $and: [filter, branch] }), []);
      if (!best) break;
      parts.push(best.scan);
    }
    if (parts.length === branches.length) return { kind: 'union', parts, branches };
  }
  return undefined;
}

function textScan(collection: Collection, predicates: Predicates, search: Doc): TextScan {
  const index = collection.indexes.find((candidate) => candidate.text && !candidate.building);
  if (!index) throw new MongoError(27, 'text index required for $text query');
  const before = index.fields.map(({ path }) => {
    const equality = predicates.paths.get(path)?.find(({ operator }) => operator === '$eq');
    if (!equality) {
      throw new MongoError(
        2,
        'failed to use text index to satisfy $text query (if text index is compound, are equality predicates given for all prefix fields?)',
      );
    }
    return equality.operand;
  });
  return { kind: 'text', index, before, search };
}

function planForHint(
  collection: Collection,
  predicates: Predicates,
  order: readonly OrderPart[],
  hint: unknown,
): Plan | undefined {
  if (typeof hint === 'object' && hint && '$natural' in hint) {
    const reverse = Number((hint as Doc).$natural) < 0;
    return { access: { kind: 'collection', reverse }, sorted: order.length === 0 };
  }
  const index = collection.indexes.find(({ spec }) =>
    typeof hint === 'string' ? spec.name === hint : compare(spec.key, hint) === 0,
  );
  if (!index || index.building) {
    throw new MongoError(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  const candidate = consider(index, predicates, order);
  if (candidate) return { access: candidate.scan, sorted: candidate.sorted };
  if (index.text || !holdsEveryMatch(index, predicates)) return undefined;
  const ranges = [{ low: index.prefix, high: after(index.prefix) }];
  return {
    access: { kind: 'index', index, ranges, reverse: false, exact: false },
    sorted: order.length === 0,
  };
}

/** The one `_id` that a filter asks for, where it asks for one. */
export function idOf(filter: Doc): { id: unknown } | undefined {
  if (!Object.hasOwn(filter, '_id')) return undefined;
  const id = isOperators(filter._id) && Object.hasOwn(filter._id, '$eq') ? filter._id.$eq : filter._id;
  if (isOperators(id) || Array.isArray(id) || id instanceof RegExp || id === null || id === undefined)
    return undefined;
  return (id as { _bsontype?: string })._bsontype === 'BSONRegExp' ? undefined : { id };
}
