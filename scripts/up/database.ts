/** Which database `npm run up` uses, and how one of our own is started on the data folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from '../on-path.ts';
import { portFor } from './ports.ts';

export type Choice = 'given' | 'mongod' | 'embedded';

/** The files by which each of them is recognised in a folder. */
const marks = { embedded: 'data.mdb', mongod: 'WiredTiger' } as const;

/**
 * MONGODB_URI comes first, then a mongod on the PATH, then the embedded engine. But a folder that one of the last two
 * has filled stays with it: the other would not see its data.
 */
export function chooseDatabase(uri: string | undefined, folder: string, mongod = onPath('mongod')): Choice {
  if (uri !== undefined) return 'given';
  if (existsSync(join(folder, marks.embedded))) return 'embedded';
  if (!existsSync(join(folder, marks.mongod))) return mongod === undefined ? 'embedded' : 'mongod';
  if (mongod !== undefined) return 'mongod';
  throw new Error(
    `The data in ${folder} was written by mongod, and there is no mongod on the PATH now. ` +
      'Install MongoDB again, or set TRUNKLINE_DATA to another folder.',
  );
}

export interface LocalDatabase {
  readonly uri: string;
  /** What `node` is to run. */
  readonly argv: readonly string[];
}

export async function localDatabase(
  choice: 'mongod' | 'embedded',
  folder: string,
  socket: string,
): Promise<LocalDatabase> {
  if (choice === 'embedded') {
    return {
      uri: `mongodb://${encodeURIComponent(socket)}/trunkline`,
      argv: ['embedded/mongo/main.ts', '--dir', folder, '--socket', socket],
    };
  }
  const port = await portFor('MONGODB_URI', '127.0.0.1', 0);
  return {
    uri: `mongodb://127.0.0.1:${port}/trunkline`,
    argv: ['scripts/up/mongod.ts', folder, String(port)],
  };
}
