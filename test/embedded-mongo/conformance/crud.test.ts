import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();

describe('inserting', () => {
  it('answers the given _id, and makes an ObjectId where none is given', async () => {
    const c = mongo.collection();
    const given = await c.insertOne({ _id: 'a', n: 1 });
    const made = await c.insertOne({ n: 2 });
    expect(given).toEqual({ acknowledged: true, insertedId: 'a' });
    expect(await c.findOne({ _id: made.insertedId })).toEqual({ _id: made.insertedId, n: 2 });
  });

  it('answers how many were inserted and under which ids', async () => {
    const c = mongo.collection();
    const result = await c.insertMany([{ _id: 1 }, { _id: 'two' }, { _id: 3.5 }]);
    expect(result).toEqual({ acknowledged: true, insertedCount: 3, insertedIds: { 0: 1, 1: 'two', 2: 3.5 } });
    expect(await c.countDocuments()).toBe(3);
  });

  it('keeps the order of the fields and puts _id first', async () => {
    const c = mongo.collection();
    await c.insertOne({ z: 1, a: 2, _id: 1, m: { y: 1, b: 2 } });
    const [found] = await c.find().toArray();
    expect(Object.keys(found ?? {})).toEqual(['_id', 'z', 'a', 'm']);
    expect(Object.keys(found?.m)).toEqual(['y', 'b']);
  });

  it('takes an embedded document as _id and finds it by its whole value only', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: { tenant: 1, call: 2 } });
    expect(await c.countDocuments({ _id: { tenant: 1, call: 2 } })).toBe(1);
    expect(await c.countDocuments({ _id: { call: 2, tenant: 1 } })).toBe(0);
    expect(await c.countDocuments({ '_id.call': 2 })).toBe(1);
  });
});

describe('updating', () => {
  it('tells matched from modified', async () => {
    const c = mongo.collection();
    await c.insertMany([{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect(await c.updateMany({ n: { $gte: 1 } }, { $set: { n: 2 } })).toEqual({
      acknowledged: true,
      matchedCount: 3,
      modifiedCount: 2,
      upsertedCount: 0,
      upsertedId: null,
    });
    expect(await c.updateOne({ n: 9 }, { $set: { n: 1 } })).toMatchObject({
      matchedCount: 0,
      modifiedCount: 0,
    });
  });

  it('changes one document with updateOne though several match', async () => {
    const c = mongo.collection();
    await c.insertMany([{ n: 1 }, { n: 1 }]);
    expect(await c.updateOne({ n: 1 }, { $inc: { n: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(await c.countDocuments({ n: 2 })).toBe(1);
  });

  it('upserts from the equalities of the filter, the update and $setOnInsert', async () => {
    const c = mongo.collection();
    const filter = {
      tenant: 't',
      'place.city': 'Bern',
      n: { $gt: 5 },
      kind: { $eq: 'k' },
      $and: [{ deep: 1 }],
    };
    const update = { $set: { name: 'x' }, $setOnInsert: { created: true }, $inc: { count: 2 } };
    const result = await c.updateOne(filter, update, { upsert: true });
    expect(result).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 });
    expect(await c.findOne()).toEqual({
      _id: result.upsertedId,
      tenant: 't',
      place: { city: 'Bern' },
      kind: 'k',
      deep: 1,
      name: 'x',
      created: true,
      count: 2,
    });
    const again = await c.updateOne({ tenant: 't' }, { $setOnInsert: { created: false } }, { upsert: true });
    expect(again).toMatchObject({ matchedCount: 1, modifiedCount: 0, upsertedCount: 0, upsertedId: null });
  });

  it('upserts under the _id of the filter', async () => {
    const c = mongo.collection();
    const result = await c.updateOne({ _id: 'k' }, { $set: { n: 1 } }, { upsert: true });
    expect(result.upsertedId).toBe('k');
    expect(await c.findOne()).toEqual({ _id: 'k', n: 1 });
  });

  it('upserts a document of its own when $setOnInsert gives the _id', async () => {
    const c = mongo.collection();
    const result = await c.updateOne({ key: 1 }, { $setOnInsert: { _id: 'mine' } }, { upsert: true });
    expect(result.upsertedId).toBe('mine');
    expect(await c.findOne()).toEqual({ _id: 'mine', key: 1 });
  });

  it('replaces everything but the _id', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, a: 1, b: 2 });
    const result = await c.replaceOne({ a: 1 }, { c: 3 });
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0 });
    expect(await c.find().toArray()).toEqual([{ _id: 1, c: 3 }]);
    const same = await c.replaceOne({ _id: 1 }, { c: 3 });
    expect(same).toMatchObject({ matchedCount: 1 });
    await unlessPeer('replacement-without-change', () => expect(same.modifiedCount).toBe(0));
    const upsert = await c.replaceOne({ _id: 2 }, { d: 4 }, { upsert: true });
    expect(upsert).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 2 });
    expect(await c.findOne({ _id: 2 })).toEqual({ _id: 2, d: 4 });
  });
});

describe('deleting', () => {
  it('deletes one, all that match, or everything', async () => {
    const c = mongo.collection();
    await c.insertMany([{ n: 1 }, { n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await c.deleteOne({ n: 1 })).toEqual({ acknowledged: true, deletedCount: 1 });
    expect(await c.deleteMany({ n: { $in: [1, 2] } })).toEqual({ acknowledged: true, deletedCount: 2 });
    expect(await c.deleteOne({ n: 9 })).toMatchObject({ deletedCount: 0 });
    expect(await c.deleteMany({})).toMatchObject({ deletedCount: 1 });
    expect(await c.countDocuments()).toBe(0);
  });
});

describe('counting', () => {
  it('counts with filter, skip and limit', async () => {
    const c = mongo.collection();
    await c.insertMany(Array.from({ length: 20 }, (_, n) => ({ n })));
    expect(await c.countDocuments({ n: { $lt: 10 } })).toBe(10);
    expect(await c.countDocuments({ n: { $lt: 10 } }, { skip: 3, limit: 4 })).toBe(4);
    expect(await c.countDocuments({ n: { $lt: 10 } }, { skip: 8, limit: 4 })).toBe(2);
    expect(await c.countDocuments({ n: { $lt: 10 } }, { skip: 30 })).toBe(0);
    expect(await c.estimatedDocumentCount()).toBe(20);
    expect(await mongo.db.command({ count: c.collectionName, query: { n: 3 } })).toMatchObject({
      n: 1,
      ok: 1,
    });
  });

  it('counts nothing in a collection that does not exist', async () => {
    const c = mongo.collection();
    expect(await c.countDocuments()).toBe(0);
    expect(await c.estimatedDocumentCount()).toBe(0);
    expect(await c.find().toArray()).toEqual([]);
    expect(await c.distinct('a')).toEqual([]);
  });
});

describe('distinct', () => {
  it('answers each value once, elements of arrays one by one', async () => {
    const c = mongo.collection();
    await c.insertMany([{ a: 1 }, { a: [1, 2] }, { a: [[3]] }, { a: null }, { b: 1 }, { a: { x: 1 } }]);
    const values = await c.distinct('a');
    expect(values).toHaveLength(5);
    expect(values).toEqual(expect.arrayContaining([1, 2, [3], null, { x: 1 }]));
  });

  it('takes a dotted path through arrays, and a filter', async () => {
    const c = mongo.collection();
    await c.insertMany([
      { k: 1, l: [{ x: 1 }, { x: 2 }] },
      { k: 1, l: [{ x: 2 }, {}] },
      { k: 2, l: [{ x: 9 }] },
    ]);
    expect((await c.distinct('l.x', { k: 1 })).sort()).toEqual([1, 2]);
    expect((await c.distinct('l.x')).sort()).toEqual([1, 2, 9]);
    expect(await c.distinct('l.1.x')).toEqual([2]);
  });
});
