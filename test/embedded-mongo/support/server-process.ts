import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../embedded/mongo/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface ServerProcess {
  readonly uri: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Ends it and waits until it has ended. */
  kill(signal: NodeJS.Signals): Promise<Ended>;
}

/** Node, or what is to run Node, on the engine's command line. */
function launch(
  args: readonly string[],
  wrapper: readonly string[] = [],
): { child: ChildProcess; ended: Promise<Ended> } {
  const [command, ...rest] = [...wrapper, process.execPath, MAIN, ...args] as [string, ...string[]];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { output: '', errors: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.errors += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...texts }) as Ended);
  return { child, ended };
}

/** The command line on its own, until it ends. */
export function runMain(...args: string[]): Promise<Ended> {
  return launch(args).ended;
}

/** A server on the folder, in a process of its own. */
export async function startServer(
  dir: string,
  args: readonly string[] = [],
  wrapper?: readonly string[],
): Promise<ServerProcess> {
  const { child, ended } = launch(['--dir', dir, ...args], wrapper);
  const listening = new Promise<string>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: string) => {
      text += chunk;
      const uri = /listening on (\S+)\n/.exec(text)?.[1];
      if (uri) resolve(uri);
    });
  });
  const uri = await Promise.race([
    listening,
    ended.then(({ code, errors }) => Promise.reject(new Error(`the server ended with ${code}: ${errors}`))),
  ]);
  return {
    uri,
    child,
    ended,
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-mongo-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
