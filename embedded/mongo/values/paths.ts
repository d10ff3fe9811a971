/**
 * Which tuples of values a document has under an index's fields.
 *
 * A path through an array gives a tuple for each element; two paths may cross the same array, not two different
 * ones (MongoDB's "parallel arrays").
 */
import { MongoError } from '../errors.ts';
import type { Doc } from './bson.ts';
import { Rank, rankOf } from './rank.ts';

export interface Tuples {
  /** One value for each field of the index; a missing field is `missing`, an empty array undefined. */
  readonly tuples: readonly (readonly unknown[])[];
  /** Which of the paths crossed an array, by their places. */
  readonly arrays: readonly number[];
  /** Is at least one of the fields there? (Sparse indexes leave out the documents where none is.) */
  readonly present: boolean;
}

/** How far one path has come: what it stands on and what is left of it. */
interface Walk {
  readonly at: unknown;
  readonly rest: readonly string[];
  readonly found: boolean;
}

export function tuplesOf(doc: Doc, paths: readonly (readonly string[])[], missing: unknown = null): Tuples {
  const state: State = { arrays: [], present: false, missing, paths };
  const tuples = expand(
    paths.map((rest) => descend({ at: doc, rest, found: true })),
    state,
  );
  return { tuples, arrays: state.arrays, present: state.present };
}

interface State {
  readonly arrays: number[];
  present: boolean;
  readonly missing: unknown;
  readonly paths: readonly (readonly string[])[];
}

function expand(walks: readonly Walk[], state: State): unknown[][] {
  let array: unknown[] | undefined;
  let first = 0;
  for (const [i, walk] of walks.entries()) {
    if (!walk.found || !Array.isArray(walk.at)) continue;
    if (array && array !== walk.at) {
      const [one, other] = [first, i].map((which) => state.paths[which]?.join('.'));
      throw new MongoError(171, `cannot index parallel arrays [${other}] [${one}]`);
    }
    if (!array) first = i;
    array = walk.at;
  }
  if (!array) {
    return [
      walks.map((walk) => {
        if (!walk.found) return state.missing;
        state.present = true;
        return walk.at instanceof WholeArray ? walk.at.elements : walk.at;
      }),
    ];
  }
  const crossed = array;
  for (const [i, { at }] of walks.entries())
    if (at === crossed && !state.arrays.includes(i)) state.arrays.push(i);
  const elements = crossed.length > 0 ? crossed : [NOTHING];
  const tuples: unknown[][] = [];
  for (const element of elements) {
    tuples.push(
      ...expand(
        walks.map((walk) => (walk.at === crossed ? intoElement(walk, element) : walk)),
        state,
      ),
    );
  }
  return tuples;
}

/** Stands for the element that an empty array does not have. */
const NOTHING = Symbol('nothing');

function intoElement(walk: Walk, element: unknown): Walk {
  if (walk.rest.length === 0) {
    if (element === NOTHING) return { at: undefined, rest: [], found: true };
    return { at: Array.isArray(element) ? new WholeArray(element) : element, rest: [], found: true };
  }
  if (rankOf(element) !== Rank.object || element === NOTHING)
    return { at: undefined, rest: [], found: false };
  return descend({ at: element, rest: walk.rest, found: true });
}

/** An array inside an array is one value; it is wrapped so that it is not crossed again. */
class WholeArray {
  readonly elements: unknown[];

  constructor(elements: unknown[]) {
    this.elements = elements;
  }
}

/** Walks on through objects until the path ends, breaks off or meets an array. */
function descend(walk: Walk): Walk {
  let { at } = walk;
  for (let i = 0; i < walk.rest.length; i++) {
    const name = walk.rest[i] as string;
    if (Array.isArray(at)) {
      const element = /^\d+$/.test(name) ? at[Number(name)] : undefined;
      if (element === undefined) return { at, rest: walk.rest.slice(i), found: true };
      at = element;
    } else if (rankOf(at) === Rank.object && Object.hasOwn(at as Doc, name)) at = (at as Doc)[name];
    else return { at: undefined, rest: [], found: false };
  }
  return { at, rest: [], found: true };
}
