// npm run backup: everything of the database, into a folder of its own below ./backups.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { duration, repeat } from './backup/schedule.ts';
import { keepNewest, partName } from './backup/shelf.ts';
import { withDatabase } from './backup/source.ts';
import { takeBackup } from './backup/take.ts';
import { foldersOf, readEnvironment } from './up/environment.ts';

const usage = `npm run backup                       takes one backup
npm run backup -- --to FOLDER        puts it there instead of ./backups (TRUNKLINE_BACKUPS)
npm run backup -- --keep 30          removes all but the 30 newest ones afterwards
npm run backup -- --every 15m        goes on, a backup every 15 minutes from start to start

The database is the one of MONGODB_URI (from the environment or .env); else the one that \`npm run up\` serves;
else what lies in ./data/mongo.`;

const environment = readEnvironment();

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      to: { type: 'string' },
      keep: { type: 'string' },
      every: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const shelf = resolve(values.to ?? foldersOf(environment).backups);
  const keep = values.keep === undefined ? undefined : Number(values.keep);
  if (keep !== undefined && !(Number.isInteger(keep) && keep > 0)) {
    throw new Error(`--keep ${values.keep} is no number of backups; expected 1 or more.`);
  }
  const once = () => withDatabase(environment, { besideUp: true }, (uri) => take(uri, shelf, keep));
  if (values.every === undefined) return once();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop.abort();
      // A half backup is worth nothing; nobody has to wait for it.
      rmSync(join(shelf, partName()), { recursive: true, force: true });
      process.exit(0);
    });
  }
  // One that fails is told and tried again when the next one is due: the database may be away for a while.
  const untired = () => once().catch((error: Error) => console.error(`The backup failed: ${error.message}`));
  await repeat(duration(values.every), untired, stop.signal);
}

async function take(uri: string, shelf: string, keep: number | undefined): Promise<void> {
  const { folder, manifest } = await takeBackup(uri, shelf);
  const documents = manifest.collections.reduce((sum, collection) => sum + collection.documents, 0);
  const seconds = (Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt)) / 1000;
  console.log(`${folder}: ${documents} documents in ${seconds.toFixed(1)} s`);
  if (keep !== undefined) await keepNewest(shelf, keep);
}
