/** What collections and indexes there are: read from the file at the start, kept in memory, the same in workers. */
import { type Doc, decode, encode } from '../values/bson.ts';
import { type Env, metaKey } from './env.ts';
import { defineIndex, type Index, type StoredSpec } from './indexes.ts';
import { remnants } from './remnants.ts';

export interface Collection {
  readonly number: number;
  readonly database: string;
  name: string;
  readonly uuid: Buffer;
  indexes: Index[];
  /** Live documents and their bytes; written with every batch that changes them. */
  count: number;
  bytes: number;
  /** Gone, for those who still hold it. */
  dropped: boolean;
}

interface Stored extends Doc {
  number: number;
  uuid: { buffer: Uint8Array };
  indexes: StoredSpec[];
}

export class Catalog {
  private readonly env: Env;
  private readonly databases = new Map<string, Map<string, Collection>>();
  private readonly numbers = new Map<number, Collection>();
  private lastNumber = 0;

  constructor(env: Env) {
    this.env = env;
    this.load();
  }

  /** Reads everything anew: at the start, after a commit that failed, and in workers when something changed. */
  load(): void {
    const before = new Map(this.numbers);
    this.databases.clear();
    this.numbers.clear();
    const start = Buffer.from('c');
    for (const { key, value } of this.env.meta.getRange({ start, end: Buffer.from('d') })) {
      const name = key.toString('utf8', 1);
      const dot = name.indexOf('.');
      const stored = decode(value) as Stored;
      const collection = {
        number: stored.number,
        database: name.slice(0, dot),
        name: name.slice(dot + 1),
        uuid: Buffer.from(stored.uuid.buffer),
        indexes: stored.indexes.map((spec) => renewed(before.get(stored.number), spec)),
        count: 0,
        bytes: 0,
        dropped: false,
      };
      const counted = this.env.meta.get(metaKey('n', stored.number));
      if (counted) readCounters(collection, counted);
      // Tasks that wait hold on to the object that they found.
      const known = before.get(stored.number);
      this.add(known ? Object.assign(known, collection) : collection);
      before.delete(stored.number);
    }
    for (const gone of before.values()) gone.dropped = true;
    this.lastNumber = Math.max(this.lastNumber, ...remnants(this.env));
  }

  add(collection: Collection): void {
    let collections = this.databases.get(collection.database);
    if (!collections) {
      collections = new Map();
      this.databases.set(collection.database, collections);
    }
    collections.set(collection.name, collection);
    collection.dropped = false;
    this.numbers.set(collection.number, collection);
    this.lastNumber = Math.max(
      this.lastNumber,
      collection.number,
      ...collection.indexes.map(({ number }) => number),
    );
  }

  remove(collection: Collection): void {
    const collections = this.databases.get(collection.database);
    collection.dropped = true;
    if (collections?.get(collection.name) !== collection) return;
    collections.delete(collection.name);
    if (collections.size === 0) this.databases.delete(collection.database);
    this.numbers.delete(collection.number);
  }

  /** A number that no collection, index or dropped remnant has. */
  nextNumber(): number {
    this.lastNumber += 1;
    return this.lastNumber;
  }

  find(database: string, name: string): Collection | undefined {
    return this.databases.get(database)?.get(name);
  }

  byNumber(number: number): Collection | undefined {
    return this.numbers.get(number);
  }

  databaseNames(): string[] {
    return [...this.databases.keys()].sort();
  }

  collections(database?: string): Collection[] {
    if (database === undefined) return [...this.numbers.values()];
    return [...(this.databases.get(database)?.values() ?? [])];
  }
}

function renewed(collection: Collection | undefined, spec: StoredSpec): Index {
  const index = defineIndex(spec);
  const known = collection?.indexes.find(({ number }) => number === index.number);
  const { arrays, long, building } = index;
  return known ? Object.assign(known, { arrays, long, building }) : index;
}

/** The entries of `meta` that describe a collection. */
export function describe(collection: Collection): { key: Buffer; value: Buffer } {
  const stored = {
    number: collection.number,
    uuid: collection.uuid,
    indexes: collection.indexes.map(({ spec, number, arrays, long, building }) => ({
      ...spec,
      number,
      arrays: [...arrays],
      long,
      building,
    })),
  };
  return { key: metaKey('c', `${collection.database}.${collection.name}`), value: encode(stored) };
}

/** Count and bytes of the documents, then the number and the bytes of each index. */
export function counters({ number, count, bytes, indexes }: Collection): { key: Buffer; value: Buffer } {
  const value = Buffer.allocUnsafe(16 + 12 * indexes.length);
  value.writeDoubleBE(count, 0);
  value.writeDoubleBE(bytes, 8);
  for (const [i, index] of indexes.entries()) {
    value.writeUInt32BE(index.number, 16 + 12 * i);
    value.writeDoubleBE(index.bytes, 20 + 12 * i);
  }
  return { key: metaKey('n', number), value };
}

function readCounters(collection: Collection, value: Buffer): void {
  collection.count = value.readDoubleBE(0);
  collection.bytes = value.readDoubleBE(8);
  for (let at = 16; at < value.length; at += 12) {
    const index = collection.indexes.find(({ number }) => number === value.readUInt32BE(at));
    if (index) index.bytes = value.readDoubleBE(at + 4);
  }
}
