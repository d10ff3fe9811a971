// Lets one process at a time do a piece of work that two at once would spoil (fetching, installing).
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const abandonedAfterMs = 15 * 60_000;

/**
 * @param {string} file
 * @param {() => void} work
 */
export function oneAtATime(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    if (abandoned(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) console.error('Waiting for another run that is fetching or installing.');
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * A link appears whole or not at all, so nobody ever reads a lock without its owner in it.
 *
 * @param {string} file
 */
function take(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * An owner that is gone left its lock behind. Age counts too: in a container the same process number
 * may belong to somebody else by now.
 *
 * @param {string} file
 */
function abandoned(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > abandonedAfterMs) return true;
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
