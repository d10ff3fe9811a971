import { describe, expect, it } from 'vitest';
import { database, uniqueName } from '../../helpers/mongo.ts';
import { answerOf, codeOf } from '../support/failure.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();
const admin = mongo.client.db('admin');

describe('the server', () => {
  it('says hello under both names', async () => {
    const hello = await admin.command({ hello: 1 });
    expect(hello).toMatchObject({
      isWritablePrimary: true,
      maxBsonObjectSize: 16_777_216,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      logicalSessionTimeoutMinutes: 30,
      readOnly: false,
      ok: 1,
    });
    expect(hello.maxWireVersion).toBeGreaterThanOrEqual(9);
    expect(Math.abs(hello.localTime.getTime() - Date.now())).toBeLessThan(60_000);
    expect(await admin.command({ isMaster: 1 })).toMatchObject({ ismaster: true, ok: 1 });
  });

  it('answers ping, buildInfo, hostInfo and serverStatus', async () => {
    expect(await admin.command({ ping: 1 })).toMatchObject({ ok: 1 });
    const build = await admin.command({ buildInfo: 1 });
    expect(build.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(build.versionArray.slice(0, 3).join('.')).toBe(build.version.split('-')[0]);
    expect(build.maxBsonObjectSize).toBe(16_777_216);
    expect((await admin.command({ hostInfo: 1 })).system).toHaveProperty('hostname');
    const status = await admin.command({ serverStatus: 1 });
    expect(status).toMatchObject({ version: build.version, ok: 1 });
    expect(status.uptime).toBeGreaterThanOrEqual(0);
  });

  it('answers commands on any database, and several clients at once', async () => {
    expect(await mongo.db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => mongo.db.command({ ping: 1 })));
    expect(answers.every((answer) => answer.ok === 1)).toBe(true);
  });
});

describe('databases', () => {
  it('exist while they hold a collection', async () => {
    const name = uniqueName('other');
    const db = mongo.client.db(name);
    const names = async () =>
      (await admin.command({ listDatabases: 1, nameOnly: true })).databases.map(
        (d: { name: string }) => d.name,
      );
    expect(await names()).not.toContain(name);
    await db.collection('a').insertOne({ x: 1 });
    expect(await names()).toContain(name);
    const [listed] = (await admin.command({ listDatabases: 1, filter: { name } })).databases;
    expect(listed).toMatchObject({ name, empty: false });
    expect(typeof listed.sizeOnDisk).toBe('number');
    await db.dropDatabase();
    expect(await names()).not.toContain(name);
    await db.dropDatabase();
  });

  it('do not see each other', async () => {
    const other = mongo.client.db(uniqueName('other'));
    await mongo.db.collection('same').insertOne({ _id: 1 as never });
    await other.collection('same').insertOne({ _id: 1 as never, other: true });
    await other.dropDatabase();
    expect(await mongo.db.collection('same').find().toArray()).toEqual([{ _id: 1 }]);
  });

  it('refuse names that cannot be', async () => {
    for (const name of ['a b', 'a/b', 'a$b', 'x'.repeat(64)]) {
      // Some of them the driver refuses before the server hears of them.
      const insert = async () => admin.client.db(name).command({ insert: 'c', documents: [{ a: 1 }] });
      await expect(insert(), name).rejects.toSatisfy(
        ({ code, name: kind }) => code === 73 || kind === 'MongoInvalidArgumentError',
      );
    }
  });

  it('tell their size', async () => {
    const c = mongo.collection();
    await c.createIndex({ n: 1 });
    await c.insertMany(Array.from({ length: 100 }, (_, n) => ({ n, text: 'x'.repeat(100) })));
    const stats = await mongo.db.command({ dbStats: 1 });
    expect(stats).toMatchObject({ db: mongo.name, ok: 1 });
    expect(Number(stats.collections)).toBeGreaterThanOrEqual(1);
    expect(Number(stats.indexes)).toBeGreaterThanOrEqual(2);
    const collection = await mongo.db.command({ collStats: c.collectionName });
    expect(collection).toMatchObject({
      ns: `${mongo.name}.${c.collectionName}`,
      count: 100,
      nindexes: 2,
      ok: 1,
    });
    expect(Object.keys(collection.indexSizes).sort()).toEqual(['_id_', 'n_1']);
    expect(Number(collection.size)).toBeGreaterThan(100 * 100);
  });
});

describe('collections', () => {
  it('are made by create or by a first write, and listed', async () => {
    await mongo.db.createCollection('made');
    await mongo.db.collection('written').insertOne({ a: 1 });
    await mongo.db.collection('indexed').createIndex({ a: 1 });
    const listed = await mongo.db
      .listCollections({ name: { $in: ['made', 'written', 'indexed', 'read'] } })
      .toArray();
    expect(listed.map(({ name }) => name).sort()).toEqual(['indexed', 'made', 'written']);
    expect(listed[0]).toMatchObject({
      type: 'collection',
      info: { readOnly: false },
      idIndex: { key: { _id: 1 }, name: '_id_' },
    });
    expect(listed[0]).toHaveProperty('info.uuid');
    const names = await mongo.db.listCollections({ name: 'made' }, { nameOnly: true }).toArray();
    expect(names).toEqual([{ name: 'made', type: 'collection' }]);
  });

  it('are not made by reading, nor by updates and deletes that find nothing', async () => {
    const c = mongo.collection();
    await c.find().toArray();
    await c.updateOne({ a: 1 }, { $set: { a: 2 } });
    await c.deleteMany({});
    expect(await mongo.db.listCollections({ name: c.collectionName }).toArray()).toEqual([]);
  });

  it('may be created again with the same options only', async () => {
    await mongo.db.createCollection('twice');
    await unlessPeer('collection-options', async () => {
      const code = await codeOf(mongo.db.createCollection('twice', { capped: true, size: 4096 }));
      expect([48, 72, 115, 238]).toContain(code);
    });
    const again = await answerOf(mongo.db.command({ create: 'twice' }));
    // Since 7.0 the same options are accepted; before, the name was refused.
    expect(again.ok === 1 || again.code === 48).toBe(true);
  });

  it('go with everything when they are dropped', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1 }, { unique: true });
    await c.insertOne({ a: 1 });
    expect(await c.drop()).toBe(true);
    expect(await c.countDocuments()).toBe(0);
    await c.insertMany([{ a: 1 }, { a: 1 }]);
    expect((await c.listIndexes().toArray()).map(({ name }) => name)).toEqual(['_id_']);
    const missing = await answerOf(mongo.db.command({ drop: 'nothing' }));
    expect(missing.ok === 1 || missing.code === 26).toBe(true);
  });

  it('have no indexes to list where they do not exist', async () => {
    expect(await codeOf(mongo.collection().listIndexes().toArray())).toBe(26);
  });

  it('are renamed with their indexes, or the command is refused as unknown', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1 });
    await c.insertOne({ _id: 1, a: 1 });
    const to = `${c.collectionName}_renamed`;
    const command = { renameCollection: `${mongo.name}.${c.collectionName}`, to: `${mongo.name}.${to}` };
    const answer = await answerOf(admin.command(command));
    if (answer.ok !== 1) {
      expect([59, 115]).toContain(answer.code);
      return;
    }
    expect(await c.countDocuments()).toBe(0);
    expect(await mongo.db.collection(to).find().toArray()).toEqual([{ _id: 1, a: 1 }]);
    expect((await mongo.db.collection(to).listIndexes().toArray()).map(({ name }) => name)).toEqual([
      '_id_',
      'a_1',
    ]);
    await mongo.db.collection('in_the_way').insertOne({ a: 1 });
    const taken = { renameCollection: `${mongo.name}.${to}`, to: `${mongo.name}.in_the_way` };
    expect(await codeOf(admin.command(taken))).toBe(48);
    expect(await codeOf(admin.command({ ...taken, renameCollection: `${mongo.name}.nothing` }))).toBe(26);
  });

  it('may be many, with long and unusual names', async () => {
    const names = [
      'with space',
      'with.dot',
      'größe',
      'x'.repeat(180),
      ...Array.from({ length: 30 }, (_, n) => `many_${n}`),
    ];
    await Promise.all(names.map((name) => mongo.db.collection(name).insertOne({ name })));
    for (const name of names) expect(await mongo.db.collection(name).findOne()).toMatchObject({ name });
  });
});
