import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';

const mongo = await database();
const one = mongo.collection();

describe('stages that shape documents', () => {
  it('$set, $unset, $project and $replaceRoot', async () => {
    await one.insertMany([
      { _id: 1, a: { b: 1 }, n: 2 },
      { _id: 2, a: { b: 5, c: 6 } },
    ]);
    const pipeline = [
      { $set: { 'a.d': { $add: ['$a.b', 1] }, m: '$n' } },
      { $unset: ['n', 'a.c'] },
      { $sort: { _id: 1 } },
    ];
    expect(await one.aggregate(pipeline).toArray()).toEqual([
      { _id: 1, a: { b: 1, d: 2 }, m: 2 },
      { _id: 2, a: { b: 5, d: 6 } },
    ]);
    expect(
      await one
        .aggregate([
          { $sort: { _id: 1 } },
          { $replaceRoot: { newRoot: { $mergeObjects: [{ _id: '$_id' }, '$a'] } } },
        ])
        .toArray(),
    ).toEqual([
      { _id: 1, b: 1 },
      { _id: 2, b: 5, c: 6 },
    ]);
    expect(
      await one
        .aggregate([{ $project: { n: { $ifNull: ['$n', '$$REMOVE'] } } }, { $sort: { _id: 1 } }])
        .toArray(),
    ).toEqual([{ _id: 1, n: 2 }, { _id: 2 }]);
    expect(
      await one
        .aggregate([{ $addFields: { x: { y: 1 } } }, { $limit: 1 }, { $project: { x: 1, _id: 0 } }])
        .toArray(),
    ).toEqual([{ x: { y: 1 } }]);
  });

  it('$sample and $redact', async () => {
    expect(await one.aggregate([{ $sample: { size: 1 } }]).toArray()).toHaveLength(1);
    const redact = { $cond: [{ $eq: ['$_id', 1] }, '$$KEEP', '$$PRUNE'] };
    expect(await one.aggregate([{ $redact: redact }]).toArray()).toMatchObject([{ _id: 1 }]);
  });
});
