/** The document that an upsert begins with: what the filter says with equality. */
import { MongoError } from '../errors.ts';
import { isOperators, isRegex } from '../match/tests.ts';
import type { Doc } from '../values/bson.ts';
import { compareStrings } from '../values/compare.ts';
import { Editor } from './editor.ts';

export function upsertDocument(filter: Doc): Doc {
  const equalities = new Map<string, unknown>();
  collect(filter, equalities);
  const editor = new Editor({});
  // MongoDB adds the fields by the order of their paths; _id stands first in every document.
  const paths = [...equalities.keys()].sort(
    (a, b) => Number(b === '_id') - Number(a === '_id') || compareStrings(a, b),
  );
  for (const path of paths) editor.set(path.split('.'), equalities.get(path));
  return editor.doc;
}

function collect(filter: Doc, equalities: Map<string, unknown>): void {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$expr')
      throw new MongoError(224, '$expr is not allowed in the query predicate for an upsert');
    if (name === '$and' || (name === '$or' && Array.isArray(operand) && operand.length === 1)) {
      for (const part of operand as Doc[]) collect(part, equalities);
    } else if (!name.startsWith('$')) {
      for (const value of equalValues(operand)) add(name, value, equalities);
    }
  }
}

function equalValues(operand: unknown): unknown[] {
  if (!isOperators(operand)) return isRegex(operand) ? [] : [operand];
  return Object.entries(operand as Doc).flatMap(([operator, value]) => {
    if (operator === '$eq') return [value];
    const listed = operator === '$all' || (operator === '$in' && Array.isArray(value) && value.length === 1);
    return listed ? (value as unknown[]).filter((item) => !isRegex(item) && !isOperators(item)) : [];
  });
}

function add(path: string, value: unknown, equalities: Map<string, unknown>): void {
  const refuse = (reason: string) => new MongoError(54, `cannot infer query fields to set, ${reason}`);
  for (const other of equalities.keys()) {
    if (other === path) throw refuse(`path '${path}' is matched twice`);
    if (path.startsWith(`${other}.`) || other.startsWith(`${path}.`)) {
      throw refuse(`both paths '${path}' and '${other}' are matched`);
    }
  }
  equalities.set(path, value);
}
