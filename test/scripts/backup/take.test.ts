import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { putBack } from '../../../scripts/backup/put-back.ts';
import { nameOf } from '../../../scripts/backup/shelf.ts';
import { takeBackup } from '../../../scripts/backup/take.ts';
import { feedEpochIn } from '../../../src/models/feed-epoch.ts';
import { everyType } from '../../embedded-mongo/support/values.ts';
import { database, uniqueName } from '../../helpers/mongo.ts';

const server = await database();

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'trunkline-backup-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A database of this test's own, and its address. */
function place(): { uri: string; db: mongoose.mongo.Db } {
  const name = uniqueName();
  onTestFinished(() =>
    server.client
      .db(name)
      .dropDatabase()
      .then(() => undefined),
  );
  return { uri: new URL(name, inject('mongoUri')).href, db: server.client.db(name) };
}

/** Everything that a client can see: the bytes of every document, and every index. */
async function contents(db: mongoose.mongo.Db) {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const all = collections.map(async ({ name }) => {
    const documents = await db.collection(name).find({}, { raw: true }).toArray();
    const indexes = await db.collection(name).listIndexes().toArray();
    return [
      name,
      {
        documents: documents.map((bytes) => (bytes as unknown as Buffer).toString('hex')).sort(),
        // The order of an index's fields counts, and comparing objects would not see it.
        indexes: indexes.map((index) => ({ ...index, key: Object.entries(index.key) })),
      },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

/** `size`: more than a thousand is more than one batch when it is put back. */
async function filled(size = 60) {
  const source = place();
  const { db } = source;
  const values = Object.entries(everyType).map(([name, value], n) => ({ _id: n as never, name, value }));
  await db.collection('every type').insertMany(values);
  const calls = Array.from({ length: size }, (_, n) => ({
    _id: n as never,
    from: `+1555${n}`,
    text: `word ${n}`,
  }));
  await db.collection('calls').insertMany(calls);
  await db.collection('calls').createIndexes([
    { key: { from: 1, text: -1 }, name: 'pair' },
    { key: { from: 1 }, unique: true, partialFilterExpression: { from: { $gt: '' } } },
    { key: { missing: 1 }, unique: true, sparse: true },
    { key: { at: 1 }, expireAfterSeconds: 3_600 },
    { key: { text: 'text' }, weights: { text: 3 } },
  ]);
  await db.createCollection('empty');
  await db.collection('empty').createIndex({ a: 1, b: 1 });
  return source;
}

/** The only backup in a folder, with one of its files. */
async function backupWithFile(shelf: string) {
  const source = await filled();
  const backup = await takeBackup(source.uri, shelf);
  const entry = backup.manifest.files.find(({ path }) => path.endsWith('calls.jsonl.gz'));
  return { ...backup, source, file: join(backup.folder, entry?.path ?? '') };
}

describe('a backup that is put back', () => {
  test('equals the original: every type to the bit, every kind of index', async () => {
    const [source, target, shelf] = [await filled(1_500), place(), await folder()];
    const { folder: backup, manifest } = await takeBackup(source.uri, shelf);
    expect(await putBack({ uri: target.uri, folder: backup })).toEqual(manifest);
    expect(await contents(target.db)).toEqual(await contents(source.db));
  });

  test('is another log of events than the one that went on after it was taken', async () => {
    const [source, target, shelf] = [place(), place(), await folder()];
    const epochIn = (db: mongoose.mongo.Db, fresh: string) => {
      const connection = mongoose.createConnection(server.uri, { dbName: db.databaseName });
      onTestFinished(() => connection.close());
      return feedEpochIn(connection).current(fresh);
    };
    expect(await epochIn(source.db, 'first')).toBe('first');
    const { folder: backup } = await takeBackup(source.uri, shelf);
    await putBack({ uri: target.uri, folder: backup });
    expect(await epochIn(target.db, 'second')).toBe('second');
    expect(await epochIn(source.db, 'second')).toBe('first');
  });

  test('says what is in it, and where it is from', async () => {
    const source = await filled();
    const { manifest } = await takeBackup(source.uri, await folder());
    expect(manifest).toMatchObject({
      format: 1,
      database: source.db.databaseName,
      server: { kind: server.kind },
    });
    expect(manifest.collections.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'calls', documents: 60, indexes: 6 },
      { name: 'empty', documents: 0, indexes: 2 },
      { name: 'every type', documents: Object.keys(everyType).length, indexes: 1 },
    ]);
  });

  test('holds no other database of the same server', async () => {
    const [source, other, target] = [await filled(), place(), place()];
    await other.db.collection('calls').insertOne({ secret: 1 });
    const { folder: backup } = await takeBackup(source.uri, await folder());
    await putBack({ uri: target.uri, folder: backup });
    expect(await target.db.collection('calls').countDocuments({ secret: 1 })).toBe(0);
    expect(await target.db.collection('calls').countDocuments()).toBe(60);
  });

  test('of a database that holds nothing leaves one that holds nothing', async () => {
    const [source, target] = [place(), place()];
    const { folder: backup } = await takeBackup(source.uri, await folder());
    await putBack({ uri: target.uri, folder: backup });
    expect(await contents(target.db)).toEqual({});
  });

  test('holds everything that was acknowledged before it began, whatever is written meanwhile', async () => {
    const [source, target] = [await filled(1_500), place()];
    let writing = true;
    const writers = (async () => {
      for (let n = 0; writing; n += 1) {
        await source.db.collection('calls').insertOne({ _id: `late ${n}` as never, from: `late ${n}` });
        await source.db
          .collection('calls')
          .updateOne({ _id: (n % 1_500) as never }, { $set: { long: 'x'.repeat(n) } });
      }
    })();
    const { folder: backup } = await takeBackup(source.uri, await folder());
    writing = false;
    await writers;
    await putBack({ uri: target.uri, folder: backup });
    const early = { _id: { $type: 'number' } };
    expect(await target.db.collection('calls').countDocuments(early as object)).toBe(1_500);
  });
});

describe('a backup is never half', () => {
  test('where the database goes away, nothing bears a time as its name', async () => {
    const shelf = await folder();
    // Lets the greeting through and then closes on whoever wants documents.
    const { hostname, port, pathname } = new URL(server.uri);
    const path = decodeURIComponent(hostname);
    const upstream = path.startsWith('/') ? { path } : { host: hostname, port: Number(port) };
    const { connect } = await import('node:net');
    const proxy = createServer((socket) => {
      const onward = connect(upstream as never);
      socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
      onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      onward.on('data', (data) => socket.write(data));
      socket.on('data', (data) => {
        if (data.includes('calls') && data.includes('find')) socket.destroy();
        else onward.write(data);
      });
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => void proxy.close());
    const { port: proxied } = proxy.address() as { port: number };
    const source = await filled();
    expect(pathname).toBe('/');
    await expect(
      takeBackup(`mongodb://127.0.0.1:${proxied}/${source.db.databaseName}`, shelf),
    ).rejects.toThrow();
    expect(await readdir(shelf)).toEqual([]);
  });

  test('what a killed process has left is removed by the next one; what a living one writes is not', async () => {
    const [shelf, source] = [await folder(), place()];
    await mkdir(join(shelf, '.part-999999999-1', 'calls'), { recursive: true });
    const alive = join(shelf, '.part-of-somebody-else');
    await mkdir(alive);
    const { folder: backup } = await takeBackup(source.uri, shelf);
    expect((await readdir(shelf)).map((name) => join(shelf, name)).sort()).toEqual([alive, backup].sort());
  });

  test('a folder without its manifest is refused', async () => {
    const { folder: backup } = await backupWithFile(await folder());
    await rm(join(backup, 'manifest.json'));
    await expect(putBack({ uri: place().uri, folder: backup })).rejects.toThrow('is no complete backup');
  });

  test('a manifest that is no manifest is refused with its name', async () => {
    const { folder: backup } = await backupWithFile(await folder());
    await writeFile(join(backup, 'manifest.json'), '{"format":2}');
    await expect(putBack({ uri: place().uri, folder: backup })).rejects.toThrow(
      `${join(backup, 'manifest.json')} is damaged`,
    );
  });
});

describe('a damaged file is named, and nothing is written', () => {
  test.each<[string, (file: string) => Promise<unknown>, string]>([
    ['a byte more', (file) => appendFile(file, 'x'), 'has '],
    ['cut short', (file) => truncate(file, 100), 'has 100 bytes instead of'],
    ['missing', (file) => rename(file, `${file}.elsewhere`), 'is missing'],
    [
      'one bit',
      async (file) => {
        const bytes = await readFile(file);
        bytes[200] = (bytes[200] ?? 0) ^ 1;
        await writeFile(file, bytes);
      },
      'has another checksum',
    ],
  ])('%s', async (_, damage, complaint) => {
    const { folder: backup, file } = await backupWithFile(await folder());
    await damage(file);
    const target = place();
    const told = await putBack({ uri: target.uri, folder: backup }).catch((error: Error) => error.message);
    expect(told).toContain(`${file} ${complaint}`);
    expect(await contents(target.db)).toEqual({});
  });
});

describe('what is there already', () => {
  test('is not mixed with: a database that holds documents is refused', async () => {
    const { folder: backup } = await backupWithFile(await folder());
    const target = place();
    await target.db.collection('something').insertOne({ mine: 1 });
    await expect(putBack({ uri: target.uri, folder: backup })).rejects.toThrow(
      /holds documents \(something\).*--replace/s,
    );
    expect(await target.db.collection('something').countDocuments()).toBe(1);
  });

  test('is removed only after the person has said yes', async () => {
    const { folder: backup, source } = await backupWithFile(await folder());
    const target = place();
    await target.db.collection('something').insertOne({ mine: 1 });
    const no = { uri: target.uri, folder: backup, mayReplace: async () => false };
    expect(await putBack(no)).toBeUndefined();
    expect(await target.db.collection('something').countDocuments()).toBe(1);
    await putBack({ ...no, mayReplace: async () => true });
    expect(await contents(target.db)).toEqual(await contents(source.db));
  });

  test('an empty collection gives way, its indexes with it', async () => {
    const { folder: backup, source } = await backupWithFile(await folder());
    const target = place();
    await target.db.collection('calls').createIndex({ from: -1 }, { name: 'pair' });
    await putBack({ uri: target.uri, folder: backup });
    expect(await contents(target.db)).toEqual(await contents(source.db));
  });
});

test('names sort by time', () => {
  expect(nameOf(new Date('2026-03-29T00:59:59.999Z'))).toBe('2026-03-29T00-59-59.999Z');
});
