import { describe, expect, it, vi } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { MongoClient } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { differs, unlessPeer } from './peer-differences.ts';

const mongo = await database();

describe('write concerns', () => {
  it.each([
    ['w: 1', { w: 1 }],
    ['w: majority', { w: 'majority' }],
    ['j: true', { w: 1, j: true }],
    ['w: majority with j: true and a time limit', { w: 'majority', j: true, wtimeoutMS: 5000 }],
  ] as const)('acknowledges every kind of write with %s', async (_, writeConcern) => {
    const c = mongo.collection();
    const options = { writeConcern };
    expect(await c.insertOne({ _id: 1, n: 1 }, options)).toMatchObject({ acknowledged: true });
    expect(await c.insertMany([{ _id: 2 }, { _id: 3 }], options)).toMatchObject({ insertedCount: 2 });
    expect(await c.updateOne({ _id: 1 }, { $inc: { n: 1 } }, options)).toMatchObject({ modifiedCount: 1 });
    expect(
      await c.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { ...options, returnDocument: 'after' }),
    ).toEqual({ _id: 1, n: 3 });
    expect(await c.bulkWrite([{ deleteOne: { filter: { _id: 2 } } }], options)).toMatchObject({
      deletedCount: 1,
    });
    expect(await c.deleteMany({}, options)).toMatchObject({ deletedCount: 2 });
  });

  it.skipIf(differs('unacknowledged-replies'))(
    'applies unacknowledged writes, which the same client reads afterwards',
    async () => {
      const c = mongo.collection();
      const options = { writeConcern: { w: 0 as const } };
      expect(await c.insertOne({ _id: 1, n: 1 }, options)).toEqual({ acknowledged: false, insertedId: 1 });
      await vi.waitFor(async () => expect(await c.countDocuments()).toBe(1), { timeout: 5000, interval: 5 });
      expect(await c.updateOne({ _id: 1 }, { $set: { n: 2 } }, options)).toMatchObject({
        acknowledged: false,
      });
      await vi.waitFor(async () => expect(await c.findOne()).toEqual({ _id: 1, n: 2 }), {
        timeout: 5000,
        interval: 5,
      });
      await c.deleteOne({ _id: 1 }, options);
      await vi.waitFor(async () => expect(await c.countDocuments()).toBe(0), { timeout: 5000, interval: 5 });
    },
  );

  it.skipIf(differs('unacknowledged-replies'))(
    'goes on with the same connection after an unacknowledged write that fails',
    async () => {
      const c = mongo.collection();
      await c.insertOne({ _id: 1 });
      const single = await new MongoClient(mongo.uri, { maxPoolSize: 1 }).connect();
      try {
        const own = single.db(mongo.name).collection(c.collectionName);
        for (let i = 0; i < 20; i++) await own.insertOne({ _id: 1 as never }, { writeConcern: { w: 0 } });
        await own.insertMany(
          Array.from({ length: 500 }, (_, n) => ({ n })),
          { writeConcern: { w: 0 } },
        );
        // One connection answers in order, so whatever was sent before has been applied.
        expect(await own.countDocuments()).toBe(501);
      } finally {
        await single.close();
      }
    },
  );

  it.skipIf(mongo.kind === 'mongodb')(
    'refuses more nodes than there are, and modes that are not known',
    async () => {
      const c = mongo.collection();
      const insert = { insert: c.collectionName, documents: [{ a: 1 }] };
      const three = () => codeOf(mongo.db.command({ ...insert, writeConcern: { w: 3 } }));
      if (mongo.kind !== 'mongodb')
        await unlessPeer('write-concern-nodes', async () => expect([2, 100]).toContain(await three()));
      const mode = () => codeOf(mongo.db.command({ ...insert, writeConcern: { w: 'nowhere' } }));
      if (mongo.kind !== 'mongodb')
        await unlessPeer('write-concern-nodes', async () => expect([2, 79]).toContain(await mode()));
    },
  );
});

describe('read concerns and preferences', () => {
  it.each(['local', 'available', 'majority'] as const)('reads with %s', async (readConcern) => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1 });
    expect(await c.find({}, { readConcern }).toArray()).toEqual([{ _id: 1 }]);
    expect(await c.aggregate([], { readConcern }).toArray()).toEqual([{ _id: 1 }]);
    expect(await c.countDocuments({}, { readConcern })).toBe(1);
  });

  it.each(['primaryPreferred', 'secondaryPreferred', 'nearest'] as const)(
    'reads from %s',
    async (readPreference) => {
      const c = mongo.collection();
      await c.insertOne({ _id: 1 });
      expect(await c.find({}, { readPreference }).toArray()).toEqual([{ _id: 1 }]);
    },
  );
});

describe('sessions', () => {
  it('takes an explicit session without a transaction', async () => {
    const c = mongo.collection();
    await mongo.client.withSession(async (session) => {
      await c.insertOne({ _id: 1 }, { session });
      expect(
        await c.findOneAndUpdate({ _id: 1 }, { $set: { a: 1 } }, { session, returnDocument: 'after' }),
      ).toEqual({ _id: 1, a: 1 });
      expect(await c.find({}, { session, batchSize: 1 }).toArray()).toHaveLength(1);
    });
  });

  it('starts and ends sessions by command', async () => {
    const started = await mongo.db.admin().command({ startSession: 1 });
    expect(started.id.id.sub_type).toBe(4);
    expect(started.timeoutMinutes).toBe(30);
    expect(await mongo.db.admin().command({ endSessions: [started.id] })).toMatchObject({ ok: 1 });
  });
});
