/** A script in a process of its own, with what it says: for tests of starting, ending and being killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  kill(signal: NodeJS.Signals): void;
  /** Everything written so far. */
  output(): string;
  errors(): string;
  /** The lines of the log among the output. */
  log(): Record<string, unknown>[];
  /** Resolves when the output holds the text; fails, with all that was said, where the process ends instead. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface ChildOptions {
  env?: Record<string, string>;
  args?: readonly string[];
  cwd?: string;
}

/**
 * `script` is a URL. Nothing of the environment is passed on but the PATH, and where compiled code is kept. What still
 * runs after the test is killed.
 */
export function startChild(script: URL, { env = {}, args = [], cwd }: ChildOptions = {}): Child {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...passedOn(), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const texts = { output: '', errors: '' };
  const { stdout: output, stderr: errors } = child;
  output.setEncoding('utf8').on('data', (text: string) => {
    texts.output += text;
  });
  errors.setEncoding('utf8').on('data', (text: string) => {
    texts.errors += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Ended);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    kill: (signal) => void child.kill(signal),
    output: () => texts.output,
    errors: () => texts.errors,
    log: () => texts.output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : [])),
    async says(text) {
      while (!texts.output.includes(text)) {
        const more = once(output, 'data').then(() => true);
        if ((await Promise.race([more, ended.then(() => false)])) || texts.output.includes(text)) continue;
        throw new Error(`it ended without saying "${text}":\n${texts.output}\n${texts.errors}`);
      }
    },
    ended,
  };
}

function passedOn() {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) };
}
