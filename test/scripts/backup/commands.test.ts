/** The commands as a person types them. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { startOf } from '../../../embedded/mongo/process-start.ts';
import { duration, repeat } from '../../../scripts/backup/schedule.ts';
import { startChild } from '../../helpers/child.ts';
import { database, startEngine } from '../../helpers/mongo.ts';

const server = await database();
const uri = new URL(server.name, inject('mongoUri')).href;
const patient = { timeout: 60_000 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-backup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
});

/** A command in a folder without the .env of whoever runs the tests. */
async function command(name: 'backup' | 'restore', args: string[], env: Record<string, string> = {}) {
  const child = start(name, args, env);
  const { code } = await child.ended;
  return { code, output: child.output(), errors: child.errors() };
}

function start(name: 'backup' | 'restore', args: string[], env: Record<string, string> = {}) {
  const script = new URL(`../../../scripts/${name}.ts`, import.meta.url);
  const own = { TRUNKLINE_DATA: join(folder, 'data'), TRUNKLINE_BACKUPS: join(folder, 'backups') };
  return startChild(script, { args, env: { ...own, ...env } });
}

const backups = async () =>
  (await readdir(join(folder, 'backups'))).map((name) => join(folder, 'backups', name));

describe('a backup', patient, () => {
  test('of MONGODB_URI, and back into another database', async () => {
    await server.db.collection('calls').insertOne({ kept: 1 });
    const taken = await command('backup', [], { MONGODB_URI: uri });
    expect(taken).toMatchObject({ code: 0, errors: '' });
    const [backup = ''] = await backups();
    expect(taken.output).toContain(`${backup}: 1 documents in `);
    onTestFinished(() =>
      server.client
        .db(`${server.name}_b`)
        .dropDatabase()
        .then(() => undefined),
    );
    const back = await command('restore', [backup], { MONGODB_URI: `${uri}_b` });
    expect(back).toMatchObject({ code: 0, errors: '' });
    expect(await server.client.db(`${server.name}_b`).collection('calls').countDocuments()).toBe(1);
    const again = await command('restore', [backup], { MONGODB_URI: `${uri}_b` });
    expect(again.code).toBe(1);
    expect(again.errors).toContain('holds documents (calls)');
    const unasked = await command('restore', [backup, '--replace'], { MONGODB_URI: `${uri}_b` });
    expect(unasked.code).toBe(1);
    expect(unasked.errors).toContain('--yes says so beforehand');
    const replaced = await command('restore', [backup, '--replace', '--yes'], { MONGODB_URI: `${uri}_b` });
    expect(replaced.code).toBe(0);
  });

  test('of an address in a file', async () => {
    await writeFile(join(folder, 'uri'), `${uri}\n`);
    expect((await command('backup', [], { MONGODB_URI_FILE: join(folder, 'uri') })).code).toBe(0);
  });

  test('of the data folder while nothing runs, and back into an empty one', async () => {
    const dir = join(folder, 'data', 'mongo');
    const engine = await startEngine({ dir });
    const client = await new mongoose.mongo.MongoClient(engine.uri).connect();
    await client
      .db('trunkline')
      .collection('calls')
      .insertOne({ kept: 1 }, { writeConcern: { j: true } });
    await client.close();
    await engine.close();
    expect(await command('backup', [])).toMatchObject({ code: 0, errors: '' });
    await rm(dir, { recursive: true });
    const [backup = ''] = await backups();
    expect(await command('restore', [backup])).toMatchObject({ code: 0, errors: '' });
    expect((await command('restore', [backup])).errors).toContain('holds documents (calls)');
  });

  test('of the data that somebody serves is taken beside it, but nothing is put back there', async () => {
    await mkdir(join(folder, 'data'));
    const holder = { pid: process.pid, since: startOf(process.pid), mongodbUri: uri, url: 'http://x' };
    await writeFile(join(folder, 'data', 'up.json'), JSON.stringify(holder));
    expect((await command('backup', [])).code).toBe(0);
    const [backup = ''] = await backups();
    const back = await command('restore', [backup]);
    expect(back.code).toBe(1);
    expect(back.errors).toContain(`process ${process.pid}) serves ${join(folder, 'data')}. End it first`);
  });

  test('of nothing is refused', async () => {
    const { code, errors } = await command('backup', []);
    expect(code).toBe(1);
    expect(errors).toContain(`There is nothing in ${join(folder, 'data', 'mongo')}`);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  test('--keep leaves the newest complete ones, and what is no backup', async () => {
    const old = ['2020-01-01T00-00-00.000Z', '2021-01-01T00-00-00.000Z', '2022-01-01T00-00-00.000Z'];
    for (const name of [...old, 'mine']) await mkdir(join(folder, 'backups', name), { recursive: true });
    // The newest of the old ones is not complete, so it does not count.
    for (const name of old.slice(0, 2)) await writeFile(join(folder, 'backups', name, 'manifest.json'), '{}');
    expect((await command('backup', ['--keep', '2'], { MONGODB_URI: uri })).code).toBe(0);
    const left = (await readdir(join(folder, 'backups'))).sort();
    expect(left).toHaveLength(4);
    expect(left).toEqual(
      expect.arrayContaining(['2021-01-01T00-00-00.000Z', '2022-01-01T00-00-00.000Z', 'mine']),
    );
    expect((await command('backup', ['--keep', '0'], { MONGODB_URI: uri })).errors).toContain(
      '--keep 0 is no number',
    );
  });

  test('--every goes on, also when one fails, and ends with 0 when it is asked to', async () => {
    const file = join(folder, 'uri');
    await writeFile(file, 'mongodb://127.0.0.1:1/trunkline?serverSelectionTimeoutMS=200');
    const child = start('backup', ['--every', '1s'], { MONGODB_URI_FILE: file });
    await expect.poll(child.errors, { timeout: 30_000 }).toContain('The backup failed: ');
    await writeFile(file, uri);
    await child.says('documents in');
    await expect.poll(async () => (await backups()).length, { timeout: 30_000 }).toBeGreaterThan(1);
    child.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
    expect((await backups()).filter((path) => path.includes('.part-'))).toEqual([]);
  });

  test('--every what?', async () => {
    const { code, errors } = await command('backup', ['--every', 'day'], { MONGODB_URI: uri });
    expect(errors).toContain('"day" is no time between two backups; expected for example 15m');
    expect(code).toBe(1);
  });
});

test.each([
  ['15m', 900_000],
  ['90s', 90_000],
  ['2h', 7_200_000],
])('%s is a time', (text, ms) => {
  expect(duration(text)).toBe(ms);
});

test.each(['', '15', 'm', '0m', '-1m', '1.5h', '15 m', '99999m'])('"%s" is none', (text) => {
  expect(() => duration(text)).toThrow('is no time between two backups');
});

test('work that takes longer than the interval follows itself at once', async () => {
  const stop = new AbortController();
  let times = 0;
  await repeat(
    1,
    async () => {
      times += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (times === 3) stop.abort();
    },
    stop.signal,
  );
  expect(times).toBe(3);
});
