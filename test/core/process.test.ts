import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startChild } from '../helpers/child.ts';

// Processes are started and killed here, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const fixture = new URL('./support/process-fixture.ts', import.meta.url);

const env = {
  NODE_ENV: 'test',
  MONGODB_URI: 'mongodb://127.0.0.1:1/none',
  REDIS_URL: 'redis://127.0.0.1:1',
  ENCRYPTION_KEYS: `k1:${'A'.repeat(43)}=`,
  SHUTDOWN_SECONDS: '20',
};

async function start(kind: string, more: Record<string, string> = {}) {
  // A folder without the .env of whoever runs the tests.
  const cwd = await mkdtemp(join(tmpdir(), 'trunkline-process-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  return startChild(fixture, { env: { ...env, CASE: kind, ...more }, cwd });
}

const errorsOf = (child: { log(): Record<string, unknown>[] }) =>
  child.log().filter(({ level }) => level === 'error');

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s closes in reverse order and ends with 0', async (signal) => {
    const child = await start('runs');
    await child.says('started');
    child.kill(signal);
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.output()).toMatch(/server closed.*ground closed/s);
    expect(errorsOf(child)).toEqual([]);
    expect(child.errors()).toBe('');
  });

  test('while starting lets the start come to its end, and closes what it opened', async () => {
    const child = await start('slow start');
    await child.says('starting');
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.output()).toMatch(/opened late.*ground closed/s);
  });

  test('a start that never ends is named and left behind', async () => {
    const child = await start('never starts', { SHUTDOWN_SECONDS: '1' });
    await child.says('starting');
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.output()).toContain('ground closed');
    expect(errorsOf(child)).toMatchObject([{ message: 'the start of fixture did not come to an end' }]);
  });

  test('a part that hangs is named when the time is up, the others are closed, and the code tells', async () => {
    const child = await start('hangs', { SHUTDOWN_SECONDS: '1' });
    await child.says('started');
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(errorsOf(child)).toMatchObject([
      { message: expect.stringMatching(/^the sticky part did not close within [\d.]+ s/) },
    ]);
    expect(child.output()).toContain('ground closed');
  });

  test('what keeps a process from ending is named', async () => {
    const child = await start('leaks');
    await child.says('started');
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.log()).toContainEqual(
      expect.objectContaining({
        message: 'something keeps fixture from ending',
        metadata: { resources: expect.arrayContaining(['TCPServerWrap']) },
      }),
    );
  });

  test('a second one ends it at once', async () => {
    const child = await start('runs', { FINISH_MS: '600000' });
    await child.says('started');
    child.kill('SIGTERM');
    await sleep(600);
    child.kill('SIGINT');
    expect(await child.ended).toEqual({ code: 130, signal: null });
    expect(child.output()).not.toContain('ground closed');
  });

  test('two that arrive together are one wish: the terminal and a supervisor both pass on Ctrl-C', async () => {
    const child = await start('runs', { FINISH_MS: '400' });
    await child.says('started');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.output()).toContain('ground closed');
  });
});

describe('an error that nobody caught', () => {
  test.each([
    ['throws', 'an error that nobody caught ends fixture', 'first'],
    ['rejects', 'a rejection that nobody handled ends fixture', 'nobody waits'],
    ['fails', 'fixture does not start', 'the port is taken'],
  ])('%s: is logged once, what is open is closed, and the code is 1', async (kind, message, cause) => {
    const child = await start(kind);
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(errorsOf(child)).toMatchObject([{ message, metadata: { error: { message: cause } } }]);
    expect(child.output()).toContain('ground closed');
    expect(child.errors()).toBe('');
  });

  test('is shown to a developer, too, before the process is gone', async () => {
    const child = await start('throws', { NODE_ENV: 'development' });
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.output()).toContain('an error that nobody caught ends fixture');
    expect(child.output()).toContain('first');
  });
});

describe('the configuration', () => {
  test('that is wrong is explained on standard error, and nothing is started', async () => {
    const child = await start('runs', { MONGODB_URI: '', LOG_LEVEL: 'loud' });
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(child.errors()).toMatch(/^Trunkline cannot start: 2 variables need attention\.\n/);
    expect(child.errors()).toContain('MONGODB_URI is missing');
    expect(child.errors()).toContain('LOG_LEVEL is "loud"');
    expect(child.output()).toBe('');
  });

  test('comes from .env, too, where the environment says nothing', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'trunkline-process-'));
    onTestFinished(() => rm(cwd, { recursive: true, force: true }));
    const { SHUTDOWN_SECONDS: _, ...others } = env;
    await writeFile(join(cwd, '.env'), 'SHUTDOWN_SECONDS=7\nREDIS_URL=not-used\n');
    const child = startChild(fixture, { env: { ...others, CASE: 'runs' }, cwd });
    await child.says('started with 7');
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
  });
});
