/** A Redis in one folder: finds redis-server on the PATH and runs it with what Trunkline needs of it. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { claimFolder, noteOwner } from './claim.ts';

export interface RedisOptions {
  /** Where the append-only file lies. Without it nothing is kept. */
  readonly dir?: string;
  /** A TCP port on the loopback address. The default: a unix socket that belongs to its owner alone. */
  readonly port?: number;
  /** Where that socket is to be; otherwise in a temporary folder. */
  readonly socket?: string;
  /** More settings for redis-server, by their names in its configuration. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

export interface RunningRedis {
  readonly url: string;
  readonly pid: number;
  /** Resolves with its exit code when the process has ended, whoever ended it. */
  readonly exited: Promise<number | null>;
  close(): Promise<void>;
}

/** A longer socket path is silently cut by the system. */
const maxSocketPath = 103;
const endsWithinMs = 5_000;

export async function startRedis({
  dir,
  port,
  socket: wantedSocket,
  settings = {},
  log,
}: RedisOptions = {}): Promise<RunningRedis> {
  const runtime = await mkdtemp(join(tmpdir(), 'trunkline-redis-'));
  const removeRuntime = () => rm(runtime, { recursive: true, force: true });
  try {
    if (dir !== undefined) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await claimFolder(dir);
    }
    const socket = wantedSocket === undefined ? join(runtime, 'redis.sock') : resolve(wantedSocket);
    if (port === undefined && Buffer.byteLength(socket) > maxSocketPath) {
      throw new Error(`the path is too long for a socket: ${socket}. Set TMPDIR to a shorter folder.`);
    }
    const args = Object.entries({
      port: String(port ?? 0),
      bind: '127.0.0.1',
      ...(port === undefined ? { unixsocket: socket, unixsocketperm: '700' } : {}),
      dir: resolve(dir ?? runtime),
      appendonly: dir === undefined ? 'no' : 'yes',
      save: '',
      'maxmemory-policy': 'noeviction',
      daemonize: 'no',
      ...settings,
    }).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = once(child, 'exit').then(async ([code]) => {
      await removeRuntime();
      return code as number | null;
    });
    exited.catch(() => undefined);
    try {
      await ready(child, exited, log);
      if (dir !== undefined) await noteOwner(dir, child.pid as number);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return {
      url: port === undefined ? `unix://${socket}` : `redis://127.0.0.1:${port}`,
      pid: child.pid as number,
      exited,
      async close() {
        child.kill('SIGTERM');
        // It refuses to end where it cannot write its file to the end, and would refuse for ever.
        const impatience = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
        await exited;
        clearTimeout(impatience);
      },
    };
  } catch (error) {
    await removeRuntime();
    throw error;
  }
}

/** Resolves when it accepts connections; fails with its own last words where it ends instead. */
async function ready(
  child: ChildProcessByStdio<null, Readable, Readable>,
  exited: Promise<number | null>,
  log: RedisOptions['log'],
): Promise<void> {
  const words: string[] = [];
  const listening = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      words.push(line);
      if (words.length > 20) words.shift();
      if (line.includes('eady to accept connections')) listening.resolve();
      log?.(line);
    });
  }
  const ended = exited.then(
    (code) => {
      const taken = /(\S+): bind: Address already in use/.exec(words.join('\n'));
      throw taken === null
        ? new Error(`redis-server ended with ${code} before it was ready:\n${words.join('\n')}`)
        : new Error(`redis-server cannot listen on ${taken[1]}: another process uses that port`);
    },
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Error('there is no redis-server on the PATH') : error;
    },
  );
  ended.catch(() => undefined);
  await Promise.race([listening.promise, ended]);
}
