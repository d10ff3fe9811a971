/** Decoded documents, or the numbers of the records, that match a filter: what aggregations and writes start from. */
import { planFor } from '../plan/plan.ts';
import type { Collection } from '../store/catalog.ts';
import { type Doc, decode } from '../values/bson.ts';
import { selectionOf } from '../values/selection.ts';
import { nextBudget, PAUSED, type ReadContext, startBudget } from './context.ts';
import { Filtered, type Match } from './filtered.ts';
import { orderBy } from './order.ts';
import { Rows } from './rows.ts';

export interface Query {
  readonly filter: Doc;
  readonly sort?: Doc | undefined;
  readonly hint?: unknown;
  readonly variables?: Doc | undefined;
}

function* matches(context: ReadContext, source: Filtered): Generator<Match> {
  let budget = startBudget(context);
  context.openScans.add(source.scan);
  try {
    for (;;) {
      const match = source.next(budget);
      if (match === undefined) return;
      if (match === PAUSED || budget.spent) budget = nextBudget(context, source.scan);
      if (match !== PAUSED) yield match;
    }
  } finally {
    context.openScans.delete(source.scan);
    source.scan.pause();
  }
}

/** The records that match, in the order of the sort. */
export function* matchingRecords(
  context: ReadContext,
  collection: Collection,
  query: Query,
): Generator<number> {
  const plan = planFor(collection, query);
  const source = new Filtered(context, collection, query.filter, plan, undefined, query.variables);
  const found = matches(context, source);
  if (plan.sorted) {
    for (const { record } of found) yield record;
    return;
  }
  const order = orderBy(query.sort ?? {});
  const rows = new Rows(Number.POSITIVE_INFINITY);
  for (const { record, lent } of found) {
    rows.add(order.keyOf(decode(lent, order.selection), source.scores.get(record) ?? 0), record);
  }
  yield* rows.sorted();
}

/** The documents that match, with only what `paths` lead to where they are named; `sorted` tells whether the plan gave the order. */
export function matchingDocuments(
  context: ReadContext,
  collection: Collection,
  query: Query,
  paths?: ReadonlySet<string>,
): { docs: Iterable<Doc>; sorted: boolean; scoreOf(doc: Doc): number } {
  const plan = planFor(collection, query);
  const source = new Filtered(context, collection, query.filter, plan, undefined, query.variables);
  const scores = new WeakMap<Doc, number>();
  const selection = paths && selectionOf(paths);
  function* docs(): Generator<Doc> {
    for (const { record, lent, doc } of matches(context, source)) {
      const whole = doc ?? decode(lent, selection);
      if (source.scores.size > 0) scores.set(whole, source.scores.get(record) ?? 0);
      yield whole;
    }
  }
  return { docs: docs(), sorted: plan.sorted, scoreOf: (doc) => scores.get(doc) ?? 0 };
}
