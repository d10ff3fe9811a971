/**
 * One process of `npm run up`. It leads a process group of its own: the terminal's Ctrl-C reaches `up` alone, which
 * stops the others in order; and what a process leaves behind when it dies is found by its group.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildOptions {
  /** What `node` is to run. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly onLine: (line: string, from: 'stdout' | 'stderr') => void;
  /** How long it may take to stop before it is killed. */
  readonly patienceMs: number;
}

export interface Child {
  readonly pid: number | undefined;
  /** How it ended, in words: `ended with code 1`. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
}

const leash = join(import.meta.dirname, 'leash.ts');

export function startChild({ argv, cwd, env, onLine, patienceMs }: ChildOptions): Child {
  const child = spawn(process.execPath, ['--import', leash, ...argv], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const outputs = (['stdout', 'stderr'] as const).map((name) => {
    const reader = createInterface({ input: child[name] as NonNullable<typeof child.stdout> });
    reader.on('line', (line) => onLine(line, name));
    return once(reader, 'close');
  });
  const killGroup = () => killIfThere(child.pid);
  const ended = once(child, 'exit').then(
    async ([code, signal]: (number | string | null)[]) => {
      killGroup();
      // Its last words are the ones that matter.
      await Promise.all(outputs);
      return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
    },
    (error: Error) => `did not start: ${error.message}`,
  );
  return {
    pid: child.pid,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const over = new AbortController();
      const patience = sleep(patienceMs, undefined, { signal: over.signal }).then(killGroup, () => undefined);
      await ended;
      over.abort();
      await patience;
    },
    kill: killGroup,
  };
}

function killIfThere(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
