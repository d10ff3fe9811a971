/**
 * $project, $addFields and $unset as trees of names. Included fields keep the document's order and computed ones
 * follow in the order of the specification; arrays on a path are gone through. Documents are copied, never changed.
 */
import type { Doc } from '../../values/bson.ts';
import { isNumber } from '../../values/numbers.ts';
import { compile, type Scope, splitPath } from '../expressions/compile.ts';
import { copyOf, type Expr, isDoc, put, refuse, truthy } from '../expressions/values.ts';

/** What happens to a field: kept, left out, computed, or looked into. */
type Action = 'keep' | 'drop' | Expr | Node;

class Node {
  readonly fields = new Map<string, Action>();
  /** Does anything below compute? */
  computes = false;

  set(path: string, action: Action): void {
    const [name = '', ...rest] = splitPath(path);
    if (typeof action === 'function') this.computes = true;
    const known = this.fields.get(name);
    if (rest.length === 0) {
      if (known) refuse(31250, `Path collision at ${path}`);
      this.fields.set(name, action);
      return;
    }
    if (known && !(known instanceof Node))
      refuse(31249, `Path collision at ${path} remaining portion ${rest.join('.')}`);
    const child = known instanceof Node ? known : new Node();
    this.fields.set(name, child);
    child.set(rest.join('.'), action);
  }
}

/** Goes through a nested specification to its leaves: dotted paths with what is asked for them. */
function* leaves(spec: Doc, prefix = ''): Generator<[path: string, value: unknown]> {
  for (const name of Object.keys(spec)) {
    const value = spec[name];
    if (name.startsWith('$')) refuse(16410, `FieldPath field names may not start with '$': '${name}'`);
    if (isDoc(value) && !Object.keys(value)[0]?.startsWith('$')) {
      if (Object.keys(value).length === 0) {
        yield [prefix + name, value];
      } else yield* leaves(value, `${prefix}${name}.`);
    } else yield [prefix + name, value];
  }
}

const isFlag = (value: unknown) => typeof value === 'boolean' || isNumber(value);

export function compileProject(spec: unknown, scope: Scope): (doc: Doc) => Doc {
  if (!isDoc(spec)) return refuse(15969, '$project specification must be an object');
  if (Object.keys(spec).length === 0)
    refuse(51272, 'Invalid $project :: caused by :: projection specification must have at least one field');
  const all = [...leaves(spec)];
  for (const [path, value] of all) {
    if (isDoc(value) && Object.keys(value).length === 0)
      refuse(51270, `An empty sub-projection is not a valid value: ${path}`);
  }
  const others = all.filter(([path]) => path !== '_id');
  const dropped = others.find(([, value]) => isFlag(value) && !truthy(value));
  const kept = others.find(([, value]) => !(isFlag(value) && !truthy(value)));
  if (dropped && kept) {
    const [first] = others[0] === dropped ? [kept] : [dropped];
    refuse(
      others[0] === dropped ? 31253 : 31254,
      `Cannot do ${others[0] === dropped ? 'inclusion' : 'exclusion'} on field ${first?.[0]} in ${others[0] === dropped ? 'exclusion' : 'inclusion'} projection`,
    );
  }
  const id = all.find(([path]) => path === '_id');
  const excludes = dropped !== undefined || (!kept && id !== undefined && isFlag(id[1]) && !truthy(id[1]));
  const root = new Node();
  if (!excludes && !id && !all.some(([path]) => path.startsWith('_id.'))) root.set('_id', 'keep');
  for (const [path, value] of all) {
    if (!isFlag(value)) root.set(path, compileField(value, scope));
    else if (truthy(value) !== excludes) root.set(path, excludes ? 'drop' : 'keep');
  }
  if (excludes) return (doc) => exclude(root, doc);
  return (doc) => compute(root, include(root, doc), doc);
}

/** An unknown operator right behind a field has an error of its own in a projection. */
export function compileField(value: unknown, scope: Scope): Expr {
  const [name] = isDoc(value) ? Object.keys(value) : [];
  if (name?.startsWith('$') && !scope.operators.has(name)) {
    refuse(31325, `Invalid $project :: caused by :: Unknown expression ${name}`);
  }
  return compile(value, scope);
}

export function compileAddFields(name: string, spec: unknown, scope: Scope): (doc: Doc) => Doc {
  if (!isDoc(spec)) return refuse(40272, `${name} specification stage must be an object`);
  if (Object.keys(spec).length === 0)
    refuse(40177, `Invalid ${name} :: caused by :: specification must have at least one field`);
  const root = new Node();
  for (const [path, value] of leaves(spec)) root.set(path, compile(value, scope));
  const plain = [...root.fields].every(([, action]) => typeof action === 'function');
  if (!plain) return (doc) => compute(root, copyOf(doc), doc);
  const parts = [...root.fields] as [string, Expr][];
  return (doc) => {
    const result = copyOf(doc);
    for (const [field, part] of parts) assign(result, field, part(doc));
    return result;
  };
}

export function compileUnset(spec: unknown): (doc: Doc) => Doc {
  const paths = Array.isArray(spec) ? (spec as unknown[]) : [spec];
  if (paths.length === 0)
    refuse(31119, '$unset specification must be a string or an array with at least one field');
  if (paths.some((path) => typeof path !== 'string')) {
    refuse(31002, '$unset specification must be a string or an array containing only string values');
  }
  const root = new Node();
  for (const path of paths) root.set(path as string, 'drop');
  return (doc) => exclude(root, doc);
}

function assign(doc: Doc, name: string, value: unknown): void {
  if (value === undefined) delete doc[name];
  else put(doc, name, value);
}

function include(node: Node, doc: Doc): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const action = node.fields.get(name);
    if (action === 'keep') put(result, name, doc[name]);
    else if (action instanceof Node) {
      const value = includeBelow(action, doc[name]);
      if (value !== undefined) put(result, name, value);
    }
  }
  return result;
}

/** What is no document on the way to an included field is left out, unless something is computed in its place. */
function includeBelow(node: Node, value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements = (value as unknown[]).map((element) => includeBelow(node, element));
    return node.computes ? elements : elements.filter((element) => element !== undefined);
  }
  return isDoc(value) ? include(node, value) : undefined;
}

function exclude(node: Node, doc: Doc): Doc {
  const result: Doc = {};
  for (const name of Object.keys(doc)) {
    const action = node.fields.get(name);
    if (action === undefined) put(result, name, doc[name]);
    else if (action instanceof Node) put(result, name, excludeBelow(action, doc[name]));
  }
  return result;
}

function excludeBelow(node: Node, value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((element) => excludeBelow(node, element));
  return isDoc(value) ? exclude(node, value) : value;
}

/** Sets what is computed in `result`, which may be changed; expressions see the document as it came in. */
function compute(node: Node, result: Doc, doc: Doc): Doc {
  if (!node.computes) return result;
  for (const [name, action] of node.fields) {
    if (typeof action === 'function') assign(result, name, action(doc));
    else if (action instanceof Node && action.computes) {
      put(result, name, computeBelow(action, Object.hasOwn(result, name) ? result[name] : undefined, doc));
    }
  }
  return result;
}

function computeBelow(node: Node, value: unknown, doc: Doc): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((element) => computeBelow(node, element, doc));
  return compute(node, isDoc(value) ? copyOf(value) : {}, doc);
}
