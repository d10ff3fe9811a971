import { planFor } from '../plan/plan.ts';
import type { Collection } from '../store/catalog.ts';
import { isMultikey } from '../store/indexes.ts';
import { nextBudget, PAUSED, type ReadContext, startBudget } from './context.ts';
import { Filtered } from './filtered.ts';
import type { FindQuery } from './find.ts';

/** How many documents match. An exact plan reads keys only; without a filter nothing is read. */
export function count(context: ReadContext, collection: Collection, query: FindQuery): number {
  const { filter, skip, limit } = query;
  const cut = (found: number) => Math.min(Math.max(found - skip, 0), limit || Number.POSITIVE_INFINITY);
  if (Object.keys(filter).length === 0) return cut(collection.count);
  const plan = planFor(collection, query);
  const source = new Filtered(context, collection, filter, plan, undefined, query.variables);
  const { access } = plan;
  const covered = access.kind === 'index' && access.exact && !isMultikey(access.index);
  const enough = limit > 0 ? skip + limit : Number.POSITIVE_INFINITY;
  let budget = startBudget(context);
  let found = 0;
  try {
    while (found < enough) {
      const match = covered ? source.scan.nextKey(budget) : source.next(budget);
      if (match === undefined || match === false) break;
      if (match !== PAUSED) found += 1;
      if (match === PAUSED || budget.spent) budget = nextBudget(context, source.scan);
    }
  } finally {
    source.scan.pause();
  }
  return cut(found);
}
