/**
 * Most of what a test file costs is a process of its own: to start it, to import the product, and to run code that is
 * not compiled yet. Files share a few processes, therefore, as long as they change nothing of the one that they run in;
 * all others, and those with a browser, have one each. Which is which is read off the files, and off what they import of
 * the tests, so that nobody has to keep a list. What a file leaves open is found at its end, by leaks.ts, before the next
 * one begins.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** What the next file in the same process would notice, at the latest when a test has run out of time. */
const ofTheProcess = [
  /from 'node:(cluster|inspector|process|v8|vm|worker_threads)'/,
  /from 'playwright-core'/,
  /\bprocess\.(on|once|exit|chdir|emit|kill)\b/,
  /\bprocess\.env(\.\w+|\[[^\]]+\])? \??= |delete process\.env/,
  /\bglobalThis\b/,
  /\bvi\.(useFakeTimers|stubGlobal|stubEnv)\b/,
];

const imported = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** From the folder of the repository, as Vitest includes them. */
export function filesThatShare(): string[] {
  const reasons = new Map<string, boolean>();
  return globSync('test/**/*.test.ts', { cwd: root })
    .filter((file) => !isAlone(join(root, file), reasons))
    .sort();
}

function isAlone(file: string, known: Map<string, boolean>): boolean {
  const before = known.get(file);
  if (before !== undefined) return before;
  // Of files that import each other, each is looked at once.
  known.set(file, false);
  const text = readFileSync(file, 'utf8');
  const found =
    ofTheProcess.some((what) => what.test(text)) ||
    [...text.matchAll(imported)]
      .map(([, name = '']) => join(dirname(file), name))
      .filter((other) => relative(root, other).startsWith('test') && existsSync(other))
      .some((other) => isAlone(other, known));
  known.set(file, found);
  return found;
}
