/** $unwind. */
import { Long } from 'bson';
import type { Doc } from '../../values/bson.ts';
import { namedArguments, splitPath } from '../expressions/compile.ts';
import { isDoc, nullish, refuse, typeName } from '../expressions/values.ts';
import { valueAt, withPath } from './paths.ts';
import { carry, type Env, type Run } from './types.ts';

export function unwindStage(spec: unknown, env: Env): Run {
  if (typeof spec !== 'string' && !isDoc(spec)) {
    return refuse(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeName(spec)}`,
    );
  }
  const known = ['includeArrayIndex', 'preserveNullAndEmptyArrays'];
  if (isDoc(spec)) {
    for (const key of Object.keys(spec)) {
      if (key !== 'path' && !known.includes(key))
        refuse(28811, `unrecognized option to $unwind stage: ${key}`);
    }
    if (!Object.hasOwn(spec, 'path')) refuse(28812, 'no path specified to $unwind stage');
  }
  const given: Doc =
    typeof spec === 'string'
      ? { path: spec }
      : Object.fromEntries(namedArguments('$unwind', spec, ['path'], known));
  const { path, includeArrayIndex: index, preserveNullAndEmptyArrays: preserve = false } = given;
  if (typeof path !== 'string')
    return refuse(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`);
  if (!path.startsWith('$'))
    refuse(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof preserve !== 'boolean')
    refuse(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  if (index !== undefined && (typeof index !== 'string' || index === '')) {
    refuse(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage');
  }
  if (typeof index === 'string' && index.startsWith('$')) {
    refuse(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${index}`);
  }
  const names = splitPath(path.slice(1));
  const indexNames = typeof index === 'string' ? splitPath(index) : undefined;
  const [name = ''] = names;
  const plain = names.length === 1 && name !== '__proto__' && !indexNames;
  const numbered = (doc: Doc, i: number | null) =>
    indexNames ? withPath(doc, indexNames, i === null ? null : Long.fromNumber(i)) : doc;
  return function* unwind(docs) {
    for (const doc of docs) {
      const value = valueAt(doc, names);
      if (!Array.isArray(value)) {
        if (!nullish(value) || preserve) yield carry(env, doc, numbered(doc, null));
      } else if (value.length === 0) {
        if (preserve) yield carry(env, doc, numbered(withPath(doc, names, undefined), null));
      } else {
        for (let i = 0; i < value.length; i++) {
          const out = plain
            ? { ...doc, [name]: value[i] as unknown }
            : numbered(withPath(doc, names, value[i]), i);
          yield carry(env, doc, out);
        }
      }
    }
  };
}
