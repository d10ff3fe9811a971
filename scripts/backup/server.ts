import mongoose from 'mongoose';
import type { Manifest } from './manifest.ts';

type Client = mongoose.mongo.MongoClient;

export interface Place {
  readonly client: Client;
  /** The one that the address names; Trunkline uses no other. */
  readonly db: mongoose.mongo.Db;
}

export async function withServer<T>(uri: string, work: (place: Place) => Promise<T>): Promise<T> {
  const client = await new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  try {
    return await work({ client, db: client.db() });
  } finally {
    await client.close();
  }
}

export async function kindOf(db: mongoose.mongo.Db): Promise<Manifest['server']> {
  const info = await db.admin().buildInfo();
  const isEmbedded = (info.modules as string[] | undefined)?.includes('trunkline-embedded');
  const kind = isEmbedded ? 'embedded' : 'ferretdb' in info ? 'ferretdb' : 'mongodb';
  return { kind, version: info.version as string };
}
