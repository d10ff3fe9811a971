import type { Engine } from '../engine.ts';
import { existing } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Collection } from '../store/catalog.ts';
import type { Index, IndexSpec } from '../store/indexes.ts';
import type { Task } from '../store/writer.ts';
import { type Doc, encode } from '../values/bson.ts';
import { toNumber } from '../values/numbers.ts';
import { shellForm } from '../values/shell.ts';
import { dropIndex, ensureCollection } from '../write/collections.ts';
import { indexSpec } from '../write/index-spec.ts';
import { awaitIndex, buildIndex, sameIndex } from '../write/indexes.ts';
import type { Command } from './command.ts';
import { ListCursor } from './cursors.ts';
import { openCursor } from './find.ts';

export async function createIndexes(engine: Engine, { fields, database }: Command): Promise<Doc> {
  const name = fields.collection();
  const given = fields.array('indexes');
  fields.accept('commitQuorum', 'ignoreUnknownIndexOptions').done();
  if (!given || given.length === 0) throw new MongoError(2, 'Must specify at least one index to create');
  const specs = given.map(indexSpec);
  return engine.writer.run(create(engine, database, name, specs), true);
}

function* create(engine: Engine, database: string, name: string, specs: readonly IndexSpec[]): Task<Doc> {
  const createdCollectionAutomatically = !engine.catalog.find(database, name);
  const collection = ensureCollection(engine, database, name);
  const before = collection.indexes.length;
  for (const spec of specs) {
    let same = sameIndex(collection, spec);
    for (; same?.building; same = sameIndex(collection, spec)) yield* awaitIndex(engine, collection, same);
    if (!same) yield* buildIndex(engine, collection, spec);
  }
  const numIndexesAfter = collection.indexes.length;
  const note = numIndexesAfter === before ? { note: 'all indexes already exist' } : {};
  return { numIndexesBefore: before, numIndexesAfter, createdCollectionAutomatically, ...note };
}

export function listIndexes(engine: Engine, command: Command): Promise<Buffer> {
  const { fields, database } = command;
  const name = fields.collection();
  const cursor = fields.document('cursor');
  fields.done();
  const docs = existing(engine, database, name)
    .indexes.filter(({ building }) => !building)
    .map(({ spec }) => encode(spec));
  const batchSize = cursor?.batchSize === undefined ? Number.POSITIVE_INFINITY : toNumber(cursor.batchSize);
  return openCursor(engine, command, new ListCursor(docs), `${database}.${name}`, batchSize);
}

export async function dropIndexes(engine: Engine, { fields, database }: Command): Promise<Doc> {
  const collection = existing(engine, database, fields.collection());
  const which = fields.any('index');
  fields.done();
  const answer = await engine.writer.run(drop(engine, collection, which), true);
  engine.clearRemnants();
  return answer;
}

function* drop(engine: Engine, collection: Collection, which: unknown): Task<Doc> {
  const nIndexesWas = collection.indexes.length;
  const wanted = Array.isArray(which)
    ? which.flatMap((each) => named(collection, each))
    : named(collection, which);
  for (const index of wanted) {
    if (index.spec.name === '_id_') throw new MongoError(72, 'cannot drop _id index');
    dropIndex(engine, collection, index);
  }
  return { nIndexesWas };
}

function named(collection: Collection, which: unknown): Index[] {
  if (which === '*') return collection.indexes.filter(({ spec }) => spec.name !== '_id_');
  const found = collection.indexes.filter(({ spec }) =>
    typeof which === 'string' ? spec.name === which : shellForm(spec.key) === shellForm(which),
  );
  if (found.length > 0) return found;
  throw new MongoError(
    27,
    typeof which === 'string'
      ? `index not found with name [${which}]`
      : `can't find index with key: ${shellForm(which)}`,
  );
}
