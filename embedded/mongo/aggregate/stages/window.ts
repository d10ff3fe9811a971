/** $setWindowFields: partitions are sorted, then every output makes a column of values beside their documents. */
import type { Doc } from '../../values/bson.ts';
import { compare } from '../../values/compare.ts';
import { accumulators, windowAccumulators } from '../accumulators/index.ts';
import { compile, namedArguments, type Scope, splitPath } from '../expressions/compile.ts';
import { isDoc, refuse } from '../expressions/values.ts';
import { groupKey } from '../group-key.ts';
import { withPath } from './paths.ts';
import { compileSort, type Sorting } from './sort.ts';
import { carry, type Env, type Run } from './types.ts';
import { type Bounds, compileBounds } from './window-bounds.ts';
import { functions } from './window-functions.ts';

/** The documents of a partition in order, to one value for each. */
export type Column = (docs: readonly Doc[]) => unknown[];

export interface Window {
  spec: unknown;
  scope: Scope;
  name: string;
  sortBy: Doc | undefined;
  sorting: Sorting | undefined;
  bounds: Bounds | undefined;
}

export function windowStage(spec: unknown, env: Env): Run {
  const given = Object.fromEntries(
    namedArguments('$setWindowFields', spec, ['output'], ['partitionBy', 'sortBy']),
  );
  if (!isDoc(given.output)) return refuse(9, "$setWindowFields 'output' must be an object");
  if (Object.hasOwn(given, 'sortBy') && !isDoc(given.sortBy))
    refuse(9, "$setWindowFields 'sortBy' must be an object");
  const sortBy = given.sortBy as Doc | undefined;
  const sorting = sortBy && Object.keys(sortBy).length > 0 ? compileSort(sortBy, env.scope) : undefined;
  const partition = compile(given.partitionBy ?? null, env.scope);
  const columns = Object.entries(given.output).map(([field, output]): [string[], Column] => [
    splitPath(field),
    compileColumn(output, sortBy, sorting, env.scope),
  ]);
  return function* setWindowFields(docs) {
    const partitions = new Map<string | number, { value: unknown; docs: Doc[] }>();
    for (const doc of docs) {
      const value = partition(doc) ?? null;
      if (Array.isArray(value))
        refuse(14, 'An expression used to partition cannot evaluate to value of type array');
      const key = groupKey(value);
      const known = partitions.get(key);
      if (known) known.docs.push(doc);
      else partitions.set(key, { value, docs: [doc] });
    }
    for (const part of [...partitions.values()].sort((a, b) => compare(a.value, b.value))) {
      if (sorting) part.docs.sort(sorting.compareDocs);
      const values = columns.map(([names, column]): [string[], unknown[]] => [names, column(part.docs)]);
      for (const [i, doc] of part.docs.entries()) {
        let result = doc;
        for (const [names, column] of values) result = withPath(result, names, column[i]);
        yield carry(env, doc, result);
      }
    }
  };
}

function compileColumn(
  output: unknown,
  sortBy: Doc | undefined,
  sorting: Sorting | undefined,
  scope: Scope,
): Column {
  if (!isDoc(output)) return refuse(9, "The fields of $setWindowFields' 'output' must be objects");
  const names = Object.keys(output).filter((key) => key.startsWith('$'));
  const [name = ''] = names;
  if (names.length !== 1 || Object.keys(output).some((key) => key !== name && key !== 'window')) {
    refuse(9, `a $setWindowFields output must have exactly one window function and optionally 'window'`);
  }
  const bounds = Object.hasOwn(output, 'window') ? compileBounds(output.window, sortBy, scope) : undefined;
  const window: Window = { spec: output[name], scope, name, sortBy, sorting, bounds };
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (own) return own(window);
  const build = Object.hasOwn(accumulators, name) ? accumulators[name] : windowAccumulators[name];
  if (!build) return refuse(9, `Unrecognized window function, ${name}`);
  const { arg, start } = build(output[name], scope, name);
  return (docs) => {
    const values = docs.map(arg);
    if (!bounds) {
      const state = start();
      for (const value of values) state.add(value);
      const result = state.result();
      return docs.map(() => result);
    }
    const ranges = bounds(docs);
    // A window that only grows goes on with the state it has; any other begins anew.
    let state = start();
    let [from, to] = [0, 0];
    return ranges.map(([first, end]) => {
      if (first !== from || end < to) {
        state = start();
        [from, to] = [first, first];
      }
      for (; to < end; to++) state.add(values[to]);
      return state.result();
    });
  };
}
