/** What expressions ask of a value: its type's name, its truth, its fields. A missing value is `undefined`. */
import { type Decimal128, Long } from 'bson';
import { MongoError } from '../../errors.ts';
import { typeName as typeOf } from '../../match/index.ts';
import type { Doc } from '../../values/bson.ts';
import { readDecimal } from '../../values/decimal.ts';
import { asDouble, isInt32 } from '../../values/doubles.ts';
import { numberType, toExactInteger, toNumber } from '../../values/numbers.ts';

export type Expr = (doc: Doc) => unknown;

export const nullish = (value: unknown): value is null | undefined => value === null || value === undefined;

/** Is it a BSON object, and not one of the BSON types that JavaScript holds in objects? */
export function isDoc(value: unknown): value is Doc {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}

/** The name that `$type` gives, and that error messages use. */
export const typeName = (value: unknown): string => (value === undefined ? 'missing' : typeOf(value));

/** null, missing, false and every zero are false; all else is true, NaN, '' and [] included. */
export function truthy(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (nullish(value)) return false;
  const type = numberType(value);
  if (type === undefined) return true;
  if (type !== 'decimal') return toNumber(value) !== 0;
  const decimal = readDecimal(value as Decimal128);
  return decimal.special !== 0 || decimal.coefficient !== 0n;
}

/** Names that every JavaScript object seems to have: to be asked for, and set, with care. */
const unsafe = new Set(Object.getOwnPropertyNames(Object.prototype));

export function own(doc: Doc, name: string): unknown {
  return unsafe.has(name) && !Object.hasOwn(doc, name) ? undefined : doc[name];
}

/** Sets a field; one named __proto__ is data like any other. */
export function put(doc: Doc, name: string, value: unknown): void {
  if (name !== '__proto__') doc[name] = value;
  else Object.defineProperty(doc, name, { value, enumerable: true, writable: true, configurable: true });
}

/** A copy that keeps a field named __proto__ a field: object spread defines, it does not assign. */
export const copyOf = (doc: Doc): Doc => ({ ...doc });

/** A getter for a dotted path beginning at a document: arrays on the way are gone through, one level deep. */
export function fieldPath(names: readonly string[], from = 0): Expr {
  const name = names[from] as string;
  const get: Expr = unsafe.has(name)
    ? (doc) => (Object.hasOwn(doc, name) ? doc[name] : undefined)
    : (doc) => doc[name];
  if (from === names.length - 1) return get;
  const rest = below(names, from + 1);
  return (doc) => rest(get(doc));
}

/** The rest of a path below any value. */
export function below(names: readonly string[], from: number): (value: unknown) => unknown {
  const next = fieldPath(names, from);
  return (value) => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Array.isArray(value)) return isDoc(value) ? next(value) : undefined;
    const found: unknown[] = [];
    for (const element of value) {
      if (!isDoc(element)) continue;
      const inner = next(element);
      if (inner !== undefined) found.push(inner);
    }
    return found;
  };
}

/** A double as MongoDB stores it. */
export const double = (n: number): unknown => asDouble(n);

/** A whole number that must be an int32, or undefined. */
export function int32(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && isInt32(value + 0) ? value + 0 : undefined;
  const whole = toExactInteger(value);
  const n = whole === undefined ? undefined : Number(whole);
  return n !== undefined && isInt32(n) ? n : undefined;
}

export function refuse(code: number, message: string): never {
  throw new MongoError(code, message);
}

/** A count as MongoDB writes it: an int32 while it fits. */
export const whole = (n: number): unknown => (isInt32(n) ? n : Long.fromNumber(n));
