/** Collections and indexes come and go: the catalog in memory and its entries in the file change together. */
import { randomBytes } from 'node:crypto';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Collection } from '../store/catalog.ts';
import { metaKey } from '../store/env.ts';
import { defineIndex, type Index } from '../store/indexes.ts';

const NOTHING = Buffer.alloc(0);

/** The collection of this name; made when it is not there. For use inside a writer's task. */
export function ensureCollection(engine: Engine, database: string, name: string): Collection {
  const known = engine.catalog.find(database, name);
  if (known) return known;
  refuseBadName(database, name);
  const number = engine.catalog.nextNumber();
  const idIndex = defineIndex({ name: '_id_', key: { _id: 1 }, v: 2, number: engine.catalog.nextNumber() });
  const uuid = randomBytes(16);
  uuid[6] = ((uuid[6] as number) & 0x0f) | 0x40;
  uuid[8] = ((uuid[8] as number) & 0x3f) | 0x80;
  const collection: Collection = {
    number,
    database,
    name,
    uuid,
    indexes: [idIndex],
    count: 0,
    bytes: 0,
    dropped: false,
  };
  engine.catalog.add(collection);
  engine.writer.batch.describe(collection);
  return collection;
}

export function isDatabaseName(name: string): boolean {
  return name !== '' && !/[/\\. "$*<>:|?\0]/.test(name) && Buffer.byteLength(name) <= 63;
}

export function refuseBadName(database: string, name: string): void {
  const namespace = `${database}.${name}`;
  if (
    name === '' ||
    name.startsWith('.') ||
    name.endsWith('.') ||
    /[$\0]/.test(name) ||
    name.includes('..')
  ) {
    throw new MongoError(73, `Invalid namespace specified '${namespace}'`);
  }
  if (Buffer.byteLength(namespace) > 255) {
    throw new MongoError(73, `Fully qualified namespace is too long. Namespace: ${namespace} Max: 255`);
  }
}

/** The collection is gone at once; its entries are removed in the background. For use inside a writer's task. */
export function dropCollection(engine: Engine, collection: Collection): void {
  const { batch } = engine.writer;
  const { number, database, name, indexes } = collection;
  engine.catalog.remove(collection);
  batch.setMeta(metaKey('c', `${database}.${name}`), undefined);
  batch.setMeta(metaKey('n', number), undefined);
  for (const remnant of [number, ...indexes.map((index) => index.number)])
    batch.setMeta(metaKey('g', remnant), NOTHING);
}

export function dropIndex(engine: Engine, collection: Collection, index: Index): void {
  collection.indexes = collection.indexes.filter((other) => other !== index);
  engine.writer.batch.setMeta(metaKey('g', index.number), NOTHING);
  engine.writer.batch.describe(collection);
}

/** Within one database: entries are under the collection's number, so only its name changes. */
export function renameCollection(engine: Engine, collection: Collection, name: string): void {
  const { database } = collection;
  refuseBadName(database, name);
  engine.catalog.remove(collection);
  engine.writer.batch.setMeta(metaKey('c', `${database}.${collection.name}`), undefined);
  // It stays the same object: writes that are under way keep its counters.
  collection.name = name;
  engine.catalog.add(collection);
  engine.writer.batch.describe(collection);
}
