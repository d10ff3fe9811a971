/** Sorting: each document's keys are read once; with a limit only the first are kept. */
import type { Doc } from '../../values/bson.ts';
import { compare } from '../../values/compare.ts';
import { namesOf } from '../../values/depth.ts';
import { tuplesOf } from '../../values/paths.ts';
import type { Scope } from '../expressions/compile.ts';
import { int32, isDoc, own, refuse } from '../expressions/values.ts';

type Keys = unknown[];

export interface Sorting {
  keysOf: (doc: unknown) => Keys;
  compareKeys: (a: Keys, b: Keys) => number;
  compareDocs: (a: unknown, b: unknown) => number;
}

export function compileSort(spec: Doc, scope?: Scope): Sorting {
  const paths = Object.keys(spec);
  if (paths.length === 0) refuse(15976, '$sort stage must have at least one sort key');
  const signs: number[] = [];
  const readers = paths.map((path) => {
    const order = spec[path];
    const sign = isDoc(order) ? -1 : int32(order);
    if (sign !== 1 && sign !== -1)
      refuse(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    signs.push(sign);
    return isDoc(order) ? metaKey(order, scope) : pathKey(path, sign);
  });
  const [reader] = readers;
  const [sign = 1] = signs;
  const keysOf =
    readers.length === 1 && reader
      ? (doc: unknown) => [reader(doc)]
      : (doc: unknown) => readers.map((read) => read(doc));
  const compareKeys =
    readers.length === 1
      ? (a: Keys, b: Keys) => sign * compare(a[0], b[0])
      : (a: Keys, b: Keys) => {
          for (let i = 0; i < signs.length; i++) {
            const order = compare(a[i], b[i]);
            if (order !== 0) return (signs[i] as number) * order;
          }
          return 0;
        };
  return { keysOf, compareKeys, compareDocs: (a, b) => compareKeys(keysOf(a), keysOf(b)) };
}

function metaKey(order: Doc, scope: Scope | undefined): (doc: unknown) => unknown {
  const [kind] = Object.values(order);
  if (Object.keys(order).join() !== '$meta' || kind !== 'textScore')
    refuse(17312, '$meta is the only expression supported by $sort right now');
  const score = scope?.score;
  return score
    ? (doc) => score(doc as Doc)
    : refuse(40218, 'query requires text score metadata, but it is not available');
}

/** Missing sorts as null; an array by its least element, descending by its greatest; an empty one below null. */
function pathKey(path: string, sign: number): (doc: unknown) => unknown {
  const names = namesOf(path);
  if (names.includes('')) refuse(15998, 'FieldPath field names may not be empty strings.');
  if (path.startsWith('$')) refuse(16410, `FieldPath field names may not start with '$': '${path}'`);
  const [name = ''] = names;
  const plain = names.length === 1 && name !== '__proto__' && !(name in {});
  return (doc) => {
    const value = plain && isDoc(doc) ? doc[name] : undefined;
    if (plain && isDoc(doc) && !Array.isArray(value)) return value ?? null;
    let best: unknown;
    let found = false;
    for (const [candidate] of isDoc(doc) ? tuplesOf(doc, [names]).tuples : [[null]]) {
      if (!found || sign * compare(candidate, best) < 0) best = candidate;
      found = true;
    }
    return found ? best : null;
  };
}

/** Every value that a path reaches as queries see it, arrays opened at the end too; null where it is missing. */
export function* valuesAt(
  value: unknown,
  names: readonly string[],
  at = 0,
  whole = false,
): Generator<unknown> {
  if (at === names.length) {
    if (Array.isArray(value)) {
      if (whole || value.length === 0) yield whole ? value : undefined;
      yield* value as unknown[];
    } else yield value ?? null;
    return;
  }
  const name = names[at] as string;
  if (isDoc(value)) yield* valuesAt(own(value, name), names, at + 1, whole);
  else if (Array.isArray(value)) {
    if (/^\d+$/.test(name) && Number(name) < value.length)
      yield* valuesAt(value[Number(name)], names, at + 1, whole);
    for (const element of value as unknown[]) if (isDoc(element)) yield* valuesAt(element, names, at, whole);
  } else yield null;
}

/** Stable. With a limit, twice as many documents at most are kept at a time. */
export function sortDocs(
  docs: Iterable<Doc>,
  { keysOf, compareKeys }: Sorting,
  limit = Number.POSITIVE_INFINITY,
): Doc[] {
  if (limit === 0) return [];
  let kept: [Keys, Doc][] = [];
  const order = (a: [Keys, Doc], b: [Keys, Doc]) => compareKeys(a[0], b[0]);
  for (const doc of docs) {
    kept.push([keysOf(doc), doc]);
    if (kept.length > limit * 2 + 1000) kept = kept.sort(order).slice(0, limit);
  }
  kept.sort(order);
  return (kept.length > limit ? kept.slice(0, limit) : kept).map(([, doc]) => doc);
}
