/** The pipelines inside `$lookup`, `$unionWith` and `$facet`: where their documents come from. */
import { compileFilter } from '../../match/index.ts';
import type { Doc } from '../../values/bson.ts';
import { compile } from '../expressions/compile.ts';
import { type Expr, isDoc, refuse, typeName } from '../expressions/values.ts';
import { documentsOf } from './simple.ts';
import type { Env } from './types.ts';

export interface Source {
  /** Is the answer the same for every document outside? */
  constant: boolean;
  run: (extra?: Doc) => Iterable<Doc>;
}

const all = () => true;

export function compileSource(from: string | undefined, pipeline: readonly Doc[], env: Env): Source {
  const [first] = pipeline;
  if (isDoc(first) && '$documents' in first) {
    const documents = documentsOf(first.$documents, env.scope);
    const run = env.compilePipeline(pipeline.slice(1), env);
    return { constant: false, run: (extra) => run(documents().filter(extra ? compileFilter(extra) : all)) };
  }
  if (from === undefined) return refuse(9, "'from' is required");
  const run = env.compilePipeline(pipeline, { ...env, collection: from });
  const head = isDoc(first) && isDoc(first.$match) ? first.$match : {};
  const fixed = plannable(head);
  const joined = equalities(head, env);
  const documents = (extra: Doc | undefined): Iterable<Doc> => {
    const parts = joined.map(([field, value]): Doc => {
      const wanted = value({});
      // A regular expression in this place is a value, which `$expr` compares still.
      return typeName(wanted) === 'regex' ? {} : { [field]: { $eq: wanted ?? null } };
    });
    const filters = [fixed, ...parts, ...(extra ? [extra] : [])].filter(
      (part) => Object.keys(part).length > 0,
    );
    const docs = env.collections.find(from, filters.length > 1 ? { $and: filters } : (filters[0] ?? {}));
    return extra ? filtered(docs, compileFilter(extra)) : docs;
  };
  return {
    constant: isConstant(pipeline, env),
    run: (extra) => run(documents(extra)),
  };
}

function isConstant(pipeline: readonly Doc[], env: Env): boolean {
  const written = text(pipeline);
  if (/"\$(sample|rand)"/.test(written)) return false;
  return env.scope.cells.size === 0 || !/"\$\$(?!(ROOT|CURRENT|REMOVE|NOW)\b)/.test(written);
}

function* filtered(docs: Iterable<Doc>, test: (doc: Doc) => boolean): Generator<Doc> {
  for (const doc of docs) if (test(doc)) yield doc;
}

/** Only to look for names in: values need no exact form. */
const text = (pipeline: readonly Doc[]): string =>
  JSON.stringify(pipeline, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

/** What of a filter says the same for every document outside: all but `$expr`. */
function plannable(filter: Doc): Doc {
  const kept: Doc = {};
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (name === '$and' && Array.isArray(value)) {
      const parts = (value as Doc[]).map(plannable).filter((part) => Object.keys(part).length > 0);
      if (parts.length > 0) kept.$and = parts;
    } else if (!text([{ [name]: value }]).includes('"$expr"')) kept[name] = value;
  }
  return kept;
}

/** `$expr: { $eq: ['$field', '$$variable'] }` finds a subset of what `field: variable` does, which an index serves. */
function equalities(filter: Doc, env: Env): [string, Expr][] {
  const found: [string, Expr][] = [];
  const visit = (expr: unknown): void => {
    if (!isDoc(expr)) return;
    if (Array.isArray(expr.$and)) for (const part of expr.$and as unknown[]) visit(part);
    if (!Array.isArray(expr.$eq) || expr.$eq.length !== 2) return;
    for (const [field, value] of [expr.$eq, [...(expr.$eq as unknown[])].reverse()] as [unknown, unknown][]) {
      const isField = typeof field === 'string' && /^\$[^$.]+$/.test(field);
      const isVariable = typeof value === 'string' && /^\$\$(?!ROOT|CURRENT)/.test(value);
      if (isField && isVariable) {
        found.push([field.slice(1), compile(value, env.scope)]);
        return;
      }
    }
  };
  visit(filter.$expr);
  if (Array.isArray(filter.$and))
    for (const part of filter.$and as unknown[]) if (isDoc(part)) visit(part.$expr);
  return found;
}
