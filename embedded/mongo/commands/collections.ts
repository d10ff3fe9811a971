import { Binary, Double, Long } from 'bson';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { compileFilter } from '../match/index.ts';
import { isHeavy } from '../read/weight.ts';
import type { Collection } from '../store/catalog.ts';
import { type Doc, encode } from '../values/bson.ts';
import { dropCollection, ensureCollection, renameCollection } from '../write/collections.ts';
import { type Command, isDurable } from './command.ts';
import { ListCursor } from './cursors.ts';
import { openCursor } from './find.ts';

export function listDatabases(engine: Engine, { fields }: Command): Doc {
  const filter = fields.document('filter') ?? {};
  const nameOnly = fields.accept('authorizedDatabases').boolean('nameOnly') === true;
  fields.done();
  const matches = matcherOf(filter);
  const all = engine.catalog.databaseNames().map((name) => {
    const sizeOnDisk = engine.catalog.collections(name).reduce((sum, { bytes }) => sum + bytes, 0);
    return { name, sizeOnDisk: Long.fromNumber(sizeOnDisk), empty: false };
  });
  const databases = all.filter(matches);
  if (nameOnly) return { databases: databases.map(({ name }) => ({ name })) };
  const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk.toNumber(), 0);
  return { databases, totalSize: Long.fromNumber(totalSize) };
}

/** Names are short, and what is said of them is little: only a pattern could take long, and needs not be one that does. */
function matcherOf(filter: Doc): (doc: Doc) => boolean {
  if (isHeavy(filter)) {
    throw new MongoError(
      2,
      'the embedded engine lists by names and simple patterns only: ^prefix or a part of a name',
    );
  }
  return compileFilter(filter);
}

export function listCollections(engine: Engine, command: Command): Promise<Buffer> {
  const { fields, database } = command;
  const matches = matcherOf(fields.document('filter') ?? {});
  const nameOnly = fields.accept('authorizedCollections', 'cursor').boolean('nameOnly') === true;
  fields.done();
  const docs = engine.catalog
    .collections(database)
    .map((collection) => ({
      name: collection.name,
      type: 'collection',
      options: {},
      info: { readOnly: false, uuid: new Binary(collection.uuid, Binary.SUBTYPE_UUID) },
      idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
    }))
    .filter(matches)
    .map((doc) => encode(nameOnly ? { name: doc.name, type: doc.type } : doc));
  return openCursor(
    engine,
    command,
    new ListCursor(docs),
    `${database}.$cmd.listCollections`,
    Number.POSITIVE_INFINITY,
  );
}

export function create(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const name = fields.collection();
  fields
    .accept('autoIndexId', 'idIndex', 'storageEngine', 'indexOptionDefaults')
    .refuse('capped', 'timeseries', 'viewOn', 'validator', 'validationLevel', 'validationAction', 'collation')
    .refuse(
      'expireAfterSeconds',
      'clusteredIndex',
      'changeStreamPreAndPostImages',
      'encryptedFields',
      'pipeline',
    )
    .accept('size', 'max');
  fields.done();
  const step = (): Doc => {
    if (engine.catalog.find(database, name))
      throw new MongoError(48, `Collection ${database}.${name} already exists.`);
    ensureCollection(engine, database, name);
    return {};
  };
  return engine.writer.once(step, isDurable(command));
}

export async function drop(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const name = fields.collection();
  fields.done();
  const step = (): Doc => {
    const collection = engine.catalog.find(database, name);
    // Dropping what is not there is no error since MongoDB 7.
    if (!collection) return {};
    dropCollection(engine, collection);
    return { nIndexesWas: collection.indexes.length, ns: `${database}.${name}` };
  };
  const answer = await engine.writer.once(step, isDurable(command));
  engine.clearRemnants();
  return answer;
}

export async function dropDatabase(engine: Engine, command: Command): Promise<Doc> {
  const { database } = command;
  command.fields.done();
  const step = (): Doc => {
    const collections = engine.catalog.collections(database);
    for (const collection of collections) dropCollection(engine, collection);
    return collections.length > 0 ? { dropped: database } : {};
  };
  const answer = await engine.writer.once(step, isDurable(command));
  engine.clearRemnants();
  return answer;
}

export async function rename(engine: Engine, command: Command): Promise<Doc> {
  const { fields } = command;
  const [fromDatabase, from] = namespaceOf(fields.collection());
  const [toDatabase, to] = namespaceOf(fields.string('to') ?? '');
  const dropTarget = fields.boolean('dropTarget') === true;
  fields.accept('stayTemp').done();
  if (fromDatabase !== toDatabase) {
    throw new MongoError(115, 'the embedded engine renames collections within one database only');
  }
  if (from === to) throw new MongoError(20, "Can't rename a collection to itself");
  const step = (): Doc => {
    const collection = engine.catalog.find(fromDatabase, from);
    if (!collection) throw new MongoError(26, `Source collection ${fromDatabase}.${from} does not exist`);
    const target = engine.catalog.find(toDatabase, to);
    if (target && !dropTarget) throw new MongoError(48, 'target namespace exists');
    if (target) dropCollection(engine, target);
    renameCollection(engine, collection, to);
    return {};
  };
  const answer = await engine.writer.once(step, isDurable(command));
  engine.clearRemnants();
  return answer;
}

function namespaceOf(name: string): [string, string] {
  const dot = name.indexOf('.');
  if (dot < 1) throw new MongoError(73, `Invalid namespace specified '${name}'`);
  return [name.slice(0, dot), name.slice(dot + 1)];
}

export function collStats(engine: Engine, { fields, database }: Command): Doc {
  const name = fields.collection();
  const scale = fields.integer('scale') ?? 1;
  fields.done();
  const collection = engine.catalog.find(database, name);
  const ns = `${database}.${name}`;
  return { ns, scaleFactor: scale, ...sizes(collection ? [collection] : [], scale) };
}

export function dbStats(engine: Engine, { fields, database }: Command): Doc {
  const scale = fields.integer('scale') ?? 1;
  fields.accept('freeStorage').done();
  const collections = engine.catalog.collections(database);
  const { count, nindexes, indexSizes: _, size, ...rest } = sizes(collections, scale);
  return {
    db: database,
    collections: collections.length,
    views: 0,
    objects: count,
    dataSize: size,
    indexes: nindexes,
    scaleFactor: scale,
    ...rest,
  };
}

function sizes(collections: readonly Collection[], scale: number): Doc {
  const count = collections.reduce((sum, collection) => sum + collection.count, 0);
  const bytes = collections.reduce((sum, collection) => sum + collection.bytes, 0);
  const indexes = collections.flatMap((collection) => collection.indexes);
  return {
    count,
    size: new Double(bytes / scale),
    avgObjSize: new Double(count > 0 ? bytes / count : 0),
    storageSize: new Double(bytes / scale),
    nindexes: indexes.length,
    indexSizes: Object.fromEntries(indexes.map(({ spec, bytes: size }) => [spec.name, size / scale])),
    totalIndexSize: indexes.reduce((sum, index) => sum + index.bytes, 0) / scale,
  };
}
