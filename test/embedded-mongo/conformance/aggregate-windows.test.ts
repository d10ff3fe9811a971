import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';

const mongo = await database();

describe('$setWindowFields', () => {
  it('runs sums, ranks and moving windows within partitions', async () => {
    const window = {
      partitionBy: '$tenant',
      sortBy: { _id: 1 },
      output: {
        running: { $sum: '$seconds', window: { documents: ['unbounded', 'current'] } },
        number: { $documentNumber: {} },
        previous: { $shift: { output: '$seconds', by: -1, default: -1 } },
        both: { $push: '$_id', window: { documents: [-1, 1] } },
      },
    };
    const c = mongo.collection();
    await c.insertMany([
      { _id: 1, tenant: 'a', seconds: 10 },
      { _id: 2, tenant: 'a', seconds: 20 },
      { _id: 3, tenant: 'b', seconds: 60 },
      { _id: 4, tenant: 'b', seconds: null },
      { _id: 5, tenant: 'c', seconds: 5 },
    ]);
    const found = await c.aggregate([{ $setWindowFields: window }, { $sort: { _id: 1 } }]).toArray();
    expect(found.map((d) => [d._id, d.running, d.number, d.previous, d.both])).toEqual([
      [1, 10, 1, -1, [1, 2]],
      [2, 30, 2, 10, [1, 2]],
      [3, 60, 1, -1, [3, 4]],
      [4, 60, 2, 60, [3, 4]],
      [5, 5, 1, -1, [5]],
    ]);
  });

  it('ranks with ties', async () => {
    const own = mongo.collection();
    await own.insertMany([
      { _id: 1, n: 5 },
      { _id: 2, n: 5 },
      { _id: 3, n: 9 },
    ]);
    const found = await own
      .aggregate([
        {
          $setWindowFields: { sortBy: { n: 1 }, output: { rank: { $rank: {} }, dense: { $denseRank: {} } } },
        },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    expect(found.map((d) => [d.rank, d.dense])).toEqual([
      [1, 1],
      [1, 1],
      [3, 2],
    ]);
  });
});
