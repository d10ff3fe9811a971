import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { codeOf } from '../support/failure.ts';
import { differs, unlessPeer } from './peer-differences.ts';

const mongo = await database();

async function someCalls() {
  const calls = mongo.collection();
  await calls.insertMany([
    { _id: 1, tenant: 'a', s: 10 },
    { _id: 2, tenant: 'a', s: 20 },
    { _id: 3, tenant: 'b', s: 30 },
    { _id: 4, tenant: ['a', 'b'], s: 40 },
    { _id: 5, s: 50 },
  ]);
  return calls;
}

describe('$out and $merge', () => {
  it('$out writes a collection, and replaces it', async () => {
    const calls = await someCalls();
    const target = mongo.collection();
    await target.insertOne({ _id: 'old' });
    expect(
      await calls.aggregate([{ $match: { s: { $lt: 25 } } }, { $out: target.collectionName }]).toArray(),
    ).toEqual([]);
    expect((await target.find().sort({ _id: 1 }).toArray()).map((d) => d._id)).toEqual([1, 2]);
  });

  it('$out keeps the indexes of the collection', async () => {
    const calls = await someCalls();
    const target = mongo.collection();
    await target.createIndex({ s: 1 });
    await calls.aggregate([{ $out: target.collectionName }]).toArray();
    expect((await target.listIndexes().toArray()).map(({ name }) => name)).toEqual(['_id_', 's_1']);
    expect(await target.countDocuments({ s: { $gt: 25 } })).toBe(3);
  });

  it('$merge inserts, merges, and replaces', async () => {
    const calls = await someCalls();
    const target = mongo.collection();
    await target.insertMany([
      { _id: 1, own: true, s: 0 },
      { _id: 9, own: true },
    ]);
    await calls
      .aggregate([{ $match: { _id: { $lt: 3 } } }, { $merge: { into: target.collectionName } }])
      .toArray();
    const found = () => target.find().sort({ _id: 1 }).toArray();
    expect(await found()).toEqual([
      { _id: 1, own: true, s: 10, tenant: 'a' },
      { _id: 2, tenant: 'a', s: 20 },
      { _id: 9, own: true },
    ]);
    const replace = { into: target.collectionName, whenMatched: 'replace', whenNotMatched: 'discard' };
    await calls.aggregate([{ $match: { _id: { $in: [1, 5] } } }, { $merge: replace }]).toArray();
    expect(await found()).toEqual([
      { _id: 1, tenant: 'a', s: 10 },
      { _id: 2, tenant: 'a', s: 20 },
      { _id: 9, own: true },
    ]);
  });

  it('$merge keeps what is there, computes from both, or fails', async () => {
    const target = mongo.collection();
    const source = mongo.collection();
    await target.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    await source.insertMany([
      { _id: 1, n: 10 },
      { _id: 3, n: 30 },
    ]);
    const merge = (options: object) =>
      source.aggregate([{ $merge: { into: target.collectionName, ...options } }]).toArray();
    await merge({ whenMatched: 'keepExisting' });
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 30 },
    ]);
    await unlessPeer('merge-pipeline', () =>
      merge({ whenMatched: [{ $set: { n: { $add: ['$n', '$$new.n'] } } }] }),
    );
    if (!differs('merge-pipeline')) {
      const sums = [
        { _id: 1, n: 11 },
        { _id: 2, n: 2 },
        { _id: 3, n: 60 },
      ];
      expect(await target.find().sort({ _id: 1 }).toArray()).toEqual(sums);
    }
    expect(await codeOf(merge({ whenMatched: 'fail' }))).toBe(11000);
    await source.insertOne({ _id: 4, n: 4 });
    const code = await codeOf(merge({ whenMatched: 'merge', whenNotMatched: 'fail' }));
    expect(code).toBe(13113);
  });

  it('$merge by a unique key', async () => {
    const target = mongo.collection();
    const source = mongo.collection();
    await target.createIndex({ tenant: 1, day: 1 }, { unique: true });
    await target.insertOne({ tenant: 'a', day: 1, calls: 5 });
    await source.insertMany([
      { tenant: 'a', day: 1, calls: 7 },
      { tenant: 'a', day: 2, calls: 9 },
    ]);
    const merge = { into: target.collectionName, on: ['tenant', 'day'], whenMatched: 'merge' };
    await source.aggregate([{ $project: { _id: 0 } }, { $merge: merge }]).toArray();
    expect(
      await target
        .find({}, { projection: { _id: 0 } })
        .sort({ day: 1 })
        .toArray(),
    ).toEqual([
      { tenant: 'a', day: 1, calls: 7 },
      { tenant: 'a', day: 2, calls: 9 },
    ]);
    const without = { into: target.collectionName, on: ['tenant'] };
    expect(await codeOf(source.aggregate([{ $project: { _id: 0 } }, { $merge: without }]).toArray())).toBe(
      51183,
    );
  });
});
