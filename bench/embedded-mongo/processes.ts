/** Servers in processes of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';

export const { MongoClient } = mongoose.mongo;
export type MongoClient = mongoose.mongo.MongoClient;

export interface ServerProcess {
  readonly uri: string;
  readonly pid: number;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

const startLimitMs = 60_000;

export const startEngine = (dir: string) =>
  startServer(new URL('../../embedded/mongo/main.ts', import.meta.url), ['--dir', dir]);

/** With `file`: what is inserted goes there, and onto the disk, before the answer. */
export const startNull = (socket: string, file?: string) =>
  startServer(new URL('./null-server.ts', import.meta.url), [
    ...['--socket', socket],
    ...(file === undefined ? [] : ['--file', file]),
  ]);

async function startServer(script: URL, args: string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  // Whatever becomes of the benchmark, its servers go with it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const uri = Promise.withResolvers<string>();
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk);
    const [, listening] = /listening on (\S+)\n/.exec(output) ?? [];
    if (listening !== undefined) uri.resolve(listening);
  });
  child.once('exit', (code) => uri.reject(new Error(`${script.pathname} ended with ${code}`)));
  const timer = setTimeout(() => {
    kill();
    uri.reject(new Error(`${script.pathname} was not listening after ${startLimitMs / 1000} s`));
  }, startLimitMs);
  try {
    return {
      uri: await uri.promise,
      pid: child.pid ?? 0,
      async stop() {
        child.kill('SIGTERM');
        await gone;
        process.off('exit', kill);
      },
    };
  } finally {
    clearTimeout(timer);
  }
}

/** A process's resident memory in MB: all of it, and the part that is not pages of files. */
export function residentMemory(pid: number): number[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return [kilobytes('VmRSS') / 1024, kilobytes('RssAnon') / 1024];
}
