/**
 * Expressions become closures once per query; evaluating them then costs no interpretation. Variables are cells
 * that the closures hold: `$map` writes the element into its cell and calls the closure of its `in`.
 */
import type { Doc } from '../../values/bson.ts';
import { namesOf } from '../../values/depth.ts';
import type { Named, Operator, Positional } from './operator.ts';
import { below, copyOf, type Expr, fieldPath, isDoc, nullish, put, refuse } from './values.ts';

export interface Cell {
  value: unknown;
}

export interface Scope {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly now: Date;
  /** All operators by name; here, so that they may use the compiler and it needs to know none of them. */
  readonly operators: ReadonlyMap<string, Operator>;
  /** Metadata of a document: the score of a text search. */
  readonly score?: ((doc: Doc) => unknown) | undefined;
}

const constants = new WeakMap<Expr, { value: unknown }>();

export function constant(value: unknown): Expr {
  const expr: Expr = () => value;
  constants.set(expr, { value });
  return expr;
}

/** The value of an expression that is the same for every document. */
export const constantOf = (expr: Expr): { value: unknown } | undefined => constants.get(expr);

/** A scope with further variables; the cells are given back to be written to. */
export function withCells(scope: Scope, names: readonly string[]): [Scope, Cell[]] {
  const cells = new Map(scope.cells);
  const fresh = names.map((name) => {
    const cell: Cell = { value: undefined };
    cells.set(name, cell);
    return cell;
  });
  return [{ ...scope, cells }, fresh];
}

export function compile(expr: unknown, scope: Scope): Expr {
  if (typeof expr === 'string') return expr.startsWith('$') ? compilePath(expr, scope) : constant(expr);
  if (Array.isArray(expr)) return compileArray(expr, scope);
  if (!isDoc(expr)) return constant(expr);
  const [first] = Object.keys(expr);
  return first?.startsWith('$') ? compileOperator(expr, first, scope) : compileObject(expr, scope);
}

function compilePath(path: string, scope: Scope): Expr {
  if (path.startsWith('$$')) return compileVariable(path.slice(2), scope);
  if (path === '$') refuse(16872, "'$' by itself is not a valid FieldPath");
  const names = splitPath(path.slice(1));
  const current = scope.cells.get('CURRENT');
  if (!current) return fieldPath(names);
  const get = below(names, 0);
  return () => get(current.value);
}

export function splitPath(path: string): string[] {
  if (path === '') refuse(40352, 'FieldPath cannot be constructed with empty string');
  const names = namesOf(path);
  if (path.endsWith('.')) refuse(40353, "FieldPath must not end with a '.'.");
  for (const name of names) {
    if (name === '') refuse(15998, 'FieldPath field names may not be empty strings.');
    if (name.startsWith('$')) {
      refuse(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
    }
  }
  return names;
}

function compileVariable(path: string, scope: Scope): Expr {
  const [name = '', ...rest] = namesOf(path);
  if (name === '') refuse(16869, 'empty variable names are not allowed');
  if (rest.length > 0) splitPath(rest.join('.'));
  const get = variable(name, scope);
  if (rest.length === 0) return get;
  const deeper = below(rest, 0);
  return (doc) => deeper(get(doc));
}

function variable(name: string, scope: Scope): Expr {
  const cell = scope.cells.get(name);
  if (cell) return () => cell.value;
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return (doc) => doc;
    case 'REMOVE':
      return constant(undefined);
    case 'NOW':
      return constant(scope.now);
    default:
      return refuse(17276, `Use of undefined variable: ${name}`);
  }
}

function compileArray(elements: readonly unknown[], scope: Scope): Expr {
  const parts = elements.map((element) => compile(element, scope));
  if (parts.every(constantOf)) return constant(parts.map((part) => constantOf(part)?.value ?? null));
  return (doc) => parts.map((part) => part(doc) ?? null);
}

function compileObject(spec: Doc, scope: Scope): Expr {
  const parts = Object.keys(spec).map((name): [string, Expr] => {
    if (name.startsWith('$')) refuse(16410, `FieldPath field names may not start with '$': '${name}'`);
    if (name.includes('.')) refuse(16412, `FieldPath field names may not contain '.': '${name}'`);
    return [name, compile(spec[name], scope)];
  });
  const build: Expr = (doc) => {
    const result: Doc = {};
    for (const [name, part] of parts) {
      const value = part(doc);
      if (value !== undefined) put(result, name, value);
    }
    return result;
  };
  return parts.every(([, part]) => constantOf(part)) ? constant(build({})) : build;
}

function compileOperator(expr: Doc, name: string, scope: Scope): Expr {
  if (Object.keys(expr).length !== 1) {
    refuse(15983, `An object representing an expression must have exactly one field: ${Object.keys(expr)}`);
  }
  const operator = scope.operators.get(name);
  if (!operator) refuse(168, `Unrecognized expression '${name}'`);
  const args = expr[name];
  if ('compile' in operator) return operator.compile(args, scope, name);
  return 'min' in operator
    ? compilePositional(name, operator, args, scope)
    : compileNamed(name, operator, args, scope);
}

function compilePositional(name: string, operator: Positional, args: unknown, scope: Scope): Expr {
  const { min, max, run } = operator;
  const parts = (Array.isArray(args) ? args : [args]).map((arg) => compile(arg, scope));
  if (parts.length < min || parts.length > max) {
    if (min === max) {
      refuse(16020, `Expression ${name} takes exactly ${min} arguments. ${parts.length} were passed in.`);
    }
    const most = max === Number.POSITIVE_INFINITY ? '' : `, and at most ${max}`;
    refuse(
      28667,
      `Expression ${name} takes at least ${min} arguments${most}, but ${parts.length} were passed in.`,
    );
  }
  const call = run as (...args: unknown[]) => unknown;
  if (operator.changing) return () => call();
  // Of constants there is one result, or one error: for which MongoDB does not wait for a document either.
  if (parts.every(constantOf)) return constant(call(...parts.map((part) => constantOf(part)?.value)));
  if (operator.untilNull && parts.length > 1) return (doc) => call(...untilNull(parts, doc));
  const [a, b, c] = parts;
  if (parts.length === 1 && a) return (doc) => call(a(doc));
  if (parts.length === 2 && a && b) return (doc) => call(a(doc), b(doc));
  if (parts.length === 3 && a && b && c) return (doc) => call(a(doc), b(doc), c(doc));
  return (doc) => call(...parts.map((part) => part(doc)));
}

function untilNull(parts: readonly Expr[], doc: Doc): unknown[] {
  const values: unknown[] = [];
  for (const part of parts) {
    const value = part(doc);
    values.push(value);
    if (nullish(value)) break;
  }
  return values;
}

function compileNamed(name: string, operator: Named, args: unknown, scope: Scope): Expr {
  const parts = namedArguments(name, args, operator.needed, operator.optional).map(
    ([key, value]): [string, Expr] => [key, compile(value, scope)],
  );
  const run: Expr = (doc) => {
    const values: Doc = {};
    for (const [key, part] of parts) values[key] = part(doc);
    return operator.run(values, scope);
  };
  return parts.every(([, part]) => constantOf(part)) ? constant(run({})) : run;
}

/** Checks that an operator's object has what it needs and nothing that is not known. */
export function namedArguments(
  name: string,
  args: unknown,
  needed: readonly string[],
  optional: readonly string[] = [],
): [string, unknown][] {
  if (!isDoc(args))
    return refuse(9, `${name} requires an object as an argument, found: ${JSON.stringify(args)}`);
  for (const key of Object.keys(args)) {
    if (!needed.includes(key) && !optional.includes(key))
      refuse(9, `Unrecognized argument to ${name}: ${key}`);
  }
  for (const key of needed) if (!Object.hasOwn(args, key)) refuse(9, `Missing '${key}' parameter to ${name}`);
  return Object.entries(copyOf(args));
}

/** A field's path without its dollar sign, as sortings name it. */
export const fieldPathOf = (path: string, scope: Scope): Expr => compile(`$${path}`, scope);
