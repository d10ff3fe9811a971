/** Objects by field name, which is no path; a missing value leaves no field. */
import type { Binary } from 'bson';
import { type Doc, encode } from '../../values/bson.ts';
import { compile, namedArguments, type Scope } from '../expressions/compile.ts';
import { many, type Operator, oneOrNull } from '../expressions/operator.ts';
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
  $bsonSize: oneOrNull((value) => {
    return isDoc(value)
      ? encode(value).length
      : refuse(31393, `$bsonSize requires a document input, found: ${typeName(value)}`);
  }),
  $binarySize: oneOrNull((value) => {
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (typeName(value) === 'binData') return (value as Binary).length();
    return refuse(51276, `$binarySize requires a string or BinData argument, found: ${typeName(value)}`);
  }),
  $objectToArray: oneOrNull((value) =>
    isDoc(value)
      ? Object.entries(value).map(([k, v]) => ({ k, v }))
      : refuse(40390, `$objectToArray requires a document input, found: ${typeName(value)}`),
  ),
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
