/**
 * Where the processes of the tests keep compiled code, for each other and for the next run. Vitest gives each test file
 * another address in every run, so of those it holds more and more; then it is begun anew.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const compiled = join(import.meta.dirname, '../../node_modules/.cache/compiled');

const mostFiles = 30_000;

/** Once for a run, before there is anybody who reads from it. */
export function boundCompiled(): void {
  mkdirSync(compiled, { recursive: true });
  if (readdirSync(compiled, { recursive: true }).length > mostFiles) rmSync(compiled, { recursive: true });
}
