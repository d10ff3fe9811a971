// npm run restore -- FOLDER: puts a backup back.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isSure } from './ask.ts';
import { putBack } from './backup/put-back.ts';
import { withDatabase } from './backup/source.ts';
import { readEnvironment } from './up/environment.ts';

const usage = `npm run restore -- FOLDER                    into a database that holds no documents
npm run restore -- FOLDER --replace          in place of what the database holds, after asking
npm run restore -- FOLDER --replace --yes    the same without asking

The database is the one of MONGODB_URI (from the environment or .env), else the embedded engine on ./data/mongo.
Servers and workers have to be stopped. Every checksum is verified before anything is written.`;

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const off = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    options: { replace: off, yes: off, help: { ...off, short: 'h' } },
    allowPositionals: true,
  });
  const [folder, ...others] = positionals;
  if (values.help || folder === undefined || others.length > 0) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const manifest = await withDatabase(readEnvironment(), { besideUp: false }, (uri) =>
    putBack({
      uri,
      folder: resolve(folder),
      log: console.log,
      ...(values.replace && { mayReplace: (question: string) => isSure(question, values.yes) }),
    }),
  );
  if (manifest === undefined) {
    console.log('Nothing was changed.');
    return 1;
  }
  console.log(`The backup of ${manifest.startedAt} is back: ${manifest.collections.length} collections.`);
  return 0;
}
