/**
 * Chooses how a filter and a sort are served. Whatever an index cannot promise is checked on the documents, so a plan
 * is never wrong, only slow.
 */
import { MongoError } from '../errors.ts';
import type { Collection } from '../store/catalog.ts';
import type { Doc } from '../values/bson.ts';
import { compare } from '../values/compare.ts';
import { after } from '../values/keys.ts';
import type { IndexScan, Plan, TextScan, Union, Wish } from './access.ts';
import { bestIndex, consider, holdsEveryMatch, type OrderPart, SCORE } from './candidates.ts';
import { isOperators, type Predicates, predicatesOf } from './predicates.ts';

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

function orderOf(sort: Doc | undefined): OrderPart[] {
  return Object.entries(sort ?? {}).map(([path, direction]) => ({
    path: typeof direction === 'object' ? '$meta' : path,
    descending: Number(direction) < 0,
  }));
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
    access: { kind: 'index', index, ranges, reverse: false, exact: false, fixed: [], points: false },
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
