/**
 * A copy of what a caller hands over, made before anything is decided about it: what is checked is what is sent.
 * Only data comes through. A function, a getter, a `toBSON` or an object that turns into something else when it is
 * read a second time could say one thing to the check and another to the database.
 */
import mongoose from 'mongoose';
import { ScopeError } from '../../core/tenancy.ts';

export type Plain = Record<string, unknown>;

/** Deeper than any database takes. */
const maxDepth = 100;
/** The database would run these as code. */
const code = new Set(['$where', '$function', '$accumulator']);

/** For filters, updates and pipelines. */
export function plainQuery(value: unknown): unknown {
  return plain(value, code, 0);
}

/** For documents, whose fields may be called anything. */
export function plainDocument(value: unknown): unknown {
  return plain(value, new Set(), 0);
}

export function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function plain(value: unknown, forbidden: ReadonlySet<string>, depth: number): unknown {
  if (depth > maxDepth) throw new ScopeError(`nothing may be nested more than ${maxDepth} levels deep`);
  if (Array.isArray(value)) return Array.from(value, (item) => plain(item, forbidden, depth + 1));
  if (!isPlain(value)) return scalar(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (forbidden.has(key)) throw new ScopeError(`${key} does not exist here: the database runs no code`);
      if (key === '__proto__') throw new ScopeError('no field can be called __proto__');
      return [key, plain(item, forbidden, depth + 1)];
    }),
  );
}

function scalar(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'undefined':
      // The database would take it for null, or for no condition at all.
      throw new ScopeError('undefined is no value; leave the field out');
  }
  if (value === null) return null;
  if (value instanceof Date) return new Date(value);
  if (value instanceof RegExp) return new RegExp(value);
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value instanceof mongoose.mongo.BSON.BSONValue && value._bsontype !== 'Code') return value;
  throw new ScopeError(`${Object.prototype.toString.call(value)} is no plain value`);
}
