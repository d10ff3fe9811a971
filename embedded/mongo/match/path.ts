/**
 * How a filter's dotted path meets a document: every array on the way is looked through, element by element, and
 * a numeric segment means both an index of the array and a field of the documents in it.
 */
import type { Doc } from '../values/bson.ts';
import { namesOf } from '../values/depth.ts';
import { Rank, rankOf } from '../values/rank.ts';

/** What a path leads to where nothing is stored (a stored BSON undefined is something else). */
export const missing: unique symbol = Symbol('missing');

/** Where an implicitly traversed array had the element that passed: what `$` stands for in updates. */
export interface Position {
  index: number | undefined;
}

export type Test = (value: unknown, position?: Position) => boolean;

/** `position` is given only where a `$` is to be resolved. */
export type Matcher = (doc: Doc, position?: Position) => boolean;

/** Should the elements of an array at the end of the path be tested besides the array itself? */
export type Leaf = 'elements' | 'whole';

/** Is it an embedded document? */
export function isDoc(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && rankOf(value) === Rank.object;
}

/** A field's value, or `missing`; what a JavaScript object inherits is no field. */
export function fieldOf(doc: Doc, name: string): unknown {
  const value = doc[name];
  if (value === undefined || inherited.has(name)) return Object.hasOwn(doc, name) ? value : missing;
  return value;
}

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** The value at a path, where no array but one addressed by an index is entered. */
export function getPath(doc: Doc, path: string): unknown {
  let value: unknown = doc;
  for (const segment of namesOf(path)) {
    if (Array.isArray(value))
      value = isIndex(segment) && Number(segment) < value.length ? value[Number(segment)] : missing;
    else value = isDoc(value) ? fieldOf(value, segment) : missing;
    if (value === missing) return missing;
  }
  return value;
}

/** Is the segment the canonical name of an array's element? */
function isIndex(segment: string): boolean {
  return /^(0|[1-9]\d*)$/.test(segment);
}

/** A document's test from a path and the test of the values found there: true as soon as one passes. */
export function compilePath(path: string, test: Test, leaf: Leaf): Matcher {
  const segments = namesOf(path);
  const [name] = segments as [string];
  if (segments.length > 1) return (doc, position) => walk(doc, segments, 0, test, leaf, position);
  if (inherited.has(name)) return (doc, position) => testLeaf(fieldOf(doc, name), test, leaf, position);
  return (doc, position) => {
    const value = doc[name];
    if (typeof value !== 'object' && value !== undefined) return test(value);
    return testLeaf(value === undefined && !Object.hasOwn(doc, name) ? missing : value, test, leaf, position);
  };
}

function testLeaf(value: unknown, test: Test, leaf: Leaf, position: Position | undefined): boolean {
  if (leaf === 'elements' && Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (test(value[i], position)) return at(i, position);
    }
  }
  return test(value, position);
}

/** Notes the outermost array's index; always true. */
export function at(index: number, position: Position | undefined): true {
  if (position) position.index = index;
  return true;
}

function walk(
  doc: Doc,
  path: string[],
  from: number,
  test: Test,
  leaf: Leaf,
  position: Position | undefined,
): boolean {
  let current = doc;
  for (let i = from; ; ) {
    const value = fieldOf(current, path[i++] as string);
    if (i === path.length) return testLeaf(value, test, leaf, position);
    if (Array.isArray(value)) return walkArray(value, path, i, test, leaf, position);
    if (!isDoc(value)) return test(missing, position);
    current = value;
  }
}

function walkArray(
  array: unknown[],
  path: string[],
  from: number,
  test: Test,
  leaf: Leaf,
  position: Position | undefined,
): boolean {
  const segment = path[from] as string;
  const index = isIndex(segment) ? Number(segment) : -1;
  for (let i = 0; i < array.length; i++) {
    const element = array[i];
    if (typeof element !== 'object' && i !== index) continue;
    const doc = isDoc(element);
    if (doc && walk(element, path, from, test, leaf, position)) return at(i, position);
    if (i !== index) continue;
    // An explicit index is no implicit traversal: it says nothing about `$`, and the element is taken as it is.
    if (from + 1 === path.length) {
      if (test(element, position)) return true;
    } else if (doc) {
      if (walk(element, path, from + 1, test, leaf, position)) return true;
    } else if (Array.isArray(element) && walkArray(element, path, from + 1, test, leaf, position))
      return true;
  }
  return false;
}
