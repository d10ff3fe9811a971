import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { MongoBulkWriteError } from '../support/driver.ts';
import { failure } from '../support/failure.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();

async function bulkFailure(action: Promise<unknown>): Promise<InstanceType<typeof MongoBulkWriteError>> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MongoBulkWriteError) return error;
  throw new Error(`Expected a bulk write error, not ${error}`);
}

describe('a duplicate key', () => {
  it('names the index, its pattern and the value', async () => {
    const c = mongo.collection();
    await c.createIndex({ tenant: 1, number: -1 }, { unique: true, name: 'one_number' });
    await c.insertOne({ tenant: 't', number: 5 });
    const error = await failure(c.insertOne({ tenant: 't', number: 5 }));
    expect(error.code).toBe(11000);
    expect(error.message).toMatch(/one_number/);
    await unlessPeer('duplicate-key-details', () => {
      expect(error.keyPattern).toEqual({ tenant: 1, number: -1 });
      expect(error.keyValue).toEqual({ tenant: 't', number: 5 });
      expect(error.message).toBe(
        `E11000 duplicate key error collection: ${mongo.name}.${c.collectionName} index: one_number dup key: { tenant: "t", number: 5 }`,
      );
    });
  });

  it('of _id', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 'a' });
    const error = await failure(c.insertOne({ _id: 'a' }));
    expect(error.code).toBe(11000);
    expect(error.message).toMatch(/_id_/);
    await unlessPeer('duplicate-key-details', () => {
      expect(error).toMatchObject({ keyPattern: { _id: 1 }, keyValue: { _id: 'a' } });
    });
  });

  it.each([
    ['an update', (c: Rows) => c.updateOne({ n: 1 }, { $set: { n: 2 } })],
    ['a replacement', (c: Rows) => c.replaceOne({ n: 1 }, { n: 2 })],
    ['an upsert', (c: Rows) => c.updateOne({ n: 9 }, { $set: { n: 2 } }, { upsert: true })],
  ])('is refused in %s', async (_, write) => {
    const c = mongo.collection();
    await c.createIndex({ n: 1 }, { unique: true });
    await c.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect((await failure(write(c))).code).toBe(11000);
    expect(await c.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
  });

  it('compares numbers of different types, and nothing else across types', async () => {
    const c = mongo.collection();
    await c.createIndex({ n: 1 }, { unique: true });
    await c.insertMany([{ n: 1 }, { n: '1' }, { n: true }, { n: { n: 1 } }, { n: null }]);
    const { Decimal128, Long } = await import('bson');
    for (const n of [Long.fromNumber(1), 1.0, Decimal128.fromString('1.00'), null, undefined]) {
      expect((await failure(c.insertOne(n === undefined ? {} : { n }))).code).toBe(11000);
    }
    expect(await c.countDocuments()).toBe(5);
  });

  it('of an array is one of its elements; twice in one document is allowed', async () => {
    const c = mongo.collection();
    await c.createIndex({ tags: 1 }, { unique: true });
    await c.insertOne({ tags: ['a', 'b', 'a'] });
    expect((await failure(c.insertOne({ tags: ['c', 'b'] }))).code).toBe(11000);
    expect((await failure(c.insertOne({ tags: 'b' }))).code).toBe(11000);
    await c.insertOne({ tags: ['c'] });
    expect((await failure(c.insertOne({ tags: 'a' }))).code).toBe(11000);
  });

  it('in a descending index counts a missing field as null, too', async () => {
    const c = mongo.collection();
    await c.createIndex({ n: -1 }, { unique: true });
    await c.insertMany([{ n: 1 }, {}]);
    expect((await failure(c.insertOne({ n: 1 }))).code).toBe(11000);
    await unlessPeer('unique-descending-missing', async () => {
      expect((await failure(c.insertOne({}))).code).toBe(11000);
    });
  });

  it('is free again after a delete and after an update', async () => {
    const c = mongo.collection();
    await c.createIndex({ n: 1 }, { unique: true });
    await c.insertMany([{ n: 1 }, { n: 2 }]);
    await c.deleteOne({ n: 1 });
    await c.insertOne({ n: 1 });
    await c.updateOne({ n: 2 }, { $set: { n: 3 } });
    await c.insertOne({ n: 2 });
    expect(await c.countDocuments()).toBe(3);
  });
});

describe('many documents with failures in the middle', () => {
  const documents = () => [{ _id: 1 }, { _id: 2 }, { _id: 1 }, { _id: 3 }, { _id: 2 }, { _id: 4 }];

  it('stops at the first when ordered', async () => {
    const c = mongo.collection();
    const error = await bulkFailure(c.insertMany(documents()));
    expect(error.code).toBe(11000);
    expect(error.result.insertedCount).toBe(2);
    expect([error.writeErrors].flat().map((e) => [e.index, e.code])).toEqual([[2, 11000]]);
    expect((await c.find().sort({ _id: 1 }).toArray()).map((d) => d._id)).toEqual([1, 2]);
  });

  it('goes on when unordered, and says which failed', async () => {
    const c = mongo.collection();
    const error = await bulkFailure(c.insertMany(documents(), { ordered: false }));
    expect(error.result.insertedCount).toBe(4);
    expect([error.writeErrors].flat().map((e) => [e.index, e.code])).toEqual([
      [2, 11000],
      [4, 11000],
    ]);
    expect((await c.find().sort({ _id: 1 }).toArray()).map((d) => d._id)).toEqual([1, 2, 3, 4]);
  });

  it('keeps what a multiple update changed before it failed', async () => {
    const c = mongo.collection();
    await c.createIndex({ n: 1 }, { unique: true });
    await c.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect((await failure(c.updateMany({}, { $set: { n: 7 } }))).code).toBe(11000);
    expect(await c.countDocuments({ n: 7 })).toBeLessThanOrEqual(1);
    expect(await c.countDocuments()).toBe(2);
  });
});

type Rows = ReturnType<typeof mongo.collection>;
