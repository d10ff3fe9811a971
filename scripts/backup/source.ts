/** Whose data it is: MONGODB_URI's, that of `npm run up`, or what lies in the data folder while nothing runs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseDatabase } from '../up/database.ts';
import { type Environment, foldersOf } from '../up/environment.ts';
import { holderOfFolder } from '../up/holder.ts';

/** `besideUp`: whether the work may be done while `npm run up` serves the same data. */
export async function withDatabase<T>(
  environment: Environment,
  { besideUp }: { besideUp: boolean },
  work: (uri: string) => Promise<T>,
): Promise<T> {
  const { MONGODB_URI, MONGODB_URI_FILE } = environment;
  if (MONGODB_URI !== undefined) return work(MONGODB_URI);
  if (MONGODB_URI_FILE !== undefined) return work(readFileSync(MONGODB_URI_FILE, 'utf8').trim());
  const { data } = foldersOf(environment);
  const holder = holderOfFolder(data);
  if (holder !== undefined) {
    if (besideUp) return work(holder.mongodbUri);
    throw new Error(
      `\`npm run up\` (process ${holder.pid}) serves ${data}. End it first (Ctrl-C in its terminal).`,
    );
  }
  const folder = join(data, 'mongo');
  if (chooseDatabase(undefined, folder) === 'mongod') {
    throw new Error(`The data in ${folder} belongs to mongod. Start mongod on it and set MONGODB_URI.`);
  }
  if (besideUp && !existsSync(folder)) {
    throw new Error(`There is nothing in ${folder}, and MONGODB_URI names no other database.`);
  }
  // Only now: whoever has a server need not wait until it is loaded.
  const { startEmbeddedMongo } = await import('../../embedded/mongo/index.ts');
  const engine = await startEmbeddedMongo({ dir: folder });
  try {
    return await work(`${engine.uri}trunkline`);
  } finally {
    await engine.close();
  }
}
