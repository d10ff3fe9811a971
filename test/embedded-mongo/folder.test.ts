import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { verifyFolder } from '../../embedded/mongo/verify.ts';
import { startEngine } from '../helpers/mongo.ts';
import { type Client, MongoClient } from './support/driver.ts';
import { runMain, type ServerProcess, startServer, temporaryFolder } from './support/server-process.ts';

const run = promisify(execFile);

async function serverOn(dir: string, ...args: string[]): Promise<ServerProcess> {
  const server = await startServer(dir, args);
  onTestFinished(async () => {
    await server.kill('SIGKILL');
  });
  return server;
}

function clientOf({ uri }: ServerProcess): Client {
  const client = new MongoClient(uri, {
    retryReads: false,
    retryWrites: false,
    serverSelectionTimeoutMS: 500,
  });
  onTestFinished(() => client.close());
  return client;
}

describe('one folder, one server', () => {
  test('the second refuses, and says who holds it', async () => {
    const dir = await temporaryFolder();
    const first = await serverOn(dir);
    const second = await runMain('--dir', dir);
    expect(second.errors).toBe(
      `the data folder ${dir} is served by process ${first.child.pid}: stop that one first, or use another folder\n`,
    );
    expect(second).toMatchObject({ code: 1, output: '' });
    expect(await clientOf(first).db('a').collection('b').insertOne({})).toMatchObject({ acknowledged: true });
  });

  test('the second refuses also within one process, and does the first no harm', async () => {
    const dir = await temporaryFolder();
    const first = await startEngine({ dir });
    await expect(startEngine({ dir })).rejects.toThrow(`is served by process ${process.pid}`);
    const client = new MongoClient(first.uri);
    await client.db('a').collection('b').insertOne({ n: 1 });
    expect(await client.db('a').collection('b').countDocuments({ n: 1 })).toBe(1);
    await client.close();
    await first.close();
    await (await startEngine({ dir })).close();
  });

  // Four times Node and all modules at once: two seconds on an idle machine, ten where twenty others want its cores.
  test('of many that start at once, one serves', { timeout: 120_000 }, async () => {
    const dir = await temporaryFolder();
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => serverOn(dir)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(String(result.reason)).toContain('is served by process');
  });

  test('a killed server leaves nothing in the way of the next', async () => {
    const dir = await temporaryFolder();
    const first = await serverOn(dir);
    await clientOf(first).db('a').collection<{ _id: number }>('b').insertOne({ _id: 1 });
    await first.kill('SIGKILL');
    const second = await serverOn(dir);
    expect(await clientOf(second).db('a').collection<{ _id: number }>('b').countDocuments({ _id: 1 })).toBe(
      1,
    );
  });
});

describe('an address in use', () => {
  test('a port is named', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const dir = await temporaryFolder();
    const { code, errors, output } = await runMain('--dir', dir, '--port', String(port));
    expect(errors).toBe(`port ${port} is in use: another server listens there\n`);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    await serverOn(dir);
  });

  test('a socket is not taken away from the server that answers at it', async () => {
    const [dir, other] = [await temporaryFolder(), await temporaryFolder()];
    const socket = `${dir}/shared.sock`;
    const first = await serverOn(dir, '--socket', socket);
    const second = await runMain('--dir', other, '--socket', socket);
    expect(second.errors).toBe(`the socket ${socket} is in use: another server listens there\n`);
    expect(second.code).toBe(1);
    await clientOf(first).db('a').command({ ping: 1 });
  });
});

describe('the command line', () => {
  test.for([
    [[], '--dir is missing'],
    [['--dir', 'x', '--what'], '--what'],
    [['--dir', 'x', '--port', '70000'], '--port 70000 is no port'],
    [['--dir', 'x', '--uri', 'mongodb://x'], '--uri goes with'],
    [['--dir', 'x', '--verify', '--dump', 'y'], 'exclude each other'],
  ] as const)('%j is answered with %s', async ([args, message]) => {
    const { code, errors } = await runMain(...args);
    expect(code).toBe(2);
    expect(errors.split('\n')[0]).toContain(message);
    expect(errors).not.toMatch(/\n\s+at /);
    expect(existsSync('x')).toBe(false);
  });
});

// Whatever the server waited for would outlast the test: what is under way here, left alone, takes minutes.
describe('SIGTERM', () => {
  test('ends an idle server, and nobody holds the folder afterwards', async () => {
    const dir = await temporaryFolder();
    const server = await serverOn(dir);
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, errors: '' });
    expect(existsSync(`${dir}/mongo.sock`)).toBe(false);
    expect((await verifyFolder(dir)).problems).toEqual([]);
  });

  const patient = { timeout: 60_000 };
  const manifold = 'open cursors, running aggregations, writes and an index that is being made';
  test(`ends a server with ${manifold}`, patient, async () => {
    const dir = await temporaryFolder();
    const server = await serverOn(dir);
    const db = clientOf(server).db('busy');
    const rows = db.collection('rows');
    for (let i = 0; i < 4; i++) {
      await rows.insertMany(
        Array.from({ length: 5000 }, (_, n) => ({ i, n, text: `word${n} other words`, tags: [n, i] })),
      );
    }
    const cursors = [
      rows.find({}, { batchSize: 2 }),
      rows.find({ n: { $gt: 5 } }, { batchSize: 2 }).sort({ text: 1 }),
      rows.aggregate([{ $group: { _id: '$n', all: { $push: '$$ROOT' } } }], { batchSize: 2 }),
    ];
    for (const cursor of cursors) await cursor.next();
    const heavy = [
      {
        $lookup: {
          from: 'rows',
          let: { n: '$n' },
          pipeline: [{ $match: { $expr: { $gt: ['$n', '$$n'] } } }],
          as: 'all',
        },
      },
    ];
    const running = [
      rows.aggregate([...heavy, { $group: { _id: null, all: { $sum: { $size: '$all' } } } }]).toArray(),
      rows.aggregate([...heavy, { $out: 'result' }]).toArray(),
      rows.aggregate(heavy).toArray(),
      rows.updateMany({}, { $inc: { n: 1 } }),
      rows.createIndex({ text: 'text' }),
      rows.find({ $where: 'true' }).toArray(),
    ];
    const outcomes = Promise.allSettled(running);
    await db.command({ ping: 1 });
    const { code, errors } = await server.kill('SIGTERM');
    expect(code, errors).toBe(0);
    expect((await outcomes).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(2);
    expect((await verifyFolder(dir)).problems).toEqual([]);
    await serverOn(dir);
  });
});

/** A program that uses the engine, and what it leaves. */
async function program(dir: string, body: string): Promise<string> {
  const entry = fileURLToPath(new URL('../../embedded/mongo/index.ts', import.meta.url));
  const mongoose = fileURLToPath(import.meta.resolve('mongoose'));
  const code = `
    import { startEmbeddedMongo } from ${JSON.stringify(entry)};
    import mongoose from ${JSON.stringify(mongoose)};
    const dir = ${JSON.stringify(dir)};
    ${body}`;
  // It has to end by itself: a handle that is left keeps it until the time is over.
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    timeout: 15_000,
    env: { ...process.env, TMPDIR: dir },
  });
  return stdout;
}

const WORK = `
  const client = new mongoose.mongo.MongoClient(server.uri);
  const rows = client.db('a').collection('b');
  await rows.insertMany(Array.from({ length: 3000 }, (_, n) => ({ n })));
  await rows.aggregate([{ $lookup: { from: 'b', pipeline: [{ $limit: 1 }], as: 'c' } }]).next();
  await client.close();`;

describe('close() leaves nothing:', () => {
  test.for([
    ['a server in a temporary folder', 'await startEmbeddedMongo()'],
    ['a server in memory on a port', 'await startEmbeddedMongo({ inMemory: true, port: 0 })'],
    [
      'a server whose folder has too long a name for a socket',
      `await startEmbeddedMongo({ dir: dir + '/' + 'x'.repeat(120) })`,
    ],
  ] as const)('%s', async ([, start]) => {
    const dir = await temporaryFolder();
    const out = await program(
      dir,
      `const server = ${start};${WORK}
      await Promise.all([server.close(), server.close()]);
      console.log(process.getActiveResourcesInfo().filter((name) => !/TTY|Pipe|FSReq/.test(name)).join());`,
    );
    expect(out).toBe('\n');
    expect((await readdir(dir)).filter((name) => name.startsWith('trunkline'))).toEqual([]);
  });

  test('also when it could not start', async () => {
    const dir = await temporaryFolder();
    const out = await program(
      dir,
      `const server = await startEmbeddedMongo({ port: 0 });
      const port = Number(/:(\\d+)/.exec(server.uri)[1]);
      await startEmbeddedMongo({ port }).catch((error) => console.log(error.message.replace(/\\d+/, 'N')));
      await server.close();`,
    );
    expect(out).toBe('port N is in use: another server listens there\n');
    expect((await readdir(dir)).filter((name) => name.startsWith('trunkline'))).toEqual([]);
  });
});
