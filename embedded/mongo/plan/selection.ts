/** What of a document a filter looks at. */
import type { Doc } from '../values/bson.ts';
import { type Among, among, type Selection, selectionOf } from '../values/selection.ts';
import { predicatesOf } from './predicates.ts';

/** Undefined where that cannot be told: then the filter has to be given the whole document. */
export function selectionFor(filter: Doc): Selection | undefined {
  const paths = pathsOf(filter);
  if (!paths) return undefined;
  const asked = predicatesOf(filter).paths;
  return selectionOf(paths, (path): Among | undefined => {
    for (const { operator, operand, group } of asked.get(path) ?? []) {
      if (group) continue;
      const values = operator === '$eq' ? [operand] : operator === '$in' ? operand : undefined;
      const known = Array.isArray(values) && values.length <= MANY ? among(values) : undefined;
      if (known) return known;
    }
    return undefined;
  });
}

/** More values than this are not compared one by one. */
const MANY = 16;

function pathsOf(filter: Doc): Set<string> | undefined {
  const paths = new Set<string>();
  const pending: Doc[] = [filter];
  for (let part = pending.pop(); part; part = pending.pop()) {
    for (const [name, condition] of Object.entries(part)) {
      if (['$and', '$or', '$nor'].includes(name) && Array.isArray(condition))
        pending.push(...(condition as Doc[]));
      else if (name === '$comment') continue;
      else if (name.startsWith('$')) return undefined;
      else paths.add(name);
    }
  }
  return paths;
}
