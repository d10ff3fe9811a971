/** Objects by field name. mingo reads $getField through paths and lets a missing value leave a hole. */
import type { Doc } from '../../values/bson.ts';
import { compile, many, namedArguments, type Operator, type Scope } from '../expressions/compile.ts';
import { copyOf, type Expr, isDoc, nullish, own, put, refuse, typeName } from '../expressions/values.ts';

function fieldName(name: string, spec: unknown, scope: Scope): Expr {
  // A literal is taken as it is, dots and all; only an expression may be computed.
  if (typeof spec === 'string' && spec.startsWith('$')) {
    refuse(5654602, `${name} requires 'field' to evaluate to a constant, but got a non-constant argument`);
  }
  const field = compile(spec, scope);
  return (doc) => {
    const value = field(doc);
    if (typeof value !== 'string')
      refuse(3041704, `${name} requires 'field' to evaluate to type String, but got ${typeName(value)}`);
    return value;
  };
}

function getField(args: unknown, scope: Scope): Expr {
  const given = isDoc(args) && !Object.keys(args)[0]?.startsWith('$') ? args : { field: args };
  const parts = Object.fromEntries(namedArguments('$getField', given, ['field'], ['input']));
  const input = compile(Object.hasOwn(parts, 'input') ? parts.input : '$$CURRENT', scope);
  const field = fieldName('$getField', parts.field, scope);
  return (doc) => {
    const object = input(doc);
    if (isDoc(object)) return own(object, field(doc) as string);
    return object === null ? null : undefined;
  };
}

function setField(name: '$setField' | '$unsetField', args: unknown, scope: Scope): Expr {
  const needed = name === '$setField' ? ['field', 'input', 'value'] : ['field', 'input'];
  const parts = Object.fromEntries(namedArguments(name, args, needed));
  const input = compile(parts.input, scope);
  const field = fieldName(name, parts.field, scope);
  const value = compile(name === '$setField' ? parts.value : '$$REMOVE', scope);
  return (doc) => {
    const object = input(doc);
    if (nullish(object)) return null;
    if (!isDoc(object)) refuse(4161105, `${name} requires 'input' to evaluate to type Object`);
    const result = copyOf(object as Doc);
    const set = value(doc);
    if (set === undefined) delete result[field(doc) as string];
    else put(result, field(doc) as string, set);
    return result;
  };
}

export function mergeInto(result: Doc, value: unknown): void {
  if (nullish(value)) return;
  if (!isDoc(value))
    refuse(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`);
  for (const name of Object.keys(value as Doc)) put(result, name, (value as Doc)[name]);
}

export const objects: Record<string, Operator> = {
  $getField: { compile: getField },
  $setField: { compile: (args, scope) => setField('$setField', args, scope) },
  $unsetField: { compile: (args, scope) => setField('$unsetField', args, scope) },
  $mergeObjects: many((...values) => {
    const result: Doc = {};
    const list = values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
    for (const value of list) mergeInto(result, value);
    return result;
  }),
};
