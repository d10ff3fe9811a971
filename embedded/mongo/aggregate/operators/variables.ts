/**
 * Operators that evaluate what they need only when they need it, and those that bind variables, which are cells of
 * the compiler here.
 */
import type { Doc } from '../../values/bson.ts';
import { compare, equal } from '../../values/compare.ts';
import { compile, constant, namedArguments, type Scope, withCells } from '../expressions/compile.ts';
import { type Operator, type Special, two } from '../expressions/operator.ts';
import { type Expr, int32, isDoc, nullish, refuse, truthy, typeName } from '../expressions/values.ts';

const special = (build: Special['compile']): Special => ({ compile: build });

function operands(args: unknown, scope: Scope): Expr[] {
  return (Array.isArray(args) ? args : [args]).map((arg) => compile(arg, scope));
}

function cond(args: unknown, scope: Scope): Expr {
  if (Array.isArray(args) && args.length !== 3) {
    refuse(16020, `Expression $cond takes exactly 3 arguments. ${args.length} were passed in.`);
  }
  const [test, yes, no] = (
    Array.isArray(args)
      ? args
      : (() => {
          const given = Object.fromEntries(namedArguments('$cond', args, ['if', 'then', 'else']));
          return [given.if, given.then, given.else];
        })()
  ).map((part) => compile(part, scope)) as [Expr, Expr, Expr];
  return (doc) => (truthy(test(doc)) ? yes(doc) : no(doc));
}

function switchOf(args: unknown, scope: Scope): Expr {
  const given = Object.fromEntries(namedArguments('$switch', args, ['branches'], ['default']));
  if (!Array.isArray(given.branches)) return refuse(40061, "$switch expected an array for 'branches'");
  if (given.branches.length === 0) refuse(40068, '$switch requires at least one branch.');
  const branches = given.branches.map((branch): [Expr, Expr] => {
    const parts = Object.fromEntries(namedArguments('$switch', branch, ['case', 'then']));
    return [compile(parts.case, scope), compile(parts.then, scope)];
  });
  const otherwise = Object.hasOwn(given, 'default') ? compile(given.default, scope) : undefined;
  return (doc) => {
    for (const [test, then] of branches) if (truthy(test(doc))) return then(doc);
    if (otherwise) return otherwise(doc);
    return refuse(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
}

function letIn(args: unknown, scope: Scope): Expr {
  const given = Object.fromEntries(namedArguments('$let', args, ['vars', 'in']));
  if (!isDoc(given.vars)) return refuse(16876, `invalid parameter: expected an object (vars)`);
  const vars = given.vars;
  const names = Object.keys(vars);
  for (const name of names) checkName(name);
  const values = names.map((name) => compile(vars[name], scope));
  const [inner, cells] = withCells(scope, names);
  const body = compile(given.in, inner);
  return (doc) => {
    const found = values.map((value) => value(doc));
    cells.forEach((cell, i) => {
      cell.value = found[i];
    });
    return body(doc);
  };
}

/** Variables of the user begin with a lower-case letter. */
export function checkName(name: unknown): void {
  if (typeof name !== 'string' || !/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name)) {
    refuse(9, `'${String(name)}' starts with an invalid character for a user variable name`);
  }
}

function arrayInput(name: string, code: number, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return refuse(code, `input to ${name} must be an array not ${typeName(value)}`);
}

function map(args: unknown, scope: Scope): Expr {
  const given = Object.fromEntries(namedArguments('$map', args, ['input', 'in'], ['as']));
  if (Object.hasOwn(given, 'as')) checkName(given.as);
  const input = compile(given.input, scope);
  const [inner, [cell]] = withCells(scope, [(given.as as string | undefined) ?? 'this']);
  const body = compile(given.in, inner);
  return (doc) => {
    const list = input(doc);
    if (nullish(list)) return null;
    return arrayInput('$map', 16883, list).map((element) => {
      if (cell) cell.value = element;
      return body(doc) ?? null;
    });
  };
}

function filter(args: unknown, scope: Scope): Expr {
  const given = Object.fromEntries(namedArguments('$filter', args, ['input', 'cond'], ['as', 'limit']));
  if (Object.hasOwn(given, 'as')) checkName(given.as);
  const input = compile(given.input, scope);
  const limit = compile(given.limit, scope);
  const [inner, [cell]] = withCells(scope, [(given.as as string | undefined) ?? 'this']);
  const body = compile(given.cond, inner);
  return (doc) => {
    const list = input(doc);
    if (nullish(list)) return null;
    const most = limit(doc);
    const count = nullish(most) ? Number.POSITIVE_INFINITY : int32(most);
    if (count === undefined) refuse(327391, '$filter: limit must be represented as a 32-bit integral value');
    if (count < 1) refuse(327392, '$filter: limit must be greater than 0');
    const kept: unknown[] = [];
    for (const element of arrayInput('$filter', 28651, list)) {
      if (cell) cell.value = element;
      if (truthy(body(doc)) && kept.push(element) >= count) break;
    }
    return kept;
  };
}

function reduce(args: unknown, scope: Scope): Expr {
  const given = Object.fromEntries(namedArguments('$reduce', args, ['input', 'initialValue', 'in']));
  const input = compile(given.input, scope);
  const initial = compile(given.initialValue, scope);
  const [inner, [element, value]] = withCells(scope, ['this', 'value']);
  const body = compile(given.in, inner);
  return (doc) => {
    const list = input(doc);
    if (nullish(list)) return null;
    if (!Array.isArray(list))
      refuse(40080, `$reduce requires that 'input' be an array, found: ${typeName(list)}`);
    let result = initial(doc);
    for (const item of list as unknown[]) {
      if (element) element.value = item;
      if (value) value.value = result;
      result = body(doc);
    }
    return result;
  };
}

function meta(args: unknown, scope: Scope): Expr {
  if (args !== 'textScore') refuse(17308, `Unsupported argument to $meta: ${String(args)}`);
  const { score } = scope;
  return score
    ? (doc: Doc) => score(doc)
    : refuse(40218, 'query requires text score metadata, but it is not available');
}

const ordered = (test: (order: number) => boolean): Operator => two((a, b) => test(compare(a, b)));

export const variables: Record<string, Operator> = {
  $literal: special((args) => constant(args)),
  $const: special((args) => constant(args)),
  $expr: special((args, scope) => compile(args, scope)),
  $and: special((args, scope) => {
    const parts = operands(args, scope);
    return (doc) => parts.every((part) => truthy(part(doc)));
  }),
  $or: special((args, scope) => {
    const parts = operands(args, scope);
    return (doc) => parts.some((part) => truthy(part(doc)));
  }),
  $not: { min: 1, max: 1, run: (a: unknown) => !truthy(a) },
  $ifNull: special((args, scope) => {
    const parts = operands(args, scope);
    if (parts.length < 2) refuse(1257300, `$ifNull needs at least two arguments, had: ${parts.length}`);
    return (doc) => {
      let value: unknown;
      for (const part of parts) {
        value = part(doc);
        if (!nullish(value)) return value;
      }
      return value;
    };
  }),
  $cond: special(cond),
  $switch: special(switchOf),
  $let: special(letIn),
  $map: special(map),
  $filter: special(filter),
  $reduce: special(reduce),
  $meta: special(meta),
  $eq: two(equal),
  $ne: two((a, b) => !equal(a, b)),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $cmp: two((a, b) => Math.sign(compare(a, b))),
};
