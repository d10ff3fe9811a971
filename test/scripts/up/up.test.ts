import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import mongoose from 'mongoose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { copyOfRepository, until } from './support/copy.ts';
import { standIns } from './support/stand-ins.ts';

// Each starts whole Trunklines, on a machine that may have much else to do.
const patient = { timeout: 120_000 };

const simple = { 'src/server.ts': standIns.server, 'src/worker.ts': standIns.worker };
const runs = 'To stop';

async function withCalls<T>(uri: string, work: (calls: mongoose.mongo.Collection) => Promise<T>): Promise<T> {
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  try {
    return await work(client.db().collection('calls'));
  } finally {
    await client.close();
  }
}

describe('a first start', patient, () => {
  test('ends with a green server, says where everything is, and Ctrl-C stops all of it', async () => {
    const copy = copyOfRepository();
    const up = copy.up();
    await up.says(runs);
    const { url, pid } = copy.holder();
    expect(pid).toBe(up.child.pid);
    // It was green before that was said; on a machine that is out of breath a probe may be late once.
    await expect.poll(async () => (await fetch(`${url}/ready`)).status).toBe(200);
    const login = JSON.parse(readFileSync(copy.path('data', 'first-login.json'), 'utf8'));
    expect(up.output()).toContain(`${login.email} · ${login.password}`);
    const signedIn = await fetch(`${url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: login.email, password: login.password }),
    });
    expect(signedIn.status).toBe(200);
    const own = await fetch(`${url}/v1/tenant`, { headers: { 'x-api-key': login.apiKey } });
    expect(await own.json()).toMatchObject({ slug: 'demonstration', status: 'active' });
    for (const told of [
      login.apiKey,
      url,
      `${url}/docs`,
      `${url}/health`,
      './data/mongo',
      './backups',
      'Ctrl-C',
    ]) {
      expect(up.output()).toContain(told);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour starts with
    expect(up.output(), 'colours without a terminal').not.toMatch(/\u001b/);
    expect(copy.processes().length).toBeGreaterThan(4);
    await up.says(`backup   │ ${copy.path('backups')}`);
    // As a terminal does it: to everybody of the group at once; and npm passes it on once more.
    process.kill(-(up.child.pid as number), 'SIGINT');
    up.child.kill('SIGINT');
    const { code, output } = await up.ended;
    expect(output).toContain('Everything has stopped');
    expect(code).toBe(0);
    expect(copy.processes()).toEqual([]);
    expect(existsSync(copy.path('data', 'up.json'))).toBe(false);
  });
});

describe('what was stored', patient, () => {
  test('is there at the next start, after a clean end and after kill -9, and gone after --reset; so is .env, whatever', async () => {
    const copy = copyOfRepository(simple);
    const env = copy.path('.env');
    const first = copy.up(['--no-backup']);
    await first.says(runs);
    expect(first.output()).toContain('.env was made');
    await withCalls(copy.holder().mongodbUri, (calls) =>
      calls.insertOne({ kept: 1 }, { writeConcern: { j: true } }),
    );
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    // For its owner alone, with a key, and what they write in it stays.
    expect(readFileSync(env, 'utf8')).toMatch(/^ENCRYPTION_KEYS=k1:[A-Za-z0-9+/]{43}=$/m);
    writeFileSync(env, `${readFileSync(env, 'utf8')}# mine\n`);

    const second = copy.up(['--no-backup']);
    await second.says(runs);
    expect(second.output()).not.toContain('.env was made');
    expect(await withCalls(copy.holder().mongodbUri, (calls) => calls.countDocuments())).toBe(1);
    second.child.kill('SIGKILL');
    await second.ended;
    await until(() => copy.processes().length === 0);

    const third = copy.up(['--no-backup', '--reset', '--yes']);
    await third.says(runs);
    expect(await withCalls(copy.holder().mongodbUri, (calls) => calls.countDocuments())).toBe(0);
    expect(statSync(env).mode & 0o777).toBe(0o600);
    expect(readFileSync(env, 'utf8')).toMatch(/# mine\n$/);
  });

  test('of an engine stays with that engine when a mongod turns up', async () => {
    const copy = copyOfRepository(simple);
    mkdirSync(copy.path('data', 'mongo'), { recursive: true });
    writeFileSync(copy.path('data', 'mongo', 'WiredTiger'), '');
    const { code, output } = await copy.up().ended;
    expect(output).toContain('was written by mongod, and there is no mongod on the PATH');
    expect(code).toBe(1);
  });
});

describe('a mongod on the PATH', patient, () => {
  test('is started on the data folder, and ends with the rest', async () => {
    const copy = copyOfRepository(simple);
    mkdirSync(copy.path('bin'));
    // What counts is how it is called: the folder, the port, this machine alone.
    writeFileSync(
      copy.path('bin', 'mongod'),
      `#!/bin/sh
[ "$1 $3 $4 $5" = "--dbpath --bind_ip 127.0.0.1 --port" ] || exit 9
exec ${process.execPath} ${copy.path('embedded/mongo/main.ts')} --dir "$2" --port "$6"
`,
      { mode: 0o755 },
    );
    const up = copy.up(['--no-backup'], { PATH: [copy.path('bin'), process.env.PATH].join(delimiter) });
    await up.says(runs);
    expect(up.output()).toContain('mongod on ./data/mongo');
    expect(copy.holder().mongodbUri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/trunkline$/);
    await withCalls(copy.holder().mongodbUri, (calls) => calls.insertOne({}));
    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);
    expect(copy.processes()).toEqual([]);
  });
});

describe('a start that cannot be', patient, () => {
  test('a port in use is told with its holder and the variable that changes it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const { code, output } = await copyOfRepository(simple).up([], { PORT: String(port) }).ended;
    expect(output).toContain(`Port ${port} is in use by process ${process.pid} (`);
    expect(output).toContain('set PORT to another port');
    expect(code).toBe(1);
  });

  test('a second one on the same folder is told who runs there, also where its path is too long for a socket', async () => {
    const copy = copyOfRepository(simple);
    const long = copy.path('x'.repeat(120));
    mkdirSync(long);
    const data = join(long, 'data');
    const up = copy.up(['--no-backup'], { TRUNKLINE_DATA: data });
    await up.says(runs);
    expect(existsSync(join(data, 'mongo', 'data.mdb'))).toBe(true);
    for (const args of [[], ['--reset', '--yes']]) {
      const { code, output } = await copy.up(args, { TRUNKLINE_DATA: data }).ended;
      expect(output).toContain(`Trunkline runs already: process ${up.child.pid} serves ${data}`);
      expect(code).toBe(1);
    }
    expect((await fetch(copy.holder(data).url)).status).toBe(200);
    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);
  });

  test('a wrong variable is told before anything is started', async () => {
    const copy = copyOfRepository(simple);
    const { code, output } = await copy.up([], { LOG_LEVEL: 'loud' }).ended;
    expect(output).toContain('LOG_LEVEL is "loud"; expected one of');
    expect(output).not.toContain('Starting');
    expect(code).toBe(1);
  });

  test('--reset leaves a database alone that is not its own, and does nothing that nobody has agreed to', async () => {
    const copy = copyOfRepository(simple);
    mkdirSync(copy.path('data', 'mongo'), { recursive: true });
    const foreign = await copy.up(['--reset', '--yes'], { MONGODB_URI: 'mongodb://db.example/calls' }).ended;
    expect(foreign.output).toContain('MONGODB_URI names a database of its own');
    const silent = await copy.up(['--reset']).ended;
    expect(silent.output).toContain('--yes says so beforehand');
    expect([foreign.code, silent.code]).toEqual([1, 1]);
    expect(existsSync(copy.path('data', 'mongo'))).toBe(true);
  });

  test('an option that does not exist is told with those that do', async () => {
    const { code, output } = await copyOfRepository(simple).up(['--fast']).ended;
    expect(output).toContain("Unknown option '--fast'");
    expect(output).toContain('npm run up -- --reset');
    expect(code).toBe(2);
  });
});

describe('processes that die', patient, () => {
  test('a killed one is started again, and its data is there, whatever letters are in its path', async () => {
    const copy = copyOfRepository(simple);
    const data = copy.path('Größe, 100 % Maß');
    const up = copy.up(['--no-backup'], { TRUNKLINE_DATA: data });
    await up.says(runs);
    expect(existsSync(join(data, 'mongo', 'data.mdb'))).toBe(true);
    const { mongodbUri } = copy.holder(data);
    await withCalls(mongodbUri, (calls) => calls.insertOne({ kept: 1 }, { writeConcern: { j: true } }));
    const engine = copy
      .processes()
      .find((pid) => commandOf(pid).includes('embedded/mongo/main.ts')) as number;
    const redis = copy.processes().find((pid) => commandOf(pid).includes('embedded/redis/main.ts')) as number;
    process.kill(engine, 'SIGKILL');
    process.kill(redis, 'SIGKILL');
    await up.says('database was ended by SIGKILL after');
    await up.says('redis was ended by SIGKILL after');
    expect(await withCalls(mongodbUri, (calls) => calls.countDocuments())).toBe(1);
    // The launcher's redis-server went with it: two on one folder would spoil it.
    await until(() => copy.processes().filter((pid) => commandOf(pid).includes('redis-server')).length === 1);
  });

  // Less than up would go on asking a server that is gone whether it is ready.
  const soon = { timeout: 50_000 };

  test(
    'one that dies again and again is given up with its last words, and the rest stopped',
    soon,
    async () => {
      const copy = copyOfRepository({ ...simple, 'src/server.ts': standIns.dying });
      const { code, output } = await copy.up(['--no-backup']).ended;
      expect(output).toContain('it is started again in');
      expect(output).toMatch(/server ended with code 3, 5 times in a row\. Its last words:\n +no dial tone/);
      expect(code).toBe(1);
      expect(copy.processes()).toEqual([]);
    },
  );

  test('what ignores the wish to end is killed by the second Ctrl-C', async () => {
    const copy = copyOfRepository({ ...simple, 'src/server.ts': standIns.stubborn });
    const up = copy.up(['--no-backup']);
    await up.says(runs);
    up.child.kill('SIGINT');
    await up.says('I stay');
    // Later than npm's echo of the first one.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    up.child.kill('SIGINT');
    expect((await up.ended).code).toBe(130);
    await until(() => copy.processes().length === 0);
  });

  test('Ctrl-C while it starts ends it cleanly, too', async () => {
    const copy = copyOfRepository(simple);
    const up = copy.up();
    await up.says('Starting database');
    up.child.kill('SIGINT');
    const { code, output } = await up.ended;
    expect(output).toContain('Everything has stopped');
    expect(code).toBe(0);
    expect(copy.processes()).toEqual([]);
  });
});

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

test('a first login that cannot be read is told with what to do about it', patient, async () => {
  const copy = copyOfRepository(simple);
  mkdirSync(copy.path('data'));
  writeFileSync(copy.path('data', 'first-login.json'), '{"email');
  const { code, output } = await copy.up(['--no-backup']).ended;
  expect(output).toContain(`${copy.path('data', 'first-login.json')} cannot be read`);
  expect(output).toContain('reset-password');
  expect(code).toBe(1);
});

test.each([
  ['a database', 'MONGODB_URI', 'mongodb://127.0.0.1:9/x'],
  ['a Redis', 'REDIS_URL', 'redis://127.0.0.1:9'],
])('%s that does not answer is told with the variable that names it', patient, async (_, name, value) => {
  const { code, output } = await copyOfRepository(simple).up([], { [name]: value }).ended;
  expect(output).toMatch(new RegExp(`The (database|Redis) of ${name} cannot be reached: .*ECONNREFUSED`));
  expect(output).not.toContain('password');
  expect(code).toBe(1);
});

test('a sandbox whose state cannot be read says so in words alone', patient, async () => {
  const copy = copyOfRepository(simple);
  mkdirSync(copy.path('data'));
  writeFileSync(copy.path('data', 'sandbox.json'), '{');
  const { code, output } = await copy.up(['--no-backup']).ended;
  expect(output).toContain(`the state file ${copy.path('data', 'sandbox.json')} cannot be read`);
  expect(output).not.toContain('    at ');
  expect(code).toBe(1);
});
