/** A copy of the repository in a temporary folder, so that its .env, data and ports are nobody else's. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Holder } from '../../../../scripts/up/holder.ts';

const repository = join(import.meta.dirname, '../../../..');

export interface Copy {
  readonly folder: string;
  path(...names: string[]): string;
  /** Starts `npm run up` in it, in a process group of its own. */
  up(args?: readonly string[], env?: Record<string, string>): Up;
  /** Numbers of the processes that run in it. */
  processes(): number[];
  /** Who holds the data folder by its own word. */
  holder(data?: string): Holder;
}

interface Up {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves when it has said that; fails with all that it said where it ends instead. */
  says(text: string): Promise<void>;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

/** `files` replace or add to those of the repository. */
export function copyOfRepository(files: Record<string, string> = {}): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-up-'));
  for (const name of [
    'package.json',
    'package-lock.json',
    'scripts',
    'src',
    'dashboard',
    'embedded',
    'sandbox',
  ]) {
    cpSync(join(repository, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(compiled(), join(folder, 'compiled'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const processes = () => processesIn(folder);
  onTestFinished(() => {
    for (const pid of processes()) killed(pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    folder,
    path: (...names) => join(folder, ...names),
    up: (args = [], env = {}) => startUp(folder, args, env),
    processes,
    holder: (data = join(folder, 'data')) =>
      JSON.parse(readFileSync(join(data, 'up.json'), 'utf8')) as Holder,
  };
}

/**
 * A port that no system hands out to whoever asks for any: it is settled before everything is started, and must not
 * be somebody else's by then.
 */
const port = () => String(randomInt(10_000, 32_000));

/** All copies share what was compiled for one of them, as the starts of one repository do. */
function compiled(): string {
  const folder = join(tmpdir(), 'trunkline-up-compiled');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The environment holds nothing of whoever runs the tests but the PATH. Compiled code is known by where it lies, seen
 * from its cache: the same place in each copy.
 */
function startUp(folder: string, args: readonly string[], env: Record<string, string>): Up {
  const child = spawn(process.execPath, [join(folder, 'scripts', 'up.ts'), ...args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      NODE_COMPILE_CACHE_PORTABLE: '1',
      PORT: port(),
      SANDBOX_PORT: port(),
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return {
    child,
    ended,
    output: () => output,
    async says(text) {
      while (!output.includes(text)) {
        const more = once(child.stdout, 'data').then(() => true);
        if ((await Promise.race([more, ended.then(() => false)])) || output.includes(text)) continue;
        throw new Error(`it ended without saying "${text}":\n${output}`);
      }
    },
  };
}

function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && placeOf(name).startsWith(folder))
    .map(Number);
}

function placeOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

/** It may have ended by itself since it was seen. */
function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
