/** The one connection to the database. */
import mongoose from 'mongoose';
import type { Config } from '../core/config/index.ts';
import type { Logger } from '../core/logger/index.ts';

/** Resolves when the database has answered once; afterwards the driver finds its way back by itself. */
export async function connectMongo(
  { MONGODB_URI }: Pick<Config, 'MONGODB_URI'>,
  log: Logger,
): Promise<mongoose.Connection> {
  const connection = mongoose.createConnection(MONGODB_URI, {
    appName: 'trunkline',
    // A database that is away is noticed by whoever waits for it, not half a minute later.
    serverSelectionTimeoutMS: 5_000,
    // A model that was not given its indexes yet must not look complete; they are built where the process starts.
    autoIndex: false,
  });
  connection.on('error', (error: unknown) => log.warn({ error }, 'the connection to the database failed'));
  await connection.asPromise().catch((cause: Error) => {
    throw new Error(`The database of MONGODB_URI cannot be reached: ${cause.message}`, { cause });
  });
  return connection;
}

/** Resolves when the database has answered this very moment. */
export async function pingMongo({ db }: mongoose.Connection, signal: AbortSignal): Promise<void> {
  if (db === undefined) throw new Error('not connected');
  await db.command({ ping: 1 }, { signal });
}
