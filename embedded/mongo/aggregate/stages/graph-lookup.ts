/** $graphLookup: breadth first, one `$in` for each generation. */
import { Long } from 'bson';
import type { Doc } from '../../values/bson.ts';
import { isNumber, toExactInteger } from '../../values/numbers.ts';
import { compile, namedArguments, splitPath } from '../expressions/compile.ts';
import { isDoc, put, refuse } from '../expressions/values.ts';
import { groupKey } from '../group-key.ts';
import { equals } from './lookup.ts';
import { compileMatch } from './match.ts';
import { withPath } from './paths.ts';
import { valuesAt } from './sort.ts';
import { type Env, eachDoc, type Run } from './types.ts';

const needed = ['from', 'startWith', 'connectFromField', 'connectToField', 'as'];

export function graphLookupStage(spec: unknown, env: Env): Run {
  const optional = ['maxDepth', 'depthField', 'restrictSearchWithMatch'];
  const given = Object.fromEntries(namedArguments('$graphLookup', spec, needed, optional));
  for (const key of ['from', 'connectFromField', 'connectToField', 'as', 'depthField']) {
    if (Object.hasOwn(given, key) && typeof given[key] !== 'string')
      refuse(40103, `expected string as argument for ${key}`);
  }
  const { from, connectFromField, connectToField, as, depthField } = given as Record<string, string>;
  const depth = isNumber(given.maxDepth) ? toExactInteger(given.maxDepth) : undefined;
  if (Object.hasOwn(given, 'maxDepth') && (depth === undefined || depth < 0n)) {
    refuse(40101, 'maxDepth requires a nonnegative argument');
  }
  const restrict = given.restrictSearchWithMatch ?? {};
  if (!isDoc(restrict)) return refuse(40185, 'restrictSearchWithMatch must be an object');
  const allowed = compileMatch(restrict, env);
  const start = compile(given.startWith, env.scope);
  const names = splitPath(connectFromField ?? '');
  const to = connectToField ?? '';
  const toNames = splitPath(to);
  const asNames = splitPath(as ?? '');
  const search = (doc: Doc): Doc[] => {
    const first = start(doc);
    let frontier = (Array.isArray(first) ? (first as unknown[]) : [first]).filter(
      (value) => value !== undefined,
    );
    const asked = new Set<string | number>();
    const found = new Map<string | number, Doc>();
    for (let level = 0; frontier.length > 0 && !(depth !== undefined && level > Number(depth)); level++) {
      const wanted = new Map(frontier.map((value) => [groupKey(value), value]));
      for (const key of asked) wanted.delete(key);
      for (const key of wanted.keys()) asked.add(key);
      frontier = [];
      if (wanted.size === 0) break;
      const filter = equals(to, [...wanted.values()]);
      for (const other of env.collections.find(
        from ?? '',
        Object.keys(restrict).length > 0 ? { $and: [filter, restrict] } : filter,
      )) {
        if (!allowed(other) || !reaches(other, toNames, wanted)) continue;
        const key = groupKey(other._id);
        if (found.has(key)) continue;
        const result = { ...other };
        if (depthField) put(result, depthField, Long.fromNumber(level));
        found.set(key, result);
        for (const value of valuesAt(other, names))
          if (value !== undefined && value !== null) frontier.push(value);
      }
    }
    return [...found.values()];
  };
  return eachDoc(env, (doc) => withPath(doc, asNames, search(doc)));
}

function reaches(doc: Doc, names: readonly string[], wanted: ReadonlyMap<string | number, unknown>): boolean {
  for (const value of valuesAt(doc, names, 0, true)) if (wanted.has(groupKey(value))) return true;
  return false;
}
