/** $match, and filters where other stages have them. */
import { compileFilter } from '../../match/index.ts';
import type { Doc } from '../../values/bson.ts';
import { compile } from '../expressions/compile.ts';
import { isDoc, refuse } from '../expressions/values.ts';
import type { Env, Run } from './types.ts';

export function compileMatch(filter: unknown, env: Env): (doc: Doc) => boolean {
  if (!isDoc(filter)) return refuse(15959, 'the match filter must be an expression in an object');
  return compileFilter(filter, { compileExpression: (expression) => compile(expression, env.scope) });
}

export function matchStage(spec: unknown, env: Env): Run {
  const test = compileMatch(spec, env);
  return function* match(docs) {
    for (const doc of docs) if (test(doc)) yield doc;
  };
}
