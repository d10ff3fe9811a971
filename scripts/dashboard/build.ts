/** Builds the dashboard into dashboard/dist, and does nothing where what it is built from has not changed. */
import { createHash } from 'node:crypto';
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
];

export async function buildDashboard(tell: (line: string) => void): Promise<void> {
  const from = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return;
  tell('Building the dashboard.');
  // Only where it is needed: loading it takes longer than looking.
  const { build } = await import('vite');
  await build({ configFile: join(root, 'dashboard', 'vite.config.ts'), logLevel: 'warn' });
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
