/** The whole log of each process goes to a file; of those that are not ours only what needs attention is shown. */
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const fullBytes = 10 << 20;

/** Adds to the file; one that has grown large is put aside, and replaces the one before it. */
export function openLogFile(
  file: string,
  full = fullBytes,
): { write(line: string): void; close(): Promise<void> } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let size = existsSync(file) ? statSync(file).size : 0;
  let stream = next();

  function next(): WriteStream {
    if (size >= full) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    const opened = createWriteStream(file, { flags: 'a', mode: 0o600 });
    // A full disk must not end what the log is about.
    opened.on('error', () => undefined);
    return opened;
  }

  return {
    write(line) {
      const text = `${new Date().toISOString()} ${stripVTControlCharacters(line)}\n`;
      if (size >= full && existsSync(file)) {
        stream.end();
        stream = next();
      }
      stream.write(text);
      size += Buffer.byteLength(text);
    },
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

/** Of server and worker everything, but for what they say of themselves at every start and nobody needs to see then. */
export const isNewsOfOurs = (line: string): boolean => !line.includes('a scope over all tenants');
