/** The paths of an update: which exclude each other, in what order they are written, and what `$` in them means. */
import { MongoError } from '../errors.ts';
import { getPath, missing } from '../match/path.ts';
import type { Doc } from '../values/bson.ts';
import { compareStrings } from '../values/compare.ts';
import { refuseDeepDocument } from '../values/depth.ts';
import { shellForm } from '../values/shell.ts';

export type Path = readonly string[];

export const isDynamic = (segment: string): boolean => segment === '$' || segment.startsWith('$[');

export const isNumeric = (segment: string): boolean => /^\d+$/.test(segment);

/** The identifier of `$[identifier]`, '' for `$[]`, undefined for every other segment. */
export const identifierOf = (segment: string): string | undefined => /^\$\[(.*)\]$/.exec(segment)?.[1];

/** Splits a path and refuses what no update may touch. */
export function parsePath(text: string): Path {
  if (text === '') throw new MongoError(56, 'An empty update path is not valid.');
  const path = text.split('.');
  refuseDeepDocument(path.length);
  if (path.includes('')) {
    throw new MongoError(56, `The update path '${text}' contains an empty field name, which is not allowed.`);
  }
  const [first = ''] = path;
  if (path.filter((segment) => segment === '$').length > 1) {
    throw new MongoError(2, `Too many positional (i.e. '$') elements found in path '${text}'`);
  }
  if (first === '$') {
    throw new MongoError(
      2,
      `Cannot have positional (i.e. '$') element in the first position in path '${text}'`,
    );
  }
  if (identifierOf(first) !== undefined) {
    const what = "Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path";
    throw new MongoError(2, `${what} '${text}'`);
  }
  if (first.startsWith('$')) refuseDollar(first);
  return path;
}

export function refuseDollar(name: string): never {
  throw new MongoError(
    52,
    `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's ` +
      'replacement document. Consider using an aggregation pipeline with $replaceWith.',
  );
}

/** Fields are written in the order of their names, array indexes in the order of their numbers. */
export function comparePaths(a: Path, b: Path): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    if (x === y) continue;
    return isNumeric(x) && isNumeric(y) ? Number(x) - Number(y) : compareStrings(x, y);
  }
  return a.length - b.length;
}

/** All paths of one update; two of which one is the other's beginning would disturb each other. */
export class PathSet {
  private readonly root: PathTree = new Map();
  private readonly message: (path: string, at: string) => string;

  constructor(message: (path: string, at: string) => string) {
    this.message = message;
  }

  add(path: Path): void {
    let tree = this.root;
    for (const [i, segment] of path.entries()) {
      const last = i === path.length - 1;
      const child = tree.get(segment);
      if (child && (last || child === leaf)) this.refuse(path, i + 1);
      // An array's elements are named either by index (and `$`) or by filters, not by both.
      const [sibling] = tree.keys();
      if (
        sibling !== undefined &&
        (identifierOf(sibling) === undefined) !== (identifierOf(segment) === undefined)
      ) {
        this.refuse(path, i);
      }
      const next = child ?? (last ? leaf : new Map());
      tree.set(segment, next);
      tree = next;
    }
  }

  private refuse(path: Path, length: number): never {
    throw new MongoError(40, this.message(path.join('.'), path.slice(0, length).join('.')));
  }
}

interface PathTree extends Map<string, PathTree> {}
const leaf: PathTree = new Map();

export interface Resolver {
  /** The index that `$` stands for in this document, for an array at a path. */
  positional: (doc: Doc, arrayPath: string) => number | undefined;
  /** Does the element pass the array filter? The identifier '' passes everything. */
  passes: (identifier: string, element: unknown) => boolean;
}

/** The concrete paths in this document that a path with `$`, `$[]` or `$[identifier]` stands for. */
export function resolve(path: Path, doc: Doc, resolver: Resolver): Path[] {
  const at = path.findIndex(isDynamic);
  const segment = path[at];
  if (segment === undefined) return [path];
  const before = path.slice(0, at);
  const arrayPath = before.join('.');
  const identifier = identifierOf(segment);
  const replaced = (index: number) => [...before, String(index), ...path.slice(at + 1)];
  if (identifier === undefined) {
    if (segment !== '$') return [path];
    const index = resolver.positional(doc, arrayPath);
    if (index === undefined) {
      throw new MongoError(2, 'The positional operator did not find the match needed from the query.');
    }
    return resolve(replaced(index), doc, resolver);
  }
  const array = getPath(doc, arrayPath);
  if (array === missing) {
    throw new MongoError(
      2,
      `The path '${arrayPath}' must exist in the document in order to apply array updates.`,
    );
  }
  if (!Array.isArray(array)) {
    throw new MongoError(
      2,
      `Cannot apply array updates to non-array element ${before.at(-1)}: ${shellForm(array)}`,
    );
  }
  return array.flatMap((element: unknown, i) =>
    resolver.passes(identifier, element) ? resolve(replaced(i), doc, resolver) : [],
  );
}
