/** npm run mongo -- --dir FOLDER …: the server on a folder, and what else can be done with one. */
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EmbeddedMongo } from './index.ts';

// Before the rest is imported: the second start is twice as fast.
enableCompileCache();
const { startEmbeddedMongo } = await import('./index.ts');

const USAGE = `  npm run mongo -- --dir ./data/mongo [--port 27017 | --socket path]   serves the folder
  npm run mongo -- --dir ./data/mongo --verify                         checks everything in it
  npm run mongo -- --dir ./data/mongo --dump FOLDER                    writes everything into a new folder as Extended JSON
  npm run mongo -- --dir ./data/mongo --load FOLDER                    reads it from there
  npm run mongo -- --uri mongodb://… --dump FOLDER (or --load)         the same with any MongoDB server`;

class Misuse extends Error {}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        dir: { type: 'string' },
        port: { type: 'string' },
        socket: { type: 'string' },
        verify: { type: 'boolean' },
        dump: { type: 'string' },
        load: { type: 'string' },
        uri: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

type Options = ReturnType<typeof options>;

async function main(): Promise<void> {
  const given = options();
  const tasks = [given.verify, given.dump, given.load].filter((task) => task !== undefined);
  if (tasks.length > 1) throw new Misuse('--verify, --dump and --load exclude each other');
  if (given.dump !== undefined || given.load !== undefined) return move(given);
  if (given.help) {
    console.log(USAGE);
    return;
  }
  if (given.port !== undefined && given.socket !== undefined) {
    throw new Misuse('--port and --socket exclude each other');
  }
  if (given.uri !== undefined) throw new Misuse('--uri goes with --dump or --load');
  if (given.dir === undefined) throw new Misuse('--dir is missing: the folder in which the data lies');
  if (given.verify) await verify(given.dir);
  else await serve(given.dir, given);
}

async function move({ dir, uri, dump: target, load: source }: Options): Promise<void> {
  if ((dir === undefined) === (uri === undefined))
    throw new Misuse('either --dir or --uri: whose data is it?');
  if (dir !== undefined && target !== undefined && !existsSync(join(dir, 'data.mdb'))) {
    throw new Error(`there is no data in the folder ${dir}`);
  }
  const { dump, load } = await import('./dump.ts');
  const server = dir === undefined ? undefined : await startEmbeddedMongo({ dir });
  try {
    const there = uri ?? (server as EmbeddedMongo).uri;
    const moved =
      target === undefined
        ? await load(there, source as string, { log: console.log })
        : await dump(there, target, { log: console.log });
    const documents = moved.reduce((sum, collection) => sum + collection.documents, 0);
    console.log(`${moved.length} collections, ${documents} documents`);
  } finally {
    await server?.close();
  }
}

async function verify(dir: string): Promise<void> {
  const { summary, verifyFolder } = await import('./verify.ts');
  const report = await verifyFolder(dir);
  console.log(summary(report));
  if (report.problemCount > 0) process.exitCode = 1;
}

async function serve(dir: string, { port, socket }: Options): Promise<void> {
  const server = await startEmbeddedMongo({
    dir,
    ...(port !== undefined && { port: portNumber(port) }),
    ...(socket !== undefined && { socket }),
    log: (message) => console.error(message),
  });
  endOnSignal(server);
  console.log(`listening on ${server.uri}`);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Misuse(`--port ${text} is no port`);
  return port;
}

function endOnSignal(server: EmbeddedMongo): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Not once: a stop that reaches the whole process group comes twice, through npm as well.
    process.on(signal, () => void server.close().then(() => process.exit(0), fail));
  }
}

/** What went wrong in the person's own words: a stack would not help them. */
function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof Misuse) console.error(USAGE);
  process.exit(error instanceof Misuse ? 2 : 1);
}

main().catch(fail);
