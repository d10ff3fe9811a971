import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { oneAtATime } from '../../scripts/lock.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that does a piece of work under the lock, and writes down when it begins and ends. */
function worker(name: string) {
  const code = `
    import { appendFileSync } from 'node:fs';
    import { oneAtATime } from '${join(import.meta.dirname, '../../scripts/lock.mjs')}';
    oneAtATime('lock', () => {
      appendFileSync('log', 'begin ${name}\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      appendFileSync('log', 'end ${name}\\n');
    });`;
  return once(spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: folder }), 'exit');
}

test('processes that start together do the work one after the other', async () => {
  await Promise.all(['a', 'b', 'c'].map(worker));
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  expect(lines).toHaveLength(6);
  for (let i = 0; i < 6; i += 2) expect(lines[i + 1]).toBe(lines[i]?.replace('begin', 'end'));
});

test('the lock of a process that is gone does not hold the next one up', async () => {
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  writeFileSync(join(folder, 'lock'), String(gone.pid));
  let done = false;
  oneAtATime(join(folder, 'lock'), () => {
    done = true;
  });
  expect(done).toBe(true);
});

test('work that fails gives the lock back', () => {
  const lock = join(folder, 'lock');
  const fail = () => {
    throw new Error('no network');
  };
  expect(() => oneAtATime(lock, fail)).toThrow('no network');
  expect(existsSync(lock)).toBe(false);
});
