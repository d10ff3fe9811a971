/** Moves everything from a MongoDB server to a folder of Extended JSON, and from there to a server. */
import { createRequire } from 'node:module';
import mongoose from 'mongoose';
import {
  type Metadata,
  prepare,
  readDocuments,
  readMetadata,
  writeDocuments,
  writeMetadata,
} from './dump/files.ts';

type Client = mongoose.mongo.MongoClient;
type Document = mongoose.mongo.BSON.Document;

export interface MovedCollection {
  readonly database: string;
  readonly name: string;
  readonly documents: number;
  readonly indexes: number;
}

export interface DumpOptions {
  readonly log?: (message: string) => void;
  readonly isWanted?: (database: string) => boolean;
  readonly compressed?: boolean;
}

export interface LoadOptions {
  readonly log?: (message: string) => void;
  /** Into a database of another name. */
  readonly rename?: (database: string) => string;
}

/** These belong to the server itself. */
const OWN_DATABASES = new Set(['admin', 'config', 'local']);

const { BSON, MongoClient } = mongoose.mongo;

async function withClient<T>(uri: string, work: (client: Client) => Promise<T>): Promise<T> {
  // What a replica set might still roll back is nothing to keep.
  const options = { serverSelectionTimeoutMS: 5000, readConcern: { level: 'majority' } } as const;
  const client = await new MongoClient(uri, options).connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** Each collection as it is when its turn comes: writes during a dump may be in it or not. */
export async function dump(
  uri: string,
  folder: string,
  { log = () => {}, isWanted = () => true, compressed = false }: DumpOptions = {},
): Promise<MovedCollection[]> {
  await prepare(folder);
  return withClient(uri, async (client) => {
    const moved: MovedCollection[] = [];
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name: database } of databases) {
      if (OWN_DATABASES.has(database) || !isWanted(database)) continue;
      const collections = (await client
        .db(database)
        .listCollections()
        .toArray()) as mongoose.mongo.CollectionInfo[];
      for (const { name, type, options } of collections) {
        if (name.startsWith('system.')) continue;
        if (type !== 'collection') {
          log(`${database}.${name} is left out: it is a ${type}`);
          continue;
        }
        const metadata = await metadataOf(client, database, name, options ?? {});
        await writeMetadata(folder, metadata);
        const documents = client.db(database).collection(name).find({}, { raw: true }).stream();
        const count = await writeDocuments(folder, metadata, documents as AsyncIterable<Buffer>, compressed);
        log(`${database}.${name}: ${count} documents`);
        moved.push({ database, name, documents: count, indexes: metadata.indexes.length });
      }
    }
    return moved;
  });
}

async function metadataOf(
  client: Client,
  database: string,
  collection: string,
  options: Document,
): Promise<Metadata> {
  const indexes = await client
    .db(database)
    .collection(collection)
    .listIndexes({ raw: true } as object)
    .toArray();
  return {
    database,
    collection,
    options: Buffer.from(BSON.serialize(options)),
    indexes: indexes as unknown as Buffer[],
  };
}

/** Into collections that are not there yet or are empty: nothing is mixed. */
export async function load(
  uri: string,
  folder: string,
  { log = () => {}, rename = (database) => database }: LoadOptions = {},
): Promise<MovedCollection[]> {
  const all: Metadata[] = [];
  for await (const metadata of readMetadata(folder)) all.push(metadata);
  if (all.length === 0) throw new Error(`there is no dump in the folder ${folder}`);
  return withClient(uri, async (client) => {
    for (const { database: dumped, collection } of all) {
      const database = rename(dumped);
      if (
        await client
          .db(database)
          .collection(collection)
          .findOne({}, { projection: { _id: 1 } })
      ) {
        throw new Error(
          `${database}.${collection} holds documents already: a dump is loaded into empty collections`,
        );
      }
    }
    const moved: MovedCollection[] = [];
    for (const metadata of all) {
      const database = rename(metadata.database);
      const { collection: name, indexes } = metadata;
      const documents = await loadOne(client.db(database), folder, metadata);
      log(`${database}.${name}: ${documents} documents`);
      moved.push({ database, name, documents, indexes: indexes.length });
    }
    return moved;
  });
}

const MAX_BATCH_BYTES = 8 << 20;
const MAX_BATCH_DOCUMENTS = 1000;

async function loadOne(db: mongoose.mongo.Db, folder: string, metadata: Metadata): Promise<number> {
  const { collection } = metadata;
  const there = await db.listCollections({ name: collection }, { nameOnly: true }).hasNext();
  if (!there) await db.createCollection(collection, BSON.deserialize(metadata.options));
  let batch: Buffer[] = [];
  let bytes = 0;
  let count = 0;
  const send = async () => {
    if (batch.length === 0) return;
    await insert(db, collection, batch);
    count += batch.length;
    batch = [];
    bytes = 0;
  };
  for await (const document of readDocuments(folder, metadata)) {
    if (bytes + document.length > MAX_BATCH_BYTES || batch.length === MAX_BATCH_DOCUMENTS) await send();
    batch.push(document);
    bytes += document.length;
  }
  await send();
  const indexes = metadata.indexes.map(indexOf).filter(({ name }) => name !== '_id_');
  if (indexes.length > 0) await db.command({ createIndexes: collection, indexes, writeConcern: DURABLE });
  return count;
}

const DURABLE = { w: 'majority', j: true };

/** As createIndexes wants it: which version of text indexes a server has is its own affair. */
function indexOf(bson: Buffer): Document {
  const { ns: _, textIndexVersion: __, ...spec } = BSON.deserialize(bson);
  return spec;
}

interface Sequence {
  push(document: object, bson: Buffer): number;
}

/**
 * The driver would encode documents from JavaScript values, and so lose the types that JavaScript has no value
 * for. Its own class for documents that are already encoded is the only way around that.
 */
const { DocumentSequence } = createRequire(createRequire(import.meta.url).resolve('mongoose'))(
  'mongodb/lib/cmap/commands',
) as {
  DocumentSequence: new (field: string) => Sequence;
};

async function insert(db: mongoose.mongo.Db, collection: string, batch: readonly Buffer[]): Promise<void> {
  const documents = new DocumentSequence('documents');
  for (const bson of batch) documents.push({}, bson);
  const { writeErrors } = await db.command({
    insert: collection,
    ordered: true,
    writeConcern: DURABLE,
    documents,
  });
  if (writeErrors) throw new Error(`a document could not be inserted: ${writeErrors[0].errmsg}`);
}
