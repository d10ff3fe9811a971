import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../../scripts/up/child.ts';
import { supervise, type Watched } from '../../../scripts/up/supervise.ts';

const pace = { quickMs: 10_000, quickDeaths: 3, firstDelayMs: 1 };
const patient = { timeout: 60_000 };

/** A supervised process that runs the code in a folder of its own, and what was told about it. */
function watched(code: string, more: { readyLine?: RegExp; pace?: typeof pace; patienceMs?: number } = {}) {
  const { patienceMs = 60_000, ...rest } = more;
  const cwd = mkdtempSync(join(tmpdir(), 'trunkline-supervise-'));
  const told: string[] = [];
  const part: Watched = supervise({
    name: 'part',
    tell: (line) => told.push(line),
    pace,
    start: (onLine) =>
      startChild({ argv: ['--eval', code], cwd, env: { PATH: process.env.PATH ?? '' }, patienceMs, onLine }),
    ...rest,
  });
  onTestFinished(async () => {
    part.kill();
    await part.stop();
    rmSync(cwd, { recursive: true });
  });
  return { part, told, cwd };
}

const message = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing failed',
    (error: Error) => error.message,
  );

test('one that dies is started again, later each time, until it dies too often', patient, async () => {
  const { part, told } = watched(
    `require('fs').appendFileSync('starts', 'x'); console.log('last words'); process.exit(7)`,
  );
  expect(await message(part.lost)).toBe(
    'part ended with code 7, 3 times in a row. Its last words:\n  last words',
  );
  expect(told.map((line) => line.replace(/after .* s;/, 'after … s;'))).toEqual([
    'part ended with code 7 after … s; it is started again in 0.001 s.',
    'part ended with code 7 after … s; it is started again in 0.002 s.',
  ]);
});

test('one that lived long enough before it died is never given up', patient, async () => {
  const code = `const fs = require('fs');
    fs.appendFileSync('starts', 'x');
    if (fs.readFileSync('starts').length > 6) { console.log('ready'); setInterval(() => {}, 1000) }`;
  const { part, told, cwd } = watched(code, { pace: { ...pace, quickMs: 0 }, readyLine: /ready|^$/ });
  // It says that it is ready only in the end, so up to then a death would be final.
  expect(await message(part.ready)).toContain('part ended with code 0. Its last words:');
  expect(told).toEqual([]);
  expect(readFileSync(join(cwd, 'starts'), 'utf8')).toBe('x');

  const lasting = watched(code, { pace: { ...pace, quickMs: 0 } });
  const starts = () => readFileSync(join(lasting.cwd, 'starts'), 'utf8').length;
  await expect.poll(() => lasting.told.length, { timeout: 30_000 }).toBe(6);
  await expect.poll(starts, { timeout: 30_000 }).toBe(7);
});

test('one that has never been ready is given up at its first death: the next start would be no better', async () => {
  const { part, told } = watched(`console.error('the folder is taken'); process.exit(1)`, {
    readyLine: /^listening/,
  });
  expect(await message(part.ready)).toBe('part ended with code 1. Its last words:\n  the folder is taken');
  expect(told).toEqual([]);
});

test('one that is stopped is not started again', patient, async () => {
  const { part, told, cwd } = watched(
    `require('fs').appendFileSync('starts', 'x'); setInterval(() => {}, 1000); console.log('listening')`,
    { readyLine: /^listening/ },
  );
  await part.ready;
  await part.stop();
  expect(readFileSync(join(cwd, 'starts'), 'utf8')).toBe('x');
  expect(told).toEqual([]);
});

test('one that is stopped between two starts stays away', patient, async () => {
  const { part, told, cwd } = watched(`require('fs').appendFileSync('starts', 'x'); process.exit(1)`, {
    pace: { ...pace, firstDelayMs: 600_000 },
  });
  await expect.poll(() => told.length, { timeout: 30_000 }).toBe(1);
  await part.stop();
  expect(readFileSync(join(cwd, 'starts'), 'utf8')).toBe('x');
});

test('one that ignores the wish to end is killed, and what it has started with it', patient, async () => {
  const { part, cwd } = watched(
    `process.on('SIGTERM', () => {});
     const child = require('child_process').spawn('sleep', ['600']);
     require('fs').writeFileSync('pid', String(child.pid));
     console.log('listening')`,
    { readyLine: /^listening/, patienceMs: 100 },
  );
  await part.ready;
  const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'));
  await part.stop();
  await expect.poll(() => stateOf(pid), { timeout: 30_000 }).toMatch(/gone|Z/);
});

function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';
  } catch {
    return 'gone';
  }
}
