/** Aggregation over decoded documents, which are never changed. */
import type { Doc } from '../values/bson.ts';
import { compile } from './expressions/compile.ts';
import { newScope } from './expressions/operators.ts';
import { isDoc, refuse } from './expressions/values.ts';
import { compilePipeline, stageName } from './pipeline.ts';
import { compileField } from './stages/project.ts';
import type { Collections, Env } from './stages/types.ts';

export { groupKey } from './group-key.ts';
export { splitPipeline, writingStage } from './split.ts';
export type { Collections } from './stages/types.ts';
export { validatePipeline } from './validate.ts';

export interface AggregateContext {
  collections: Collections;
  /** Values of the command's `let`. */
  variables?: Doc;
  now: Date;
  /** The collection that is read, for $collStats. */
  collection?: string;
  textScore?: (doc: Doc) => number;
}

/** Refuses a wrong stage at once; documents are read when the answer is. */
export function runAggregate(docs: Iterable<Doc>, rest: Doc[], context: AggregateContext): Iterable<Doc> {
  const { textScore, collections, collection } = context;
  const scores =
    textScore && JSON.stringify(rest).includes('"$meta"') ? new WeakMap<Doc, number>() : undefined;
  const scope = newScope(context.now, context.variables, scores && ((doc) => scores.get(doc)));
  const env: Env = { collections, collection, compilePipeline, scope, scores };
  return compilePipeline(rest, env)(scores && textScore ? scored(docs, scores, textScore) : docs);
}

function* scored(
  docs: Iterable<Doc>,
  scores: WeakMap<Doc, number>,
  score: (doc: Doc) => number,
): Generator<Doc> {
  for (const doc of docs) {
    scores.set(doc, score(doc));
    yield doc;
  }
}

/** For `$expr`. `NOW` among the variables is the time of the operation. */
export function compileExpression(expr: unknown, variables: Doc = {}): (doc: Doc) => unknown {
  const now = variables.NOW instanceof Date ? variables.NOW : new Date();
  return compile(expr, newScope(now, variables));
}

/** For a field of find's projection. */
export function compileProjected(expr: unknown, variables: Doc = {}): (doc: Doc) => unknown {
  return compileField(expr, newScope(new Date(), variables));
}

const updating = ['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'];

export interface UpdateContext {
  now: Date;
  variables?: Doc;
}

const compiled = new WeakMap<Doc[], { context: UpdateContext; run: (doc: Doc) => Doc }>();

/** Refuses stages that an update cannot have. For the documents of one update it is compiled once. */
export function runUpdatePipeline(stages: Doc[], doc: Doc, context: UpdateContext): Doc {
  let known = compiled.get(stages);
  if (known?.context.now !== context.now || known.context.variables !== context.variables) {
    known = { context, run: compileUpdate(stages, context) };
    compiled.set(stages, known);
  }
  return known.run(doc);
}

function compileUpdate(stages: Doc[], context: UpdateContext): (doc: Doc) => Doc {
  for (const stage of stages) {
    const name = stageName(stage);
    if (!updating.includes(name)) refuse(72, `${name} is not allowed to be used within an update`);
  }
  const scope = newScope(context.now, context.variables);
  const run = compilePipeline(stages, { collections: { find: () => [] }, compilePipeline, scope });
  return (doc) => {
    const [result] = run([doc]);
    return isDoc(result) ? result : refuse(1, 'an update pipeline must give one document');
  };
}
