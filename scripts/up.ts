// npm run up: everything that Trunkline needs, on this machine, until Ctrl-C.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isSure } from './ask.ts';
import { foldersOf, readEnvironment, root } from './up/environment.ts';
import { reset } from './up/reset.ts';
import { run } from './up/run.ts';
import { createScreen } from './up/screen.ts';

const usage = `npm run up                      starts Trunkline and all it stands on, until Ctrl-C
npm run up -- --reset           removes what it has stored, after asking, and starts anew
npm run up -- --reset --yes     the same without asking
npm run up -- --no-backup       makes no backups while it runs
npm run up -- --help            shows this

Variables come from the environment and from .env, which is made at the first start. Those one may want here:
  PORT             another port than 3000
  TRUNKLINE_DATA   another folder than ./data
  MONGODB_URI      a database of your own; else mongod on the PATH, else the embedded engine
  REDIS_URL        a Redis of your own; else redis-server on the PATH
docs/operations.md explains each of them and all others.`;

const screen = createScreen(process.stdout);
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const options = given();
  if (typeof options === 'string') {
    console.error(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  if (options.reset && !(await startedOver(options.yes))) return 1;
  await run(screen, { backup: !options['no-backup'] });
  return 0;
}

async function startedOver(yes: boolean): Promise<boolean> {
  const environment = readEnvironment(join(root, '.env'));
  const { data } = foldersOf(environment);
  const done = await reset({
    data,
    mongodbUri: environment.MONGODB_URI ?? environment.MONGODB_URI_FILE,
    isSure: (question) => isSure(question, yes),
  });
  if (done) screen.done('Nothing is stored any more; starting anew.');
  else screen.tell('Nothing was removed.');
  return done;
}

function given() {
  try {
    const off = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({
      options: { reset: off, yes: off, 'no-backup': off, help: { ...off, short: 'h' } },
    });
    return values;
  } catch (error) {
    return (error as Error).message;
  }
}
