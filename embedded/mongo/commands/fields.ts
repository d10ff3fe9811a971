/**
 * Reads a command's fields: each is taken by its name and type, and what nobody took is refused, so that nothing
 * a client asks for is silently ignored.
 */
import { MongoError } from '../errors.ts';
import { typeName } from '../match/index.ts';
import type { Doc } from '../values/bson.ts';
import { toNumber } from '../values/numbers.ts';
import { Rank, rankOf } from '../values/rank.ts';

/** Fields that any command may carry and that change nothing here. */
const COMMON = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'comment',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'txnNumber',
]);

export class Fields {
  private readonly command: string;
  private readonly body: Doc;
  private readonly taken = new Set<string>();

  constructor(command: string, body: Doc) {
    this.command = command;
    this.body = body;
    this.taken.add(command);
  }

  private take(name: string): unknown {
    this.taken.add(name);
    const value = this.body[name];
    return value === null ? undefined : value;
  }

  /** Fields whose values make no difference here, as there is nothing that they could change. */
  accept(...names: string[]): this {
    for (const name of names) this.taken.add(name);
    return this;
  }

  /** Options that would change the answer and that this engine does not have. */
  refuse(...names: string[]): this {
    for (const name of names) {
      const value = this.take(name);
      if (value === undefined || value === false) continue;
      if (name === 'collation' && isSimple(value)) continue;
      throw new MongoError(115, `the embedded engine does not support '${name}' in ${this.command}`);
    }
    return this;
  }

  /** To be called last. */
  done(): void {
    for (const name of Object.keys(this.body)) {
      if (this.taken.has(name) || COMMON.has(name)) continue;
      throw new MongoError(40415, `BSON field '${this.command}.${name}' is an unknown field.`);
    }
  }

  document(name: string): Doc | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (rankOf(value) !== Rank.object) throw this.wrongType(name, value, 'object');
    return value as Doc;
  }

  array(name: string): unknown[] | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.wrongType(name, value, 'array');
    return value;
  }

  string(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw this.wrongType(name, value, 'string');
    return value;
  }

  boolean(name: string): boolean | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (rankOf(value) === Rank.number) return toNumber(value) !== 0;
    if (typeof value !== 'boolean') throw this.wrongType(name, value, 'bool');
    return value;
  }

  /** A whole number that is not negative. */
  count(name: string): number | undefined {
    const number = this.integer(name);
    if (number !== undefined && number < 0) {
      throw new MongoError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
    }
    return number;
  }

  integer(name: string): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (rankOf(value) !== Rank.number) throw this.wrongType(name, value, 'long');
    return Math.trunc(toNumber(value));
  }

  any(name: string): unknown {
    return this.take(name);
  }

  /** The collection that the command names. */
  collection(): string {
    const name = this.body[this.command];
    if (typeof name !== 'string') {
      throw new MongoError(73, `collection name has invalid type ${typeName(name)}`);
    }
    if (name === '') throw new MongoError(73, `Invalid namespace specified '${this.body.$db}.'`);
    return name;
  }

  private wrongType(name: string, value: unknown, expected: string): MongoError {
    return new MongoError(
      14,
      `BSON field '${this.command}.${name}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
    );
  }
}

function isSimple(collation: unknown): boolean {
  return rankOf(collation) === Rank.object && (collation as Doc).locale === 'simple';
}
