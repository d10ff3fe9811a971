import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { MongoBulkWriteError } from '../support/driver.ts';

const mongo = await database();

describe('bulkWrite', () => {
  it('counts every kind of operation and gives the ids', async () => {
    const c = mongo.collection();
    await c.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
      { _id: 4, n: 3 },
    ]);
    const result = await c.bulkWrite([
      { insertOne: { document: { _id: 'new' } } },
      { updateOne: { filter: { _id: 1 }, update: { $set: { n: 10 } } } },
      { updateMany: { filter: { n: 3 }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { _id: 'up' }, update: { $set: { n: 0 } }, upsert: true } },
      { replaceOne: { filter: { _id: 2 }, replacement: { replaced: true } } },
      { replaceOne: { filter: { _id: 'rep' }, replacement: { n: 5 }, upsert: true } },
      { deleteOne: { filter: { _id: 3 } } },
      { deleteMany: { filter: { n: { $gte: 4 } } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 4,
      modifiedCount: 4,
      deletedCount: 4,
      upsertedCount: 2,
      insertedIds: { 0: 'new' },
      upsertedIds: { 3: 'up', 5: 'rep' },
    });
    expect((await c.find().sort({ _id: 1 }).toArray()).map((d) => d._id)).toEqual([2, 'new', 'up']);
  });

  it('matches without modifying', async () => {
    const c = mongo.collection();
    await c.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    const result = await c.bulkWrite([
      { updateOne: { filter: { _id: 1, rev: 0 }, update: { $set: { n: 5 } } } },
      { updateOne: { filter: { _id: 1 }, update: { $set: { n: 1 } } } },
      { updateMany: { filter: {}, update: { $set: { n: 2 } } } },
    ]);
    expect(result).toMatchObject({ matchedCount: 3, modifiedCount: 1 });
  });

  it('stops at a failure when ordered, with what was done before', async () => {
    const c = mongo.collection();
    const error = await failed(c, true);
    expect(error.result).toMatchObject({
      insertedCount: 1,
      modifiedCount: 1,
      upsertedCount: 0,
      deletedCount: 0,
    });
    expect([error.writeErrors].flat().map((e) => [e.index, e.code])).toEqual([[2, 11000]]);
    expect(await c.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 1, n: 1 }]);
  });

  it('goes on after failures when unordered', async () => {
    const c = mongo.collection();
    const error = await failed(c, false);
    expect(error.result).toMatchObject({ insertedCount: 2, upsertedCount: 1, deletedCount: 1 });
    const errors = [error.writeErrors].flat().map((e) => [e.index, e.code]);
    expect(errors.sort()).toEqual([
      [2, 11000],
      [4, 9],
    ]);
    expect((await c.find().sort({ _id: 1 }).toArray()).map((d) => d._id)).toEqual([1, 8]);
  });

  it('puts thousands of operations into several messages', async () => {
    const c = mongo.collection();
    const insert = Array.from({ length: 5000 }, (_, n) => ({ insertOne: { document: { _id: n, n: 0 } } }));
    expect(await c.bulkWrite(insert)).toMatchObject({ insertedCount: 5000 });
    const update = insert.map((_, n) => ({
      updateOne: { filter: { _id: n }, update: { $inc: { n: n + 1 } } },
    }));
    expect(await c.bulkWrite(update, { ordered: false })).toMatchObject({
      matchedCount: 5000,
      modifiedCount: 5000,
    });
    expect(await c.countDocuments({ $expr: { $eq: ['$n', { $add: ['$_id', 1] }] } })).toBe(5000);
  });
});

async function failed(c: ReturnType<typeof mongo.collection>, ordered: boolean) {
  const operations = [
    { insertOne: { document: { _id: 1, n: 0 } } },
    { updateOne: { filter: { _id: 1 }, update: { $set: { n: 1 } } } },
    { insertOne: { document: { _id: 1 } } },
    { insertOne: { document: { _id: 2 } } },
    { updateOne: { filter: {}, update: { $unknown: { n: 1 } } } },
    { updateOne: { filter: { _id: 8 }, update: { $set: { n: 8 } }, upsert: true } },
    { deleteOne: { filter: { _id: 2 } } },
  ];
  const error = await c.bulkWrite(operations, { ordered }).catch((reason: unknown) => reason);
  if (error instanceof MongoBulkWriteError) return error;
  throw new Error(`Expected a bulk write error, not ${error}`);
}
