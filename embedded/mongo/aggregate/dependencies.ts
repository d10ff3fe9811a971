/** Which top-level fields a pipeline can need of its documents, so that only those are decoded. */
import type { Doc } from '../values/bson.ts';
import { isDoc } from './expressions/values.ts';

/** Thrown where the whole document is needed; quicker than carrying the answer through every level. */
const everything = new Error('the whole document');

const head = (path: string): string => path.split('.', 1)[0] as string;

function fromExpression(expr: unknown, fields: Set<string>): void {
  if (typeof expr === 'string') {
    const [first = '', second] = expr.split('.', 2);
    if (first === '$$ROOT' || first === '$$CURRENT') {
      if (second === undefined) throw everything;
      fields.add(second);
    } else if (first.startsWith('$') && !first.startsWith('$$')) fields.add(first.slice(1));
  } else if (Array.isArray(expr)) for (const part of expr as unknown[]) fromExpression(part, fields);
  else if (isDoc(expr)) {
    for (const name of Object.keys(expr)) {
      if (name === '$literal' || name === '$const') continue;
      // These read or score the document itself.
      if (name === '$getField' || name === '$meta') throw everything;
      fromExpression(expr[name], fields);
    }
  }
}

function fromFilter(filter: unknown, fields: Set<string>): void {
  if (!isDoc(filter)) return;
  for (const name of Object.keys(filter)) {
    if (!name.startsWith('$')) fields.add(head(name));
    else if (name === '$expr') fromExpression(filter[name], fields);
    else if (Array.isArray(filter[name]))
      for (const part of filter[name] as unknown[]) fromFilter(part, fields);
    else if (name !== '$comment' && name !== '$alwaysTrue' && name !== '$alwaysFalse') throw everything;
  }
}

/** Adds what a stage needs; true where nothing of the document is left behind it for later stages. */
function fromStage(name: string, spec: unknown, fields: Set<string>): boolean {
  switch (name) {
    case '$match':
      fromFilter(spec, fields);
      return false;
    case '$sort':
      for (const path of Object.keys(spec as Doc)) fields.add(head(path));
      fromExpression(spec, fields);
      return false;
    case '$skip':
    case '$limit':
    case '$sample':
      return false;
    case '$addFields':
    case '$set':
      // A dotted path changes a field that exists.
      for (const path of Object.keys(spec as Doc)) fields.add(head(path));
      fromExpression(spec, fields);
      return false;
    case '$unwind':
      fields.add(head((typeof spec === 'string' ? spec : String((spec as Doc).path)).slice(1)));
      return false;
    case '$project':
      return fromProject(spec as Doc, fields);
    case '$lookup':
      if (typeof (spec as Doc).localField === 'string') fields.add(head((spec as Doc).localField as string));
      fromExpression((spec as Doc).let, fields);
      return false;
    case '$group':
      for (const part of Object.values(spec as Doc)) {
        fromExpression(part, fields);
        sortKeys(part, fields);
      }
      return true;
    case '$bucket':
    case '$bucketAuto':
      fromExpression(spec, fields);
      for (const part of Object.values(((spec as Doc).output as Doc | undefined) ?? {}))
        sortKeys(part, fields);
      return true;
    case '$sortByCount':
    case '$replaceRoot':
    case '$replaceWith':
      fromExpression(spec, fields);
      return true;
    case '$count':
    case '$collStats':
    case '$documents':
      return true;
    case '$facet':
      for (const pipeline of Object.values(spec as Doc)) {
        for (const field of fieldsOf(pipeline as Doc[]) ?? all()) fields.add(field);
      }
      return true;
    default:
      throw everything;
  }
}

const all = (): never => {
  throw everything;
};

/** $top and its kin sort by paths without a dollar sign. */
function sortKeys(accumulator: unknown, fields: Set<string>): void {
  if (!isDoc(accumulator)) return;
  for (const spec of Object.values(accumulator)) {
    if (isDoc(spec) && isDoc(spec.sortBy))
      for (const path of Object.keys(spec.sortBy)) fields.add(head(path));
  }
}

function fromProject(spec: Doc, fields: Set<string>): boolean {
  const values = Object.entries(spec).filter(([path]) => path !== '_id');
  const excludes = (value: unknown): boolean =>
    value === false ||
    value === 0 ||
    (isDoc(value) && !Object.keys(value)[0]?.startsWith('$') && Object.values(value).some(excludes));
  if (values.length === 0 ? excludes(spec._id) : values.some(([, value]) => excludes(value))) return false;
  if (!excludes(spec._id)) fields.add('_id');
  for (const [path, value] of Object.entries(spec)) {
    fields.add(head(path));
    fromExpression(value, fields);
  }
  return true;
}

/** The fields, or undefined for all of them. */
export function fieldsOf(pipeline: readonly Doc[]): Set<string> | undefined {
  const fields = new Set<string>();
  try {
    for (const stage of pipeline) {
      const [name = ''] = Object.keys(stage);
      if (fromStage(name, stage[name], fields)) return fields;
    }
  } catch (error) {
    if (error === everything) return undefined;
    throw error;
  }
  return undefined;
}
