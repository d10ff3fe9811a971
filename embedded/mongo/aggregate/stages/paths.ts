/** Setting a dotted path in a copy of a document: only what lies on the path is copied. */
import type { Doc } from '../../values/bson.ts';
import { copyOf, isDoc, own, put } from '../expressions/values.ts';

export function withPath(doc: Doc, names: readonly string[], value: unknown, at = 0): Doc {
  const result = copyOf(doc);
  const name = names[at] as string;
  if (at < names.length - 1) {
    const inner = own(doc, name);
    put(result, name, withPath(isDoc(inner) ? inner : {}, names, value, at + 1));
  } else if (value === undefined) delete result[name];
  else put(result, name, value);
  return result;
}

/** The value at a path of documents in documents; arrays are not entered. */
export function valueAt(doc: unknown, names: readonly string[]): unknown {
  let value: unknown = doc;
  for (const name of names) value = isDoc(value) ? own(value, name) : undefined;
  return value;
}
