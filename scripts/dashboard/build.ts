/** Builds the dashboard into dashboard/dist, and does nothing where what it is built from has not changed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** Written last, so that a build that was cut short is none. */
const stamp = join(root, 'dashboard', 'dist', '.built-from');
/** Of the contract the dashboard has types alone, which leave nothing in what is built. */
const sources = [
  'dashboard/index.html',
  'dashboard/vite.config.ts',
  'dashboard/src/**/*.*',
  'src/core/events.ts',
  'package-lock.json',
  'scripts/dashboard/build.ts',
];

export async function buildDashboard(tell: (line: string) => void): Promise<void> {
  const from = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return;
  tell('Building the dashboard.');
  // In a process of its own: whatever this one is, tests among others, what is built is for production.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(root, 'dashboard', 'vite.config.ts');
  const args = [vite, 'build', '--config', config, '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production' };
  const [code] = await once(
    spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 2, 2] }),
    'exit',
  );
  if (code !== 0) throw new Error('The dashboard could not be built; what is wrong stands above.');
  writeFileSync(stamp, from);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync(sources, { cwd: root }).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}
