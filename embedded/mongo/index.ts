/** A MongoDB server in this process, on a folder of its own. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Engine, openEngine } from './engine.ts';
import { type Address, listen } from './server.ts';

export interface EmbeddedMongoOptions {
  /** Where the data lies. Without it, and with `inMemory`, in a temporary folder that is removed at the end. */
  readonly dir?: string;
  /** A TCP port on the loopback address; 0 takes a free one. */
  readonly port?: number;
  /** A unix socket. The default: one in the data folder. */
  readonly socket?: string;
  /** For tests: nothing is forced to disk, and all of it is removed at the end. */
  readonly inMemory?: boolean;
  readonly log?: (message: string) => void;
  readonly ttlEveryMs?: number;
  /** So long one read may work, or one batch of a cursor's; ten minutes where nothing else is said. */
  readonly readLimitMs?: number;
}

export interface EmbeddedMongo {
  readonly uri: string;
  close(): Promise<void>;
}

/** The reading threads start when the first clients have been answered: not while they wait for the server. */
const WARM_UP_MS = 200;

/** A longer path is silently cut by the system and then reaches another socket. */
const MAX_SOCKET_PATH = 103;

export async function startEmbeddedMongo(options: EmbeddedMongoOptions = {}): Promise<EmbeddedMongo> {
  const { inMemory = options.dir === undefined, log, ttlEveryMs, readLimitMs } = options;
  const temporary: string[] = [];
  const removeTemporary = async () => {
    for (const folder of temporary) await rm(folder, { recursive: true, force: true });
  };
  try {
    const dir = options.dir === undefined ? await makeTemporary(temporary) : resolve(options.dir);
    await makeFolder(dir);
    const engine = await openEngine({
      dir,
      volatile: inMemory,
      ...(log && { log }),
      ...(ttlEveryMs !== undefined && { ttlEveryMs }),
      ...(readLimitMs !== undefined && { readLimitMs }),
    });
    const { uri, close } = await listenFor(engine, options, dir, temporary).catch(async (error) => {
      await engine.close();
      throw error;
    });
    setTimeout(() => engine.pool.warm(), WARM_UP_MS).unref();
    let closed: Promise<void> | undefined;
    return {
      uri,
      close() {
        closed ??= close().then(engine.close).then(removeTemporary);
        return closed;
      },
    };
  } catch (error) {
    await removeTemporary();
    throw error;
  }
}

async function listenFor(
  engine: Engine,
  options: EmbeddedMongoOptions,
  dir: string,
  temporary: string[],
): Promise<EmbeddedMongo> {
  const address = await addressOf(options, dir, temporary);
  const { port, close } = await listen(engine, address);
  const uri =
    'socket' in address ? `mongodb://${encodeURIComponent(address.socket)}/` : `mongodb://127.0.0.1:${port}/`;
  return { uri, close };
}

async function addressOf(
  { port, socket }: EmbeddedMongoOptions,
  dir: string,
  temporary: string[],
): Promise<Address> {
  if (port !== undefined) return { port };
  const wanted = socket === undefined ? join(dir, 'mongo.sock') : resolve(socket);
  if (Buffer.byteLength(wanted) <= MAX_SOCKET_PATH) return { socket: wanted };
  return { socket: join(await makeTemporary(temporary), 'mongo.sock') };
}

async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'there is a file of this name' : message;
    throw new Error(`the data folder ${dir} cannot be made: ${reason}`);
  }
}

/** mkdtemp makes it for its owner only. */
async function makeTemporary(temporary: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-mongo-'));
  temporary.push(folder);
  return folder;
}
