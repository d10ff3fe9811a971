/**
 * A wrong query is refused also where there is nothing to look through. To compile one is to compute its constants:
 * a heavy one is a reading thread's to check.
 */
import { compileProjected } from '../aggregate/index.ts';
import { predicatesOf } from '../plan/predicates.ts';
import { compileProjection } from '../project.ts';
import type { Doc } from '../values/bson.ts';
import { compileMatcher } from './filtered.ts';
import type { FindQuery } from './find.ts';
import { orderBy } from './order.ts';

export function validateFilter(filter: Doc, variables?: Doc): void {
  compileMatcher(filter, variables, () => true);
  predicatesOf(filter);
}

export function validateFind({ filter, sort, projection, variables }: FindQuery): void {
  validateFilter(filter, variables);
  if (sort.$natural === undefined) orderBy(sort);
  if (Object.keys(projection).length > 0) projectionOf(projection, filter, variables);
}

/** How a document of the filter's is answered. */
export function projectionOf(projection: Doc, filter: Doc, variables: Doc | undefined): (doc: Doc) => Doc {
  return compileProjection(projection, {
    filter,
    compileExpression: (expression) => compileProjected(expression, variables),
    meta: () => 0,
  });
}
