/** The array filters of an update: what `$[identifier]` in its paths selects. */
import { MongoError } from '../errors.ts';
import { compileFilter } from '../match/filter.ts';
import { isDoc } from '../match/path.ts';
import type { Doc } from '../values/bson.ts';
import { shellForm } from '../values/shell.ts';
import { identifierOf, type Path } from './paths.ts';

export type ArrayFilters = Map<string, (element: unknown) => boolean>;

export function compileArrayFilters(filters: readonly Doc[]): ArrayFilters {
  const compiled: ArrayFilters = new Map();
  for (const filter of filters) {
    const names = new Set(topLevelNames(filter));
    const [name, other] = names;
    if (name === undefined) {
      throw new MongoError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
    }
    if (other !== undefined) {
      const found = `Expected a single top-level field name, found '${name}' and '${other}'`;
      throw new MongoError(9, `Error parsing array filter :: caused by :: ${found}`);
    }
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      const rule =
        'The top-level field name must be an alphanumeric string beginning with a lowercase letter';
      throw new MongoError(2, `Error parsing array filter :: caused by :: ${rule}, found '${name}'`);
    }
    if (compiled.has(name)) {
      throw new MongoError(9, `Found multiple array filters with the same top-level field name ${name}`);
    }
    const matches = compileFilter(filter);
    compiled.set(name, (element) => matches({ [name]: element }));
  }
  return compiled;
}

function topLevelNames(filter: Doc): string[] {
  return Object.entries(filter).flatMap(([name, operand]) => {
    if (!name.startsWith('$')) return [name.split('.')[0] as string];
    return Array.isArray(operand)
      ? operand.flatMap((part: unknown) => (isDoc(part) ? topLevelNames(part) : []))
      : [];
  });
}

/** Every identifier in the paths has a filter, and every filter is used. */
export function checkIdentifiers(paths: readonly Path[], filters: ArrayFilters, update: Doc): void {
  const unused = new Set(filters.keys());
  for (const path of paths) {
    for (const segment of path) {
      const identifier = identifierOf(segment);
      if (!identifier) continue;
      unused.delete(identifier);
      if (!filters.has(identifier)) {
        throw new MongoError(
          2,
          `No array filter found for identifier '${identifier}' in path '${path.join('.')}'`,
        );
      }
    }
  }
  for (const name of unused) {
    throw new MongoError(
      9,
      `The array filter for identifier '${name}' was not used in the update ${shellForm(update)}`,
    );
  }
}
