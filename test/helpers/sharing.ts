/**
 * Most of what a small test file costs is a process of its own and its imports. Files that open nothing but the shared
 * database, and change nothing of the process that they run in, share a few of them; all others have one each. Which is
 * which is read off the files, and off what they import of the tests, so that nobody has to keep a list: whoever begins
 * to open a socket has a process of their own from then on. What is left open is found at the end of each file all the
 * same, by leaks.ts.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** What the next file in the same process would notice, at the latest when a test has run out of time. */
const ofTheProcess = [
  /from 'node:(child_process|cluster|https?|inspector|net|process|v8|vm|worker_threads)'/,
  /from '(bullmq|ioredis|playwright-core|[./]+src\/app\.ts|[./]+sandbox\/server\.ts)'/,
  /\bprocess\.(on|once|exit|chdir|emit|kill|getActiveResourcesInfo)\b/,
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
