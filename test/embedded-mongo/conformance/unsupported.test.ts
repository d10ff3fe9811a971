import type mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { codeOf, failure } from '../support/failure.ts';
import { unlessPeer } from './peer-differences.ts';

/**
 * What a standalone server has not, or this engine leaves out, is refused and never ignored. A MongoDB has much
 * of it, so these cases are for the engine, and for the peer as far as it has the same limits.
 */
const mongo = await database();

describe.skipIf(mongo.kind === 'mongodb')('what is left out', () => {
  it('refuses transactions, and writes nothing', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1 });
    const session = mongo.client.startSession();
    await unlessPeer('transactions', async () => {
      session.startTransaction();
      const error = await failure(c.insertOne({ _id: 2 }, { session }));
      // Where code 20 speaks of transaction numbers, the driver puts advice of its own around it.
      const cause: { code?: unknown; message: string } = error.errorResponse.originalError ?? error;
      expect([20, 263]).toContain(cause.code);
      expect(cause.message).toMatch(/transaction/i);
      expect(await c.countDocuments()).toBe(1);
    });
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  });

  it('refuses to read from a snapshot', async () => {
    for (const level of ['snapshot', 'nonsense']) {
      const reading = mongo.db.command({ find: 'c', readConcern: { level } } as never);
      await unlessPeer('read-concern', async () => expect(await codeOf(reading)).toBe(72));
    }
  });

  it('refuses change streams', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1 });
    const error = await failure(c.aggregate([{ $changeStream: {} }]).toArray());
    await unlessPeer('change-streams', () => expect(error.code).toBe(40573));
    expect(error.message).toMatch(/\$changeStream/);
    await expect(c.watch().next()).rejects.toThrow(/\$changeStream/);
  });

  it('refuses a collation', async () => {
    const c = mongo.collection();
    await c.insertMany([{ a: 'x' }, { a: 'X' }]);
    const collation = { locale: 'en', strength: 2 };
    for (const refused of [
      () => c.find({ a: 'x' }, { collation }).toArray(),
      () => c.aggregate([{ $match: { a: 'x' } }], { collation }).toArray(),
      () => c.updateOne({ a: 'x' }, { $set: { b: 1 } }, { collation }),
      () => c.deleteMany({ a: 'x' }, { collation }),
      () => c.createIndex({ a: 1 }, { collation }),
    ]) {
      expect((await failure(refused())).message).toMatch(/collation/i);
    }
    expect(await c.countDocuments({ b: { $exists: true } })).toBe(0);
  });

  it('refuses JavaScript', async () => {
    const c = mongo.collection();
    await c.insertOne({ a: 1 });
    const where = await failure(c.find({ $where: 'this.a === 1' }).toArray());
    expect(where.message).toMatch(/\$where/);
    const body = 'function (a) { return a; }';
    const call = { $function: { body, args: ['$a'], lang: 'js' } };
    expect((await failure(c.aggregate([{ $project: { x: call } }]).toArray())).message).toMatch(/\$function/);
    expect(
      await codeOf(
        mongo.db.command({ mapReduce: c.collectionName, map: body, reduce: body, out: { inline: 1 } }),
      ),
    ).toBe(59);
  });

  it.each<[string, mongoose.mongo.CreateCollectionOptions]>([
    ['collation', { collation: { locale: 'en' } }],
    ['capped', { capped: true, size: 4096 }],
    ['view', { viewOn: 'c1', pipeline: [] }],
    ['validator', { validator: { a: { $exists: true } } }],
    ['timeseries', { timeseries: { timeField: 'at' } }],
  ])('refuses to make a plain collection where %s was asked for', async (name, options) => {
    await unlessPeer('collection-options', async () => {
      expect((await failure(mongo.db.createCollection(name, options))).message).toMatch(
        /collation|capped|view|validator|timeseries/i,
      );
      expect(await mongo.db.listCollections({ name }).toArray()).toEqual([]);
    });
  });

  it('refuses geospatial and hashed indexes and queries', async () => {
    const c = mongo.collection();
    await c.insertOne({ at: [1, 2] });
    const near = { at: { $geoWithin: { $centerSphere: [[1, 2], 1] } } };
    await unlessPeer('geospatial-hashed', async () =>
      expect(await codeOf(c.createIndex({ at: '2dsphere' }))).toBe(67),
    );
    await unlessPeer('geospatial-hashed', async () =>
      expect(await codeOf(c.createIndex({ at: 'hashed' }))).toBe(67),
    );
    await unlessPeer('geospatial-hashed', async () => {
      const error = await failure(c.find(near).toArray());
      expect([2, 115, 238]).toContain(error.code);
      expect(error.message).toMatch(/\$geoWithin/);
    });
  });
});
