/** Reads a find's projection into a tree of fields, and refuses what MongoDB refuses. */
import { MongoError } from '../errors.ts';
import { isTruthy } from '../match/operators.ts';
import { isDoc } from '../match/path.ts';
import { typeName } from '../match/type.ts';
import type { Doc } from '../values/bson.ts';
import { namesOf } from '../values/depth.ts';
import { isNumber, toNumber } from '../values/numbers.ts';
import { shellForm } from '../values/shell.ts';

/** `true` keeps a field, `false` drops it; a computed one is made from the whole document. */
export type Node = boolean | Tree | Computed | Kept;
export type Tree = Map<string, Node>;

export type Computed =
  | { kind: 'expression'; expression: unknown }
  | { kind: 'elemMatch'; field: string; condition: Doc }
  | { kind: 'textScore' };

/** A field whose array is shortened: kept like one that is named, or not named, by the projection. */
interface Kept {
  kind: 'slice';
}

export interface Slice {
  path: string[];
  skip: number | undefined;
  limit: number;
}

export interface Projection {
  inclusion: boolean;
  tree: Tree;
  slices: Slice[];
  /** The path before `$`. */
  positional: string | undefined;
}

export const isTree = (node: Node | undefined): node is Tree => node instanceof Map;

export function parseProjection(projection: Doc): Projection {
  const parser = new Parser();
  for (const [name, value] of Object.entries(projection)) parser.field(name, value, [], parser.tree);
  return parser.finish();
}

class Parser {
  readonly tree: Tree = new Map();
  private readonly slices: Slice[] = [];
  private positional: string | undefined;
  private inclusion: boolean | undefined;
  private id: boolean | undefined;
  private elemMatch = false;

  finish(): Projection {
    // Where nothing but _id, $slice, $elemMatch and $meta is said, these decide, in this order.
    const inclusion =
      this.inclusion ?? (this.slices.length ? this.id === true : this.elemMatch || this.id === true);
    if (inclusion && !this.tree.has('_id')) this.tree.set('_id', true);
    if (!inclusion && this.id) this.tree.delete('_id');
    return { inclusion, tree: this.tree, slices: this.slices, positional: this.positional };
  }

  field(name: string, value: unknown, parents: string[], tree: Tree): void {
    const positional = /(^|\.)\$(\.|$)/.test(name);
    if (isDoc(value)) {
      if (positional)
        throw new MongoError(31271, 'positional projection cannot be used with an expression or sub object');
      this.subObject(name, value, parents, tree);
    } else if (!isNumber(value) && typeof value !== 'boolean') {
      if (positional) throw new MongoError(31308, 'positional projection cannot be used with a literal');
      this.add(name, { kind: 'expression', expression: value }, tree);
      this.include(
        true,
        new MongoError(
          31310,
          `Cannot use an expression ${name}: ${shellForm(value)} in an exclusion projection`,
        ),
      );
    } else if (isTruthy(value)) this.inclusionOf(name, parents, tree, positional);
    else {
      if (positional) throw new MongoError(31395, 'positional projection cannot be used with exclusion');
      this.add(name, false, tree);
      if (name === '_id' && parents.length === 0) this.id = false;
      else
        this.include(
          false,
          new MongoError(31254, `Cannot do exclusion on field ${name} in inclusion projection`),
        );
    }
  }

  private include(inclusion: boolean, otherwise: MongoError): void {
    if (this.inclusion !== undefined && this.inclusion !== inclusion) throw otherwise;
    this.inclusion = inclusion;
  }

  private inclusionOf(name: string, parents: string[], tree: Tree, positional: boolean): void {
    let path = name;
    if (positional) {
      if (this.positional !== undefined) {
        throw new MongoError(31276, 'Cannot specify more than one positional projection per query.');
      }
      if (this.elemMatch) throw new MongoError(31256, 'Cannot specify positional operator and $elemMatch.');
      if (name.endsWith('.$.')) throw new MongoError(31270, "Path cannot end with '.$.'");
      if (!name.endsWith('.$'))
        throw new MongoError(31394, 'Positional projection may only be used at the end, for example: a.b.$');
      path = name.slice(0, -2);
      if (/(^|\.)\$(\.|$)/.test(path))
        throw new MongoError(31287, `Cannot use positional operator twice: ${name}`);
      this.positional = [...parents, path].join('.');
    }
    this.add(path, true, tree);
    if (path === '_id' && parents.length === 0) this.id = true;
    else
      this.include(
        true,
        new MongoError(31253, `Cannot do inclusion on field ${name} in exclusion projection`),
      );
  }

  private subObject(name: string, value: Doc, parents: string[], tree: Tree): void {
    const [operator = '', ...others] = Object.keys(value);
    if (operator.startsWith('$') && others.length === 0) this.operator(name, operator, value, parents, tree);
    else if (operator === '') this.expression(name, value, tree);
    else {
      const path = namesOf(name);
      const child = this.enter(path, tree, name);
      for (const [inner, operand] of Object.entries(value))
        this.field(inner, operand, [...parents, ...path], child);
    }
  }

  private operator(name: string, operator: string, value: Doc, parents: string[], tree: Tree): void {
    const operand = value[operator];
    if (operator === '$slice') {
      const slice = findSlice(operand);
      if (!slice) {
        this.expression(name, value, tree);
        return;
      }
      this.add(name, { kind: 'slice' }, tree);
      this.slices.push({ path: [...parents, ...namesOf(name)], ...slice });
    } else if (operator === '$elemMatch') {
      if (!isDoc(operand)) {
        throw new MongoError(
          31274,
          `elemMatch: Invalid argument, object required, but got ${typeName(operand)}`,
        );
      }
      if (this.positional !== undefined)
        throw new MongoError(31255, 'Cannot specify positional operator and $elemMatch.');
      if (parents.length || name.includes('.')) {
        throw new MongoError(31275, 'Cannot use $elemMatch projection on a nested field.');
      }
      this.elemMatch = true;
      this.add(name, { kind: 'elemMatch', field: name, condition: value }, tree);
    } else if (operator === '$meta') {
      if (operand !== 'textScore')
        throw new MongoError(17308, `Unsupported argument to $meta: ${String(operand)}`);
      this.add(name, { kind: 'textScore' }, tree);
    } else this.expression(name, value, tree);
  }

  private expression(name: string, value: Doc, tree: Tree): void {
    this.include(
      true,
      new MongoError(31252, 'Cannot use expression other than $meta in exclusion projection'),
    );
    this.add(name, { kind: 'expression', expression: value }, tree);
  }

  private add(path: string, node: Node, tree: Tree): void {
    const segments = checkedPath(path);
    const name = segments.pop() as string;
    const parent = this.enter(segments, tree, path);
    if (parent.has(name)) throw new MongoError(31250, `Path collision at ${path}`);
    parent.set(name, node);
  }

  private enter(segments: string[], tree: Tree, path: string): Tree {
    let current = tree;
    for (const [i, segment] of segments.entries()) {
      const child = current.get(segment) ?? new Map();
      if (!isTree(child)) {
        const rest = path
          .split('.')
          .slice(i + 1)
          .join('.');
        throw new MongoError(31249, `Path collision at ${path} remaining portion ${rest}`);
      }
      current.set(segment, child);
      current = child;
    }
    return current;
  }
}

function checkedPath(path: string): string[] {
  if (path === '') throw new MongoError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw new MongoError(40353, "FieldPath must not end with a '.'.");
  const segments = namesOf(path);
  if (segments.includes('')) throw new MongoError(15998, 'FieldPath field names may not be empty strings.');
  if (segments.some((segment) => segment.startsWith('$'))) {
    throw new MongoError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
  }
  return segments;
}

/** The arguments of find's own $slice; undefined where they can only be those of the expression. */
function findSlice(operand: unknown): Omit<Slice, 'path'> | undefined {
  if (isNumber(operand)) return { skip: undefined, limit: Math.trunc(toNumber(operand)) || 0 };
  if (!Array.isArray(operand))
    throw wrongSlice('Location31273: $slice only supports numbers and [skip, limit] arrays');
  const [skip, limit] = operand as [unknown, unknown];
  if (operand.length !== 2 || !isNumber(skip)) {
    if (operand.length === 2 || operand.length === 3) return undefined;
    throw wrongSlice('Location31272: $slice array argument should be of form [skip, limit]');
  }
  if (!isNumber(limit)) {
    throw wrongSlice(
      `Location31258: $slice expects the limit argument to be a number, got ${typeName(limit)}`,
    );
  }
  if (toNumber(limit) < 1)
    throw wrongSlice(`Location31259: $slice limit must be positive, got ${toNumber(limit)}`, 28724);
  return { skip: Math.trunc(toNumber(skip)) || 0, limit: Math.trunc(toNumber(limit)) };
}

function wrongSlice(reason: string, code = 28667): MongoError {
  const what = 'Invalid $slice syntax. The given syntax did not match the find() syntax because';
  return new MongoError(
    code,
    `${what} :: ${reason} :: The given syntax did not match the expression $slice syntax.`,
  );
}
