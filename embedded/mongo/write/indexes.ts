/** Making indexes: filled in the background of other writes. */
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Collection } from '../store/catalog.ts';
import { numberKey, recordOfDocKey } from '../store/env.ts';
import { defineIndex, type Index, type IndexSpec } from '../store/indexes.ts';
import { indexRecord } from '../store/records.ts';
import { COMMITTED, type Task } from '../store/writer.ts';
import { decode } from '../values/bson.ts';
import { equal } from '../values/compare.ts';
import { after } from '../values/keys.ts';
import { shellForm } from '../values/shell.ts';
import { dropIndex } from './collections.ts';

const MAX_INDEXES = 64;

/** Adds an index to an empty collection. */
export function addIndex(engine: Engine, collection: Collection, spec: IndexSpec): void {
  collection.indexes = [...collection.indexes, defineIndex({ ...spec, number: engine.catalog.nextNumber() })];
  engine.writer.batch.describe(collection);
}

/** The index that is already there for this request; an error where one is in its way. */
export function sameIndex(collection: Collection, spec: IndexSpec): Index | undefined {
  for (const index of collection.indexes) {
    const known = index.spec;
    const sameKey = shellForm(known.key) === shellForm(spec.key) && equal(known.weights, spec.weights);
    const sameOptions = ['unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'].every(
      (option) => equal(known[option], spec[option]),
    );
    if (known.name === spec.name) {
      if (sameKey && sameOptions) return index;
      throw new MongoError(
        86,
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${shellForm(spec)}, existing index: ${shellForm(known)}`,
      );
    }
    if (sameKey && (sameOptions || !spec.partialFilterExpression)) {
      if (known.name === '_id_') return index;
      throw new MongoError(85, `Index already exists with a different name: ${known.name}`);
    }
    if (spec.key._fts && known.key._fts) {
      throw new MongoError(
        85,
        `An equivalent index already exists with different options: ${shellForm(known)}`,
      );
    }
  }
  if (collection.indexes.length >= MAX_INDEXES) {
    throw new MongoError(
      67,
      `add index fails, too many indexes for ${collection.database}.${collection.name} key:${shellForm(spec.key)}`,
    );
  }
  return undefined;
}

/** So many documents are looked at between two chances for others. */
const CHUNK = 200;

/**
 * From its first moment on the index is kept up by every write; the documents that were there before are added
 * piece by piece. Only then is it used.
 */
export function* buildIndex(engine: Engine, collection: Collection, spec: IndexSpec): Task<void> {
  const index = defineIndex({ ...spec, number: engine.catalog.nextNumber(), building: true });
  const build = Promise.withResolvers<void>();
  builds.set(index, build.promise);
  collection.indexes = [...collection.indexes, index];
  engine.writer.batch.describe(collection);
  try {
    yield* fillIndex(engine, collection, index);
  } finally {
    build.resolve();
    builds.delete(index);
  }
}

const builds = new WeakMap<Index, Promise<void>>();

/** Sees to it that an index which is not yet complete will be, or is no more. */
export function* awaitIndex(engine: Engine, collection: Collection, index: Index): Task<void> {
  const build = builds.get(index);
  if (build) yield build;
  else dropIndex(engine, collection, index);
}

/** What a crash, or a disk without room, has left half made. For use inside a writer's task. */
export function dropUnfinished(engine: Engine): void {
  for (const collection of engine.catalog.collections()) {
    for (const index of collection.indexes) if (index.building) dropIndex(engine, collection, index);
  }
}

function* fillIndex(engine: Engine, collection: Collection, index: Index): Task<void> {
  const goOn = () => {
    if (engine.catalog.byNumber(collection.number) === collection && collection.indexes.includes(index))
      return;
    throw new MongoError(
      276,
      `Index build aborted: ${index.spec.name}: the index or its collection was dropped`,
    );
  };
  try {
    yield COMMITTED;
    let from = numberKey(collection.number);
    for (;;) {
      goOn();
      const end = after(numberKey(collection.number));
      const records = [
        ...engine.env.docs.getKeys({ start: from, end, exclusiveStart: from.length > 4, limit: CHUNK }),
      ];
      for (const key of records) {
        const record = recordOfDocKey(key);
        const bytes = engine.writer.batch.document(collection, record);
        if (bytes) indexRecord(engine.writer.batch, collection, index, record, decode(bytes));
        yield undefined;
        goOn();
      }
      if (records.length < CHUNK) break;
      from = records.at(-1) as Buffer;
    }
    // Whoever reads by it from now on finds the last entries, too.
    yield COMMITTED;
    goOn();
  } catch (error) {
    if (collection.indexes.includes(index)) dropIndex(engine, collection, index);
    engine.clearRemnants();
    throw error;
  }
  index.building = false;
  engine.writer.batch.describe(collection);
}
