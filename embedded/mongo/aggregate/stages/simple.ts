/** The stages that need a few lines each. */
import type { Doc } from '../../values/bson.ts';
import { isNumber, toExactInteger, toNumber } from '../../values/numbers.ts';
import { compile, type Scope, withCells } from '../expressions/compile.ts';
import { type Expr, isDoc, put, refuse, typeName, whole } from '../expressions/values.ts';
import { compileGroup } from './group.ts';
import { compileSort, sortDocs } from './sort.ts';
import { type Env, eachDoc, type Run } from './types.ts';

/** A whole number of documents. */
export function countOf(spec: unknown, name: string, least: number): number {
  const code = name === '$limit' ? 2107201 : 5107200;
  if (!isNumber(spec))
    refuse(code, `invalid argument to ${name} stage: Expected a number in: ${name}: ${typeName(spec)}`);
  const n = toExactInteger(spec);
  if (n === undefined || n < 0n) {
    refuse(
      code,
      `invalid argument to ${name} stage: Expected ${n === undefined ? 'an integer' : 'a non-negative number'}`,
    );
  }
  if (Number(n) < least) refuse(15958, 'the limit must be positive');
  return Number(n);
}

export function limitStage(spec: unknown): Run {
  const n = countOf(spec, '$limit', 1);
  return function* limit(docs) {
    let left = n;
    for (const doc of docs) {
      yield doc;
      if (--left <= 0) return;
    }
  };
}

export function skipStage(spec: unknown): Run {
  const n = countOf(spec, '$skip', 0);
  return function* skip(docs) {
    let left = n;
    for (const doc of docs) if (--left < 0) yield doc;
  };
}

export function sortStage(spec: unknown, { scope }: Env, limit?: number): Run {
  if (!isDoc(spec)) return refuse(15973, 'the $sort key specification must be an object');
  const sorting = compileSort(spec, scope);
  return function* sort(docs) {
    yield* sortDocs(docs, sorting, limit);
  };
}

export function countStage(spec: unknown): Run {
  if (typeof spec !== 'string' || spec === '')
    return refuse(40156, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) refuse(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) refuse(40160, "the count field cannot contain '.'");
  return function* count(docs) {
    let n = 0;
    for (const _ of docs) n++;
    const doc: Doc = {};
    put(doc, spec, whole(n));
    if (n > 0) yield doc;
  };
}

export function sortByCountStage(spec: unknown, env: Env): Run {
  const isExpression = isDoc(spec) && Object.keys(spec)[0]?.startsWith('$') === true;
  if (!isExpression && !(typeof spec === 'string' && spec.startsWith('$'))) {
    refuse(
      isDoc(spec) ? 40147 : typeof spec === 'string' ? 40148 : 40149,
      'the sortByCount field must be a $-prefixed path or an expression',
    );
  }
  const group = compileGroup({ _id: spec, count: { $sum: 1 } }, env.scope);
  const sort = sortStage({ count: -1 }, env);
  return (docs) => sort(group(docs));
}

export function replaceRootStage(spec: unknown, env: Env): Run {
  const root = compile(spec, env.scope);
  return eachDoc(env, (doc) => {
    const value = root(doc);
    if (isDoc(value)) return value;
    return refuse(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(value)}`,
    );
  });
}

/** A shuffle as far as it is asked for. */
export function sampleStage(spec: unknown): Run {
  if (!isDoc(spec) || Object.keys(spec).join() !== 'size')
    return refuse(28749, '$sample stage must specify a size');
  if (!isNumber(spec.size)) refuse(28746, 'size argument to $sample must be a number');
  const size = Math.floor(toNumber(spec.size));
  if (!(size > 0)) refuse(28747, 'size argument to $sample must be a positive integer');
  return function* sample(docs) {
    const all = [...docs];
    for (let i = 0; i < Math.min(size, all.length); i++) {
      const j = i + Math.floor(Math.random() * (all.length - i));
      [all[i], all[j]] = [all[j] as Doc, all[i] as Doc];
      yield all[i] as Doc;
    }
  };
}

/** The expression is asked anew for every embedded document, which is CURRENT then. */
export function redactStage(spec: unknown, env: Env): Run {
  const [inner, cells] = withCells(env.scope, ['CURRENT', 'DESCEND', 'PRUNE', 'KEEP']);
  const [current, ...actions] = cells as [{ value: unknown }, ...{ value: unknown }[]];
  const [descend, prune, keep] = ['descend', 'prune', 'keep'].map((value, i) => {
    const cell = actions[i] as { value: unknown };
    cell.value = value;
    return value;
  });
  const decide = compile(spec, inner);
  const visit = (value: unknown, root: Doc): unknown => {
    if (Array.isArray(value)) {
      return (value as unknown[])
        .map((element) => visit(element, root))
        .filter((element) => element !== undefined);
    }
    if (!isDoc(value)) return value;
    current.value = value;
    const action = decide(root);
    if (action === keep) return value;
    if (action === prune) return undefined;
    if (action !== descend) {
      refuse(
        17053,
        "$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE",
      );
    }
    const result: Doc = {};
    for (const name of Object.keys(value)) {
      const inner = visit(value[name], root);
      if (inner !== undefined) put(result, name, inner);
    }
    return result;
  };
  return function* redact(docs) {
    for (const doc of docs) {
      const result = visit(doc, doc);
      if (result !== undefined) yield result as Doc;
    }
  };
}

/** Documents that stand in the pipeline itself. */
export function documentsOf(spec: unknown, scope: Scope): () => Doc[] {
  const list: Expr = compile(spec, scope);
  return () => {
    const docs = list({});
    if (!Array.isArray(docs) || !docs.every(isDoc))
      refuse(5858203, 'an array of objects is expected in $documents');
    return docs as Doc[];
  };
}

export function collStatsStage(spec: unknown, { collections, collection }: Env): Run {
  if (!isDoc(spec)) return refuse(5447000, '$collStats must take a nested object');
  const wrong = Object.keys(spec).find((key) => key !== 'count' && key !== 'storageStats');
  if (wrong) refuse(40415, `BSON field '$collStats.${wrong}' is not supported here.`);
  return function* collStats() {
    const stats = collections.stats?.(collection ?? '') ?? {};
    const doc: Doc = { ns: stats.ns ?? collection ?? '', localTime: new Date() };
    if (spec.storageStats) doc.storageStats = stats;
    if (spec.count) doc.count = stats.count ?? 0;
    yield doc;
  };
}
