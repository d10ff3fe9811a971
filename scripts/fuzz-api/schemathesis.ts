/** The tool that makes the requests up: schemathesis, which is Python's and not ours to install. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onPath } from '../on-path.ts';

const major = 4;

export const howToInstall = `npm run fuzz:api needs schemathesis ${major}, and there is none on the PATH: install it with \`pipx install schemathesis\`, or with \`pip install schemathesis\` in a virtual environment whose bin is on the PATH.`;

/** Its command, or undefined where this machine has none that is new enough. */
export function findSchemathesis(): string | undefined {
  const command = onPath('schemathesis');
  if (command === undefined) return undefined;
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  const [, found] = /(\d+)\.\d+/.exec(stdout) ?? [];
  return Number(found) >= major ? command : undefined;
}

export interface Run {
  readonly command: string;
  readonly url: string;
  /** Where its hook asks who it is. */
  readonly desk: string;
  readonly seconds: number;
  readonly seed: number;
  readonly phases: string | undefined;
  /** What it keeps for itself goes there. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** How much longer than asked for it may take: to start, to make what it found smaller, to tell. */
const graceMs = 60_000;

/** Resolves with how it failed, in words; undefined where it found nothing. What it finds it shows itself. */
export async function runSchemathesis(run: Run): Promise<string | undefined> {
  const { command, url, desk, seconds, seed, phases, folder, signal } = run;
  const budget = ['--max-time', String(seconds), '--seed', String(seed)];
  const only = phases === undefined ? [] : ['--phases', phases];
  const config = ['--config-file', join(import.meta.dirname, 'schemathesis.toml'), '--no-color'];
  const child = spawn(command, [...config, 'run', `${url}/openapi.json`, ...budget, ...only], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    signal,
    timeout: seconds * 1000 + graceMs,
    env: {
      ...process.env,
      SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'credentials.py'),
      FUZZ_API_DESK: desk,
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const [code, endedBy] = await once(child, 'exit');
  if (code === 0) return undefined;
  return endedBy === null ? `schemathesis ended with ${code}` : `schemathesis was ended by ${endedBy}`;
}
