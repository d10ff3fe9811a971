import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedMongo, type EmbeddedMongoOptions, startEngine } from '../helpers/mongo.ts';
import { MongoClient } from './support/driver.ts';
import { addressOf } from './support/wire.ts';

/** Where the engine listens, and who may reach it. These tests are for the engine alone, whatever else is set. */
const engines: EmbeddedMongo[] = [];
const folders: string[] = [];

async function start(options: EmbeddedMongoOptions = {}): Promise<EmbeddedMongo> {
  const engine = await startEngine({ dir: await folder(), inMemory: true, ...options });
  engines.push(engine);
  return engine;
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'trunkline-address-'));
  folders.push(made);
  return made;
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true });
});

async function answers(uri: string): Promise<unknown> {
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 2000 }).connect();
  try {
    return (await client.db('admin').command({ ping: 1 })).ok;
  } finally {
    await client.close();
  }
}

async function reachable(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  const reached = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return reached;
}

function pathOf(engine: EmbeddedMongo): string {
  const address = addressOf(engine.uri);
  if ('path' in address) return address.path;
  throw new Error(`No unix socket: ${engine.uri}`);
}

describe('the unix socket', () => {
  it('is the default, and its owner alone may use it', async () => {
    const engine = await start();
    expect(await answers(engine.uri)).toBe(1);
    const path = pathOf(engine);
    expect((await stat(path)).isSocket()).toBe(true);
    expect([0o600, 0o700]).toContain((await stat(path)).mode & 0o777);
    expect((await stat(dirname(path))).mode & 0o077).toBe(0);
  });

  it('makes its folder for the owner alone', async () => {
    const dir = join(await folder(), 'new', 'deep');
    const engine = await start({ dir });
    expect((await stat(dirname(pathOf(engine)))).mode & 0o077).toBe(0);
  });

  it('works where the folder’s path is longer than a socket’s may be, for two of the same beginning', async () => {
    const parent = join(await folder(), 'x'.repeat(120));
    const dirs = [join(parent, 'one'), join(parent, 'two')];
    const [one, two] = (await Promise.all(
      dirs.map(async (dir) => {
        await mkdir(dir, { recursive: true });
        return start({ dir });
      }),
    )) as [EmbeddedMongo, EmbeddedMongo];
    expect(Buffer.byteLength(pathOf(one))).toBeLessThanOrEqual(107);
    expect(pathOf(one)).not.toBe(pathOf(two));
    expect((await stat(dirname(pathOf(one)))).mode & 0o077).toBe(0);
    const client = await new MongoClient(one.uri).connect();
    await client.db('only').collection('here').insertOne({ a: 1 });
    await client.close();
    const other = await new MongoClient(two.uri).connect();
    expect(await other.db('only').collection('here').countDocuments()).toBe(0);
    await other.close();
  });

  it('is gone when the engine is closed', async () => {
    const engine = await start();
    const path = pathOf(engine);
    await engines.pop()?.close();
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(answers(engine.uri)).rejects.toThrow();
  });

  it('takes the place of one that a killed engine left behind', async () => {
    const dir = await folder();
    const path = pathOf(await start({ dir }));
    await engines.pop()?.close();
    const { createServer } = await import('node:net');
    const left = createServer();
    await new Promise<void>((resolve) => left.listen(path, resolve));
    // Closing would remove the file; a killed process does not.
    const { rename, link } = await import('node:fs/promises');
    await link(path, `${path}.left`);
    await new Promise((resolve) => left.close(resolve));
    await rename(`${path}.left`, path);
    expect(await answers((await start({ dir })).uri)).toBe(1);
  });
});

describe('the TCP port', () => {
  it('is on the loopback address alone', async () => {
    const engine = await start({ port: 0 });
    const address = addressOf(engine.uri);
    if ('path' in address) throw new Error(`No port: ${engine.uri}`);
    expect(address.host).toMatch(/^(127\.0\.0\.1|localhost)$/);
    expect(await answers(engine.uri)).toBe(1);
    const others = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal }) => !internal);
    for (const host of [
      '127.0.0.2',
      ...others.filter(({ family }) => family === 'IPv4').map((it) => it.address),
    ]) {
      expect(await reachable(host, address.port), host).toBe(false);
    }
  });

  it('is not there unless it is asked for', async () => {
    expect((await start()).uri).toMatch(/^mongodb:\/\/%2F/i);
  });

  it('that is taken already is refused with a message that names it', async () => {
    const address = addressOf((await start({ port: 0 })).uri) as { port: number };
    await expect(start({ port: address.port })).rejects.toThrow(new RegExp(`EADDRINUSE|${address.port}`));
  });
});

it('two engines on one folder: the second refuses', async () => {
  const dir = await folder();
  const first = await start({ dir, inMemory: false });
  await expect(start({ dir, inMemory: false })).rejects.toThrow(/already|in use|locked|another/i);
  expect(await answers(first.uri)).toBe(1);
});
