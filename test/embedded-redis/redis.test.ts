import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startOf } from '../../embedded/mongo/process-start.ts';
import { type RedisOptions, startRedis } from '../../embedded/redis/index.ts';
import { startChild } from '../helpers/child.ts';
import { freePort } from '../helpers/free-port.ts';

async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-test-redis-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function start(options?: RedisOptions) {
  const redis = await startRedis(options);
  onTestFinished(() => redis.close());
  return redis;
}

/** One command on a connection of its own. */
async function ask(url: string, command: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(url);
  try {
    return await client.call(command, ...args);
  } finally {
    await client.quit();
  }
}

const alive = (pid: number) => startOf(pid) !== undefined;

describe('what is kept', () => {
  test('with a folder: everything, over an end and a new start', async () => {
    const dir = await temporaryFolder();
    const first = await start({ dir });
    await ask(first.url, 'SET', 'call', 'kept');
    await first.close();
    expect(await ask((await start({ dir })).url, 'GET', 'call')).toBe('kept');
  });

  test('with a folder: what was answered, over a kill -9', async () => {
    const dir = await temporaryFolder();
    const first = await start({ dir });
    await ask(first.url, 'SET', 'call', 'kept');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(await ask((await start({ dir })).url, 'GET', 'call')).toBe('kept');
  });

  test('without a folder: nothing, and nothing is left behind', async () => {
    const first = await start();
    const socket = first.url.replace('unix://', '');
    await stat(socket);
    await first.close();
    await expect(stat(socket)).rejects.toThrow('ENOENT');
    await expect(stat(join(socket, '..'))).rejects.toThrow('ENOENT');
  });

  test('nothing is thrown out to make room: queues would lose jobs', async () => {
    const { url } = await start({ settings: { maxmemory: '1' } });
    expect(await ask(url, 'CONFIG', 'GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    await expect(ask(url, 'SET', 'a', 'b')).rejects.toThrow('OOM');
  });
});

describe('who may reach it', () => {
  test('over its socket: its owner alone', async () => {
    const { url } = await start();
    const socket = url.replace('unix://', '');
    expect((await stat(socket)).mode & 0o777).toBe(0o700);
    expect((await stat(join(socket, '..'))).mode & 0o777).toBe(0o700);
    const [, port] = (await ask(url, 'CONFIG', 'GET', 'port')) as string[];
    expect(port).toBe('0');
  });

  test('over its port: this machine alone', async () => {
    const port = await freePort();
    const { url } = await start({ port });
    expect(await ask(url, 'PING')).toBe('PONG');
    const [, bind] = (await ask(url, 'CONFIG', 'GET', 'bind')) as string[];
    expect(bind).toBe('127.0.0.1');
  });
});

describe('a start that cannot be', () => {
  test('a port in use is named', async () => {
    const port = await freePort();
    await start({ port });
    await expect(startRedis({ port })).rejects.toThrow(
      `redis-server cannot listen on 127.0.0.1:${port}: another process uses that port`,
    );
  });

  test('a setting that Redis does not know is told in its own words', async () => {
    await expect(startRedis({ settings: { 'no-such-setting': '1' } })).rejects.toThrow(/no-such-setting/);
  });

  test('a folder on which another Redis works is refused, and that one goes on', async () => {
    const dir = await temporaryFolder();
    const first = await start({ dir });
    await expect(startRedis({ dir })).rejects.toThrow(
      `a Redis works on ${dir} already (process ${first.pid}`,
    );
    expect(await ask(first.url, 'PING')).toBe('PONG');
  });

  test('a file of it that is damaged is not overwritten', async () => {
    const dir = await temporaryFolder();
    const first = await start({ dir });
    await ask(first.url, 'SET', 'call', 'kept');
    await first.close();
    await writeFile(join(dir, 'appendonlydir', 'appendonly.aof.manifest'), 'no manifest');
    await expect(startRedis({ dir })).rejects.toThrow(/redis-server ended with 1/);
  });

  test('without redis-server on the PATH it says so', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      await expect(startRedis()).rejects.toThrow('there is no redis-server on the PATH');
    } finally {
      process.env.PATH = path;
    }
  });
});

describe('its end', () => {
  test('is reported with its exit code, whoever brought it about', async () => {
    const ended = await start();
    process.kill(ended.pid, 'SIGTERM');
    expect(await ended.exited).toBe(0);
    const killed = await start();
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.exited).toBe(null);
  });

  test('may be asked for more than once, and after it', async () => {
    const redis = await start();
    await Promise.all([redis.close(), redis.close()]);
    await redis.close();
    expect(await redis.exited).toBe(0);
    expect(alive(redis.pid)).toBe(false);
  });

  test('is forced where it refuses to end', async () => {
    const redis = await start();
    process.kill(redis.pid, 'SIGSTOP');
    await redis.close();
    expect(await redis.exited).toBe(null);
  });
});

test('a Redis whose launcher was killed is ended by the next start on its folder, and its data is there', async () => {
  const dir = await temporaryFolder();
  const launcher = startChild(new URL('./support/launcher.ts', import.meta.url), { args: [dir] });
  await launcher.says('started {');
  const orphan = JSON.parse(launcher.output().replace('started ', '')) as { url: string; pid: number };
  await ask(orphan.url, 'SET', 'call', 'kept');
  launcher.kill('SIGKILL');
  await launcher.ended;
  expect(alive(orphan.pid)).toBe(true);
  const next = await start({ dir });
  expect(alive(orphan.pid)).toBe(false);
  expect(await ask(next.url, 'GET', 'call')).toBe('kept');
});
