/**
 * $lookup. By fields, the values of a batch of documents are asked for with one `$in`, so that an index serves;
 * the answers are then dealt out by key. With a pipeline, it runs for each document, its variables in cells.
 */
import { compileFilter } from '../../match/index.ts';
import type { Doc } from '../../values/bson.ts';
import { type Cell, compile, splitPath, withCells } from '../expressions/compile.ts';
import { type Expr, isDoc, nullish, own, refuse, typeName } from '../expressions/values.ts';
import { groupKey } from '../group-key.ts';
import { checkName } from '../operators/variables.ts';
import { withPath } from './paths.ts';
import { valuesAt } from './sort.ts';
import { compileSource } from './source.ts';
import { carry, type Env, type Run } from './types.ts';

const batchSize = 100;
const known = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'];

interface Spec {
  from?: string;
  as: string;
  localField?: string;
  foreignField?: string;
  let?: Doc;
  pipeline?: Doc[];
}

export function lookupStage(spec: unknown, env: Env): Run {
  const given = check(spec);
  const as = splitPath(given.as);
  const join = given.pipeline ? withPipeline(given, given.pipeline, env) : byFields(given, env);
  return function* lookup(docs) {
    for (const batch of batches(docs, given.pipeline ? 1 : batchSize)) {
      const found = join(batch);
      for (const [i, doc] of batch.entries()) yield carry(env, doc, withPath(doc, as, found[i]));
    }
  };
}

function check(spec: unknown): Spec {
  if (!isDoc(spec))
    return refuse(9, `the $lookup specification must be an Object, but found ${typeName(spec)}`);
  for (const key of Object.keys(spec)) {
    const value = spec[key];
    if (!known.includes(key)) refuse(9, `unknown argument to $lookup: ${key}`);
    if (
      key === 'pipeline' ? !Array.isArray(value) : key === 'let' ? !isDoc(value) : typeof value !== 'string'
    ) {
      refuse(9, `$lookup argument '${key}: ${typeName(value)}' is of the wrong type`);
    }
  }
  if (!Object.hasOwn(spec, 'as')) refuse(9, "must specify 'as' field for a $lookup");
  const given = spec as unknown as Spec;
  const fields = given.localField !== undefined || given.foreignField !== undefined;
  if (fields && (given.localField === undefined || given.foreignField === undefined)) {
    refuse(9, "$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  }
  if (!fields && !given.pipeline)
    refuse(9, "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  if (given.let && !given.pipeline) refuse(9, "$lookup with a 'let' argument must also specify 'pipeline'");
  if (given.from === undefined && !(isDoc(given.pipeline?.[0]) && '$documents' in given.pipeline[0])) {
    refuse(9, "must specify 'from' field for a $lookup");
  }
  return given;
}

function* batches(docs: Iterable<Doc>, size: number): Generator<Doc[]> {
  let batch: Doc[] = [];
  for (const doc of docs) {
    if (batch.push(doc) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What a document looks for: the values at a path, an array's elements one by one; null if there are none. */
function localValues(doc: Doc, names: readonly string[]): unknown[] {
  const values: unknown[] = [];
  const visit = (value: unknown, at: number): void => {
    if (Array.isArray(value) && at === names.length) values.push(...(value as unknown[]));
    else if (Array.isArray(value)) {
      for (const element of value as unknown[]) if (isDoc(element)) visit(element, at);
    } else if (at < names.length) {
      if (isDoc(value)) visit(own(value, names[at] as string), at + 1);
    } else if (value !== undefined) values.push(value);
  };
  visit(doc, 0);
  return values.length === 0 ? [null] : values.map((value) => value ?? null);
}

/** A filter that an index on the field can serve. A regular expression is looked for as a value. */
export function equals(field: string, values: readonly unknown[]): Doc {
  const regexes = values.filter((value) => typeName(value) === 'regex');
  if (regexes.length === 0) return { [field]: values.length === 1 ? { $eq: values[0] } : { $in: values } };
  const others = values.filter((value) => typeName(value) !== 'regex');
  return { $or: [{ [field]: { $in: others } }, ...regexes.map((value) => ({ [field]: { $eq: value } }))] };
}

function byFields(
  { from = '', localField = '', foreignField = '' }: Spec,
  env: Env,
): (batch: Doc[]) => Doc[][] {
  const local = splitPath(localField);
  const foreign = splitPath(foreignField);
  const isNull = compileFilter({ [foreignField]: { $eq: null } });
  return (batch) => {
    const wanted = new Map<string | number, unknown>();
    const keys = batch.map((doc) =>
      localValues(doc, local).map((value) => {
        const key = groupKey(value);
        wanted.set(key, value);
        return key;
      }),
    );
    const answers = new Map<string | number, Doc[]>();
    const ranks = new Map<Doc, number>();
    const nullKey = groupKey(null);
    for (const doc of env.collections.find(from, equals(foreignField, [...wanted.values()]))) {
      const own = new Set<string | number>();
      for (const value of valuesAt(doc, foreign, 0, true)) if (!nullish(value)) own.add(groupKey(value));
      if (wanted.has(nullKey) && isNull(doc)) own.add(nullKey);
      for (const key of own) {
        if (!wanted.has(key)) continue;
        const list = answers.get(key);
        if (list) list.push(doc);
        else answers.set(key, [doc]);
      }
      ranks.set(doc, ranks.size);
    }
    return keys.map((mine) => {
      const [only] = mine;
      if (mine.length === 1 && only !== undefined) return [...(answers.get(only) ?? [])];
      // Several values may find the same document: once is enough, in the collection's order.
      const found = new Set(mine.flatMap((key) => answers.get(key) ?? []));
      return [...found].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
    });
  };
}

function withPipeline(spec: Spec, pipeline: Doc[], env: Env): (batch: Doc[]) => Doc[][] {
  const vars = spec.let ?? {};
  const names = Object.keys(vars);
  for (const name of names) checkName(name);
  const values: Expr[] = names.map((name) => compile(vars[name], env.scope));
  const [scope, cells] = withCells(env.scope, names) as [typeof env.scope, Cell[]];
  const source = compileSource(spec.from, pipeline, { ...env, scope });
  const { localField, foreignField } = spec;
  const local = localField === undefined ? undefined : splitPath(localField);
  let same: Doc[] | undefined;
  return (batch) =>
    batch.map((doc) => {
      const found = values.map((value) => value(doc));
      cells.forEach((cell, i) => {
        cell.value = found[i];
      });
      if (local && foreignField !== undefined) {
        return [...source.run(equals(foreignField, localValues(doc, local)))];
      }
      if (!source.constant) return [...source.run()];
      same ??= [...source.run()];
      return [...same];
    });
}
