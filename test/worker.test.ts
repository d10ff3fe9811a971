import { expect, test, vi } from 'vitest';
import { processEnvironment } from './helpers/app.ts';
import { startChild } from './helpers/child.ts';

// Processes are started and killed here, which takes its time on a machine that has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const script = new URL('../src/worker.ts', import.meta.url);

test('the worker starts, says what it works on, and ends cleanly when it is told to', async () => {
  const child = startChild(script, { env: processEnvironment(), cwd: '/' });
  await child.says('"message":"the worker');
  child.kill('SIGTERM');
  expect(await child.ended).toEqual({ code: 0, signal: null });
  expect(child.errors()).toBe('');
  const lines = child.log().map(({ level, message }) => `${level}: ${message}`);
  // The probes tell what they find whenever they have found it, and a sweep begins whenever it has its lease.
  expect(lines.filter((line) => !/ is connected$| a scope over all tenants$/.test(line))).toEqual([
    'info: the worker works',
    'info: worker is closing; a second signal ends it',
    'info: worker has ended',
  ]);
});

test('where Redis is away it starts nevertheless, says so once, and ends cleanly', async () => {
  const child = startChild(script, {
    env: { ...processEnvironment(), REDIS_URL: 'redis://127.0.0.1:1' },
    cwd: '/',
  });
  await child.says('"message":"the worker');
  child.kill('SIGTERM');
  expect(await child.ended).toEqual({ code: 0, signal: null });
  expect(child.log().filter(({ level }) => level === 'error')).toEqual([]);
});

test('where the database is away it says so and ends', async () => {
  const child = startChild(script, {
    env: { ...processEnvironment(), MONGODB_URI: 'mongodb://127.0.0.1:1/none?serverSelectionTimeoutMS=200' },
    cwd: '/',
  });
  expect(await child.ended).toEqual({ code: 1, signal: null });
  expect(child.log().filter(({ level }) => level === 'error')).toMatchObject([
    {
      message: 'worker does not start',
      metadata: { error: { message: expect.stringContaining('ECONNREFUSED') } },
    },
  ]);
});
