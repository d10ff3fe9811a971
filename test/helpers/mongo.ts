import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, expect, inject } from 'vitest';

type Db = mongoose.mongo.Db;
type Client = mongoose.mongo.MongoClient;

/** A document whose _id may be anything. */
export interface Row extends mongoose.mongo.BSON.Document {
  _id?: string | number | bigint | boolean | null | object;
}
type Collection = mongoose.mongo.Collection<Row>;

export interface EmbeddedMongo {
  readonly uri: string;
  close(): Promise<void>;
}

export interface EmbeddedMongoOptions {
  dir?: string;
  port?: number;
  socket?: string;
  inMemory?: boolean;
}

/** Who answers: our engine, the peer of development and CI (FerretDB), or a MongoDB. */
export type ServerKind = 'embedded' | 'ferretdb' | 'mongodb';

export interface Database {
  readonly uri: string;
  /** The name of a database that this test file has for itself. */
  readonly name: string;
  readonly kind: ServerKind;
  readonly client: Client;
  readonly db: Db;
  /** A mongoose connection to that database, made on first use. */
  connection(): mongoose.Connection;
  /** A collection that no other test uses; it exists once something is written. */
  collection(): Collection;
}

let current: ServerKind | undefined;

/** The server that this test file talks to; database() has to be awaited before. */
export function serverKind(): ServerKind {
  if (!current) throw new Error('await database() first');
  return current;
}

/** Starts the embedded engine. It is imported only now, so that a file can run without it on another server. */
export async function startEngine(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const entry = new URL('../../embedded/mongo/index.ts', import.meta.url).href;
  const module = (await import(entry)) as {
    startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo>;
  };
  return module.startEmbeddedMongo(options);
}

/** An engine in a temporary folder, in memory, which goes with its folder when it is closed. */
export async function temporaryEngine(options: EmbeddedMongoOptions = {}): Promise<EmbeddedMongo> {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-mongo-'));
  const engine = await startEngine({ dir, inMemory: true, ...options });
  return {
    uri: engine.uri,
    async close() {
      await engine.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function kindOf(client: Client): Promise<ServerKind> {
  const info = await client.db('admin').command({ buildInfo: 1 });
  if (info.modules.includes('trunkline-embedded')) return 'embedded';
  return 'ferretdb' in info ? 'ferretdb' : 'mongodb';
}

/** A name that no test file running beside this one uses. */
export function uniqueName(prefix = 'test'): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}

/** The same, which says whose it is where it is left behind. */
export function databaseName(): string {
  const file = basename(expect.getState().testPath ?? '', '.test.ts');
  return `${uniqueName()}_${file.replace(/[^a-z0-9]/gi, '_').slice(0, 24)}`;
}

/**
 * The database of a test file: `const mongo = await database();` at its top. On TEST_MONGODB_URI where that is
 * set, else on the embedded engine that the run started. Dropped, and everything closed, when the file is done.
 */
export async function database(): Promise<Database> {
  const uri = inject('mongoUri');
  const name = databaseName();
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const kind = await kindOf(client);
  current = kind;
  const db = client.db(name);
  let connection: mongoose.Connection | undefined;
  let collections = 0;

  afterAll(async () => {
    if (connection !== undefined) {
      // Making an index that was begun after the drop would bring the database back.
      await Promise.allSettled(Object.values(connection.models).map((model) => model.init()));
      await connection.close();
    }
    await db.dropDatabase();
    await client.close();
  });

  return {
    uri,
    name,
    kind,
    client,
    db,
    connection() {
      connection ??= mongoose.createConnection(uri, { dbName: name });
      return connection;
    },
    collection: () => db.collection(`c${++collections}`),
  };
}
