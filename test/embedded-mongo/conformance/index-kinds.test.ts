import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { idsOf, numbered } from '../support/table.ts';

const mongo = await database();

describe('sparse and partial', () => {
  it('a sparse unique index lets the field be missing, but not null twice', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1 }, { unique: true, sparse: true });
    await c.insertMany([{}, {}, { a: null }, { a: 1 }]);
    expect(await codeOf(c.insertOne({ a: null }))).toBe(11000);
    expect(await codeOf(c.insertOne({ a: 1 }))).toBe(11000);
    expect(await c.countDocuments()).toBe(4);
  });

  it('a sparse compound index holds a document that has one of the fields', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1, b: 1 }, { unique: true, sparse: true });
    await c.insertMany([{}, {}, { a: 1 }, { b: 1 }]);
    expect(await codeOf(c.insertOne({ a: 1 }))).toBe(11000);
    expect(await codeOf(c.insertOne({ b: 1 }))).toBe(11000);
  });

  it('a sparse index never loses documents from a result', async () => {
    const c = mongo.collection();
    await c.insertMany(numbered([{ a: 1 }, {}, { a: null }, { a: 0 }]));
    await c.createIndex({ a: 1 }, { sparse: true });
    expect(await idsOf(c, { a: null })).toEqual([1, 2]);
    expect(await idsOf(c, { a: { $ne: 1 } })).toEqual([1, 2, 3]);
    expect(await idsOf(c, { a: { $exists: false } })).toEqual([1]);
    expect((await c.find().sort({ a: 1, _id: 1 }).toArray()).map((d) => d._id)).toEqual([1, 2, 3, 0]);
  });

  it('a partial unique index is about the documents that its filter finds', async () => {
    const c = mongo.collection();
    await c.createIndex({ call: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await c.insertMany([{ call: 1, live: true }, { call: 1, live: false }, { call: 1 }]);
    expect(await codeOf(c.insertOne({ call: 1, live: true }))).toBe(11000);
    expect(await codeOf(c.updateOne({ live: false }, { $set: { live: true } }))).toBe(11000);
    await c.updateOne({ live: true }, { $set: { live: false } });
    expect(await c.insertOne({ call: 1, live: true })).toMatchObject({ acknowledged: true });
  });

  it.each([
    ['$exists', { a: { $exists: true } }, [{ a: 1 }, { a: null }], [{}, {}]],
    ['$gte', { a: { $gte: 5 } }, [{ a: 5 }, { a: 9 }], [{ a: 4 }, { a: 'x' }]],
    ['$type', { a: { $type: 'string' } }, [{ a: 'x' }], [{ a: 1 }, {}]],
    ['$in', { a: { $in: [1, 2] } }, [{ a: 1 }, { a: 2 }], [{ a: 3 }, {}]],
    ['$and', { $and: [{ a: 1 }, { b: { $lt: 3 } }] }, [{ a: 1, b: 2 }], [{ a: 1, b: 3 }, { a: 1 }]],
  ])('a partial filter with %s', async (_, partialFilterExpression, inside, outside) => {
    const c = mongo.collection();
    await c.createIndex({ key: 1 }, { unique: true, partialFilterExpression });
    await c.insertMany(outside.map((document) => ({ key: 1, ...document })));
    for (const document of inside) {
      await c.insertOne({ key: 1, ...document });
      expect(await codeOf(c.insertOne({ key: 1, ...document }))).toBe(11000);
      await c.deleteOne({ key: 1, ...document });
    }
  });

  it('a partial index never loses documents from a result', async () => {
    const c = mongo.collection();
    await c.insertMany(numbered([{ a: 1, n: 1 }, { a: 1, n: 9 }, { a: 2, n: 9 }, { a: 1 }]));
    await c.createIndex({ a: 1 }, { partialFilterExpression: { n: { $gt: 5 } } });
    expect(await idsOf(c, { a: 1 })).toEqual([0, 1, 3]);
    expect(await idsOf(c, { a: 1, n: { $gt: 7 } })).toEqual([1]);
    expect(await idsOf(c, { a: 1, n: { $gt: 0 } })).toEqual([0, 1]);
    expect(await idsOf(c, { a: 1, n: null })).toEqual([3]);
  });
});

describe('compound and multikey', () => {
  it('a compound unique index is about the tuple', async () => {
    const c = mongo.collection();
    await c.createIndex({ tenant: 1, key: 1 }, { unique: true });
    await c.insertMany([{ tenant: 1, key: 1 }, { tenant: 1, key: 2 }, { tenant: 2, key: 1 }, { tenant: 1 }]);
    expect(await codeOf(c.insertOne({ tenant: 1, key: 2 }))).toBe(11000);
    expect(await codeOf(c.insertOne({ tenant: 1, key: null }))).toBe(11000);
  });

  it('sorts by it in both directions, forwards and backwards', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1, b: -1 });
    await c.insertMany(numbered([{ a: 1, b: 1 }, { a: 1, b: 3 }, { a: 0, b: 2 }, { a: 1, b: 2 }, { a: 2 }]));
    const order = async (sort: Record<string, 1 | -1>) =>
      (await c.find().sort(sort).toArray()).map((d) => d._id);
    expect(await order({ a: 1, b: -1 })).toEqual([2, 1, 3, 0, 4]);
    expect(await order({ a: -1, b: 1 })).toEqual([4, 0, 3, 1, 2]);
    expect(await order({ a: 1, b: 1 })).toEqual([2, 0, 3, 1, 4]);
  });

  it('finds each document once through an array', async () => {
    const c = mongo.collection();
    await c.createIndex({ 'l.k': 1 });
    await c.insertMany(
      numbered([{ l: [{ k: 1 }, { k: 2 }, { k: 3 }] }, { l: [{ k: 2 }] }, { l: [] }, { l: { k: 3 } }]),
    );
    expect(await idsOf(c, { 'l.k': { $gte: 1 } })).toEqual([0, 1, 3]);
    expect(await c.countDocuments({ 'l.k': { $in: [1, 2, 3] } })).toBe(3);
    expect(await idsOf(c, { 'l.k': { $gt: 1, $lt: 2 } })).toEqual([0]);
    expect(await idsOf(c, { 'l.k': { $gt: 3, $lt: 2 } })).toEqual([]);
    await c.updateOne({ _id: 0 }, { $pull: { l: { k: 3 } } as Doc });
    expect(await idsOf(c, { 'l.k': 3 })).toEqual([3]);
    await c.deleteOne({ _id: 3 });
    expect(await c.countDocuments({ 'l.k': 3 })).toBe(0);
  });
});
