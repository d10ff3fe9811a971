/** $match, and filters where other stages have them: expressions in `$expr` are compiled once. */
import { compileFilter } from '../../match/index.ts';
import type { Doc } from '../../values/bson.ts';
import { compile } from '../expressions/compile.ts';
import { type Expr, isDoc, refuse } from '../expressions/values.ts';
import type { Env, Run } from './types.ts';

export function compileMatch(filter: unknown, env: Env): (doc: Doc) => boolean {
  if (!isDoc(filter)) return refuse(15959, 'the match filter must be an expression in an object');
  const compiled = new Map<unknown, Expr>();
  const expression = (expr: unknown): Expr => {
    let known = compiled.get(expr);
    if (!known) {
      known = compile(expr, env.scope);
      compiled.set(expr, known);
    }
    return known;
  };
  for (const expr of expressionsIn(filter)) expression(expr);
  return compileFilter(filter, { evaluateExpression: (expr, doc) => expression(expr)(doc) });
}

/** Every `$expr` of a filter, so that a wrong one is refused before the first document. */
function* expressionsIn(filter: unknown): Generator<unknown> {
  if (!isDoc(filter)) return;
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (name === '$expr') yield value;
    else if (['$and', '$or', '$nor'].includes(name) && Array.isArray(value)) {
      for (const part of value as unknown[]) yield* expressionsIn(part);
    }
  }
}

export function matchStage(spec: unknown, env: Env): Run {
  const test = compileMatch(spec, env);
  return function* match(docs) {
    for (const doc of docs) if (test(doc)) yield doc;
  };
}
