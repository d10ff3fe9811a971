/** The whole log of a process that is not ours goes to a file; of it only what needs attention is shown. */
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const fullBytes = 10 << 20;

/** Adds to the file; one that has grown large is put aside first, and replaces the one before it. */
export function openLogFile(file: string): { write(line: string): void; close(): Promise<void> } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file) && statSync(file).size > fullBytes) renameSync(file, `${file}.1`);
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  // A full disk must not end what the log is about.
  stream.on('error', () => undefined);
  return {
    write: (line) => stream.write(`${new Date().toISOString()} ${line}\n`),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** Redis marks warnings with #, but its greetings as well. */
export function isRedisWarning(line: string): boolean {
  const isMarked = /^\d+:[A-Z] .* # /.test(line);
  // How the system hands out memory matters for copies on disk by fork, which are switched off.
  return (
    isMarked &&
    /warn|err|fail|can't|cannot|unable|oom|corrupt|truncat|crash/i.test(line) &&
    !/overcommit/.test(line)
  );
}

/** The embedded engine writes to standard error only what somebody should know. */
export const isEngineWarning = (_line: string, from: 'stdout' | 'stderr') => from === 'stderr';

/** mongod writes JSON. What it says about its own configuration at every start is no news. */
export function isMongodWarning(line: string): boolean {
  return /"s":"[WEF]"/.test(line) && !line.includes('"startupWarnings"');
}
