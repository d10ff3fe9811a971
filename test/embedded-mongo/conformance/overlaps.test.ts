import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { codeOf } from '../support/failure.ts';

/** Where one document can be met in several places, it is told, counted and changed once. */
const mongo = await database();

describe('the branches of an $or', () => {
  it('that share a range of one index', async () => {
    const c = mongo.collection();
    await c.createIndex({ c: 1 });
    await c.insertMany([
      { _id: 1, c: 2 },
      { _id: 2, c: 1, z: 1 },
    ]);
    const filter = { $or: [{ c: { $lt: 3 }, z: 1 }, { c: 2 }] };
    expect(await c.find(filter).sort({ _id: 1 }).project({ _id: 1 }).toArray()).toEqual([
      { _id: 1 },
      { _id: 2 },
    ]);
    expect(await c.countDocuments(filter)).toBe(2);
    expect(await c.updateMany(filter, { $inc: { n: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
    });
    expect(await c.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, c: 2, n: 1 },
      { _id: 2, c: 1, z: 1, n: 1 },
    ]);
  });

  it('with an expression beside what the index serves', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1 });
    await c.insertMany([1, 2, 3].map((a) => ({ _id: a, a, b: 3 - a })));
    const filter = {
      $or: [
        { a: 1, $expr: { $gt: ['$b', '$a'] } },
        { a: { $in: [2, 3] }, $expr: { $lt: ['$b', '$a'] } },
      ],
    };
    expect(await c.find(filter).sort({ _id: 1 }).toArray()).toMatchObject([
      { _id: 1 },
      { _id: 2 },
      { _id: 3 },
    ]);
  });
});

describe('an index on a place in an array', () => {
  it('answers what a scan answers', async () => {
    const c = mongo.collection();
    await c.insertMany([
      { _id: 1, a: [[1.5]] },
      { _id: 2, a: ['a', { y: 1 }] },
      { _id: 3, a: ['b'] },
    ]);
    const questions = [{ 'a.0': 1.5 }, { 'a.0': null }, { 'a.0': 'b' }, { 'a.0': { $in: ['a', null] } }];
    const answers = () => Promise.all(questions.map((filter) => c.find(filter).sort({ _id: 1 }).toArray()));
    const before = await answers();
    await c.createIndex({ 'a.0': 1 });
    expect(await answers()).toEqual(before);
  });
});

describe('a long array in an index', () => {
  // Told by a look at all its elements for each of them, this would outlast the time that a test has.
  it('is told once, and soon', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1 });
    await c.insertOne({ _id: 1, a: Array.from({ length: 5000 }, (_, i) => i) });
    expect(
      await c
        .find({ a: { $gte: 0 } })
        .project({ _id: 1 })
        .toArray(),
    ).toEqual([{ _id: 1 }]);
    expect(
      await c
        .find({ a: { $lt: 100 } })
        .sort({ a: -1 })
        .project({ _id: 1 })
        .toArray(),
    ).toEqual([{ _id: 1 }]);
  });
});

describe('a pipeline that writes into what it reads', () => {
  it('sees each document of before once', async () => {
    const c = mongo.collection();
    await c.insertMany(Array.from({ length: 3000 }, (_, _id) => ({ _id })));
    const move = { $addFields: { _id: { $add: ['$_id', 100_000] } } };
    await c.aggregate([move, { $merge: { into: c.collectionName } }]).toArray();
    expect(await c.countDocuments()).toBe(6000);
  });
});

describe('a collection renamed to itself', () => {
  it('is refused, and keeps its documents', async () => {
    const c = mongo.collection();
    await c.insertMany([{ _id: 1 }, { _id: 2 }]);
    const name = `${mongo.name}.${c.collectionName}`;
    const command = { renameCollection: name, to: name, dropTarget: true };
    expect(await codeOf(mongo.client.db('admin').command(command))).toBe(20);
    expect(await c.countDocuments()).toBe(2);
  });
});
