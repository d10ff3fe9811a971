/** The projection of a find: which fields of a document are answered, and which are computed. */
import { MongoError } from './errors.ts';
import { compileMatcher, compilePositional } from './match/filter.ts';
import { fieldOf, isDoc, missing, type Position } from './match/path.ts';
import { type Computed, isTree, type Node, parseProjection, type Slice, type Tree } from './project/parse.ts';
import type { Doc } from './values/bson.ts';
import { namesOf } from './values/depth.ts';

export interface ProjectionOptions {
  /** The find's filter, which says what `$` stands for. */
  filter?: Doc;
  /** Compiles an aggregation expression, whose undefined stands for a field that is not there. */
  compileExpression?: (expression: unknown) => (doc: Doc) => unknown;
  /** The document's text score. */
  meta?: (doc: Doc) => unknown;
}

type Step = (doc: Doc) => Doc;

export function compileProjection(projection: Doc, options: ProjectionOptions = {}): Step {
  const { tree, inclusion, slices, positional } = parseProjection(projection);
  const steps: Step[] = slices.map((slice) => (doc) => sliced(doc, slice, 0));
  if (positional !== undefined) steps.unshift(positionalStep(positional, options.filter ?? {}));
  steps.push(inclusion ? (doc) => included(doc, tree) : (doc) => excluded(doc, tree));
  const compute = computing(tree, options);
  return (doc) => {
    // Arrays are shortened first: then it does not matter what else of the document is answered.
    let result = doc;
    for (const step of steps) result = step(result);
    return compute ? compute(result, doc) : result;
  };
}

/** The top-level fields that a projection reads; undefined where that may be all of them. */
export function projectedFields(projection: Doc): Set<string> | undefined {
  const { inclusion, tree, positional } = parseProjection(projection);
  if (!inclusion || positional !== undefined || readsAnything(tree)) return undefined;
  return new Set([...tree.keys()].filter((name) => tree.get(name) !== false));
}

const isComputed = (node: Node): node is Computed =>
  typeof node === 'object' && !isTree(node) && node.kind !== 'slice';

function readsAnything(tree: Tree): boolean {
  return [...tree.values()].some((node) =>
    isTree(node) ? readsAnything(node) : isComputed(node) && node.kind !== 'elemMatch',
  );
}

function put(doc: Doc, name: string, value: unknown): void {
  if (value === missing) delete doc[name];
  else if (name !== '__proto__') doc[name] = value;
  else Object.defineProperty(doc, name, { value, enumerable: true, writable: true, configurable: true });
}

function included(doc: Doc, tree: Tree): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const node = tree.get(name);
    if (node === undefined || node === false || isComputed(node)) continue;
    put(
      result,
      name,
      isTree(node) ? through(doc[name], missing, (inner) => included(inner, node)) : doc[name],
    );
  }
  return result;
}

function excluded(doc: Doc, tree: Tree): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const node = tree.get(name);
    if (node === false) continue;
    const value = doc[name];
    put(result, name, isTree(node) ? through(value, value, (inner) => excluded(inner, node)) : value);
  }
  return result;
}

/** Applies a step to the documents in a value, at whatever depth of arrays; `others` says what becomes of the rest. */
function through(value: unknown, others: unknown, step: Step): unknown {
  if (Array.isArray(value)) {
    const kept = (element: unknown) => through(element, others === missing ? missing : element, step);
    return value.map(kept).filter((element) => element !== missing);
  }
  return isDoc(value) ? step(value) : others;
}

type Compute = (doc: Doc, root: Doc) => Doc;

/** Computed fields keep a present field's place, or else come after the others in the projection's order. */
function computing(tree: Tree, options: ProjectionOptions): Compute | undefined {
  const parts: ((doc: Doc, root: Doc) => void)[] = [];
  for (const [name, node] of tree) {
    if (isTree(node)) {
      const inner = computing(node, options);
      if (inner) parts.push((doc, root) => put(doc, name, computedThrough(fieldOf(doc, name), root, inner)));
    } else if (isComputed(node)) {
      const evaluate = evaluator(node, options);
      parts.push((doc, root) => put(doc, name, evaluate(root)));
    }
  }
  if (parts.length === 0) return undefined;
  return (doc, root) => {
    const result = { ...doc };
    for (const part of parts) part(result, root);
    return result;
  };
}

function computedThrough(value: unknown, root: Doc, compute: Compute): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => computedThrough(element, root, compute));
  return compute(isDoc(value) ? value : {}, root);
}

function evaluator(node: Computed, { compileExpression, meta }: ProjectionOptions): (doc: Doc) => unknown {
  const orMissing = (value: unknown) => (value === undefined ? missing : value);
  switch (node.kind) {
    case 'elemMatch': {
      const matcher = compileMatcher({ [node.field]: node.condition }, {});
      return (doc) => {
        const position: Position = { index: undefined };
        const array = fieldOf(doc, node.field);
        if (!matcher(doc, position) || position.index === undefined || !Array.isArray(array)) return missing;
        return [array[position.index]];
      };
    }
    case 'textScore':
      return (doc) => {
        const score = meta?.(doc);
        if (score !== undefined) return score;
        throw new MongoError(40218, 'query requires text score metadata, but it is not available');
      };
    default: {
      const { expression } = node;
      if (!compileExpression) throw new MongoError(238, 'expressions are not supported in this projection');
      const evaluate = compileExpression(expression);
      return (doc) => orMissing(evaluate(doc));
    }
  }
}

function positionalStep(path: string, filter: Doc): Step {
  const segments = namesOf(path);
  if (!mentions(filter, segments[0] as string)) {
    throw new MongoError(31277, `Positional projection '${path}.$' does not match the query document.`);
  }
  const find = compilePositional(filter);
  return (doc) => {
    const index = find(doc, path);
    const prefix = 'Executor error during find command :: caused by :: positional operator';
    if (index === undefined)
      throw new MongoError(51246, `${prefix} '.$' couldn't find a matching element in the array`);
    return onlyElement(doc, segments, index, () => new MongoError(51247, `${prefix} '.$' element mismatch`));
  };
}

/** Does a filter have a condition on the field? */
function mentions(filter: Doc, field: string): boolean {
  return Object.entries(filter).some(([name, operand]) => {
    if (/^\$(and|or|nor)$/.test(name)) return (operand as Doc[]).some((part) => mentions(part, field));
    return name.split('.')[0] === field;
  });
}

function onlyElement(
  doc: Doc,
  [name = '', ...rest]: string[],
  index: number,
  mismatch: () => MongoError,
): Doc {
  const value = fieldOf(doc, name);
  if (Array.isArray(value)) {
    if (index >= value.length) throw mismatch();
    return { ...doc, [name]: [value[index]] };
  }
  return isDoc(value) && rest.length ? { ...doc, [name]: onlyElement(value, rest, index, mismatch) } : doc;
}

function sliced(doc: Doc, slice: Slice, depth: number): Doc {
  const name = slice.path[depth] as string;
  const value = fieldOf(doc, name);
  const inner = (element: unknown) => (isDoc(element) ? sliced(element, slice, depth + 1) : element);
  if (depth < slice.path.length - 1)
    return {
      ...doc,
      ...(value === missing ? {} : { [name]: Array.isArray(value) ? value.map(inner) : inner(value) }),
    };
  return Array.isArray(value) ? { ...doc, [name]: cut(value, slice) } : doc;
}

function cut(array: unknown[], { skip, limit }: Slice): unknown[] {
  if (skip === undefined) return limit >= 0 ? array.slice(0, limit) : array.slice(limit);
  const start = skip >= 0 ? skip : Math.max(0, array.length + skip);
  return array.slice(start, start + limit);
}
