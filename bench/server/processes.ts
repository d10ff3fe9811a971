/** Servers under measurement, each in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from './ground.ts';

export interface Script {
  readonly file: URL;
  readonly args?: readonly string[];
}

export const bare: Script = { file: new URL('./bare.ts', import.meta.url) };
export const bareCached: Script = { ...bare, args: ['--compile-cache'] };
export const unlimited: Script = { file: new URL('./unlimited.ts', import.meta.url) };
export const trunkline: Script = { file: new URL('../../src/server.ts', import.meta.url) };
const worker: Script = { file: new URL('../../src/worker.ts', import.meta.url) };

export interface Running {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its first answer. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const lookEveryMs = 2;

export async function start(script: Script, environment: Environment): Promise<Running> {
  const started = performance.now();
  const { child, port, stop } = await spawned(script, environment);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${script.file.pathname} ended with ${child.exitCode}`);
    if (performance.now() - started > startLimitMs)
      throw new Error(`${script.file.pathname} does not answer`);
    await sleep(lookEveryMs);
  }
  return { url, pid: child.pid ?? 0, startMs: performance.now() - started, stop };
}

/** A process that answers nothing: it works until it is stopped. */
export async function startWorker(environment: Environment): Promise<Pick<Running, 'stop'>> {
  return spawned(worker, environment);
}

/** Does not outlive the benchmark. */
async function spawned({ file, args = [] }: Script, environment: Environment) {
  const port = await freePort();
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...environment, PORT: String(port) },
  });
  const gone = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    child,
    port,
    async stop() {
      child.kill('SIGTERM');
      await gone;
      process.off('exit', kill);
    },
  };
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
