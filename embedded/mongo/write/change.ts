/** What a write asks of a document and makes of it, compiled once. What is heavy is compiled in reading threads alone. */
import { runUpdatePipeline } from '../aggregate/index.ts';
import { MongoError } from '../errors.ts';
import { compileMatcher } from '../read/filtered.ts';
import type { Query } from '../read/matching.ts';
import { isHeavy, isHeavyUpdate } from '../read/weight.ts';
import { compileUpdate, isReplacement, upsertDocument } from '../update/index.ts';
import type { Doc } from '../values/bson.ts';

export interface Statement {
  readonly query: Query;
  /** None where documents are only to be found. */
  readonly update?: Doc | Doc[] | undefined;
  readonly arrayFilters?: Doc[] | undefined;
  readonly multi: boolean;
  /** The same for all documents, wherever they are changed. */
  readonly now: Date;
}

export interface Change {
  matches(doc: Doc): boolean;
  /** Undefined where nothing changes. */
  apply(doc: Doc): Doc | undefined;
  /** The document that an upsert inserts; it may have no `_id` yet. */
  insert(): Doc;
}

export function isHeavyStatement({ query, update, arrayFilters }: Statement): boolean {
  return isHeavy(query) || (update !== undefined && isHeavyUpdate(update, arrayFilters));
}

export function compileChange(statement: Statement): Change {
  const { filter, variables } = statement.query;
  const update = statement.update && compileUpdateOf(statement, statement.update);
  return {
    // What $text asks for was settled by the index; a document that lost the word meanwhile is still its target.
    matches: compileMatcher(filter, variables, () => true),
    apply: (doc) => update?.apply(doc),
    insert: () => update?.apply(upsertDocument(filter), true) ?? upsertDocument(filter),
  };
}

function compileUpdateOf({ query, arrayFilters, multi, now }: Statement, update: Doc | Doc[]) {
  if (multi && isReplacement(update)) {
    throw new MongoError(9, 'multi update is not supported for replacement-style update');
  }
  const { filter, variables } = query;
  return compileUpdate(update, {
    filter,
    now,
    runPipeline: (stages, doc) => runUpdatePipeline(stages, doc, { now, ...(variables && { variables }) }),
    ...(arrayFilters && { arrayFilters }),
  });
}
