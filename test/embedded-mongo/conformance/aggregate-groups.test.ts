import { Decimal128, Long } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { differs } from './peer-differences.ts';

const mongo = await database();
const c = mongo.collection();
const run = (pipeline: Doc[]) => c.aggregate(pipeline).toArray();

beforeAll(async () => {
  await c.insertMany([
    {
      _id: 1,
      tenant: 'a',
      seconds: 10,
      at: new Date('2026-03-01T10:00:00Z'),
      tags: ['x', 'y'],
      cost: Decimal128.fromString('0.10'),
    },
    {
      _id: 2,
      tenant: 'a',
      seconds: 20,
      at: new Date('2026-03-02T10:00:00Z'),
      tags: ['x'],
      cost: Decimal128.fromString('0.20'),
    },
    {
      _id: 3,
      tenant: 'b',
      seconds: 60,
      at: new Date('2026-03-02T12:00:00Z'),
      tags: [],
      cost: Decimal128.fromString('1'),
    },
    { _id: 4, tenant: 'b', seconds: null, at: new Date('2026-03-03T10:00:00Z') },
    { _id: 5, tenant: 'c', seconds: 5, at: new Date('2026-03-04T10:00:00Z'), tags: ['y', 'z', 'y'] },
  ]);
});

describe('$group', () => {
  it('sums, averages, counts and finds extremes', async () => {
    const group = {
      _id: '$tenant',
      sum: { $sum: '$seconds' },
      avg: { $avg: '$seconds' },
      min: { $min: '$seconds' },
      max: { $max: '$seconds' },
      count: { $sum: 1 },
      counted: { $count: {} },
    };
    expect(await run([{ $group: group }, { $sort: { _id: 1 } }])).toEqual([
      { _id: 'a', sum: 30, avg: 15, min: 10, max: 20, count: 2, counted: 2 },
      { _id: 'b', sum: 60, avg: 60, min: 60, max: 60, count: 2, counted: 2 },
      { _id: 'c', sum: 5, avg: 5, min: 5, max: 5, count: 1, counted: 1 },
    ]);
  });

  it('gathers values in order', async () => {
    const group = {
      _id: '$tenant',
      first: { $first: '$_id' },
      last: { $last: '$_id' },
      all: { $push: { id: '$_id', s: '$seconds' } },
      set: { $addToSet: '$tenant' },
    };
    expect(await run([{ $sort: { _id: -1 } }, { $group: group }, { $sort: { _id: 1 } }])).toEqual([
      {
        _id: 'a',
        first: 2,
        last: 1,
        all: [
          { id: 2, s: 20 },
          { id: 1, s: 10 },
        ],
        set: ['a'],
      },
      {
        _id: 'b',
        first: 4,
        last: 3,
        all: [
          { id: 4, s: null },
          { id: 3, s: 60 },
        ],
        set: ['b'],
      },
      { _id: 'c', first: 5, last: 5, all: [{ id: 5, s: 5 }], set: ['c'] },
    ]);
  });

  it('groups everything, by several fields, and by nothing that is there', async () => {
    expect(await run([{ $group: { _id: null, n: { $sum: 1 } } }])).toEqual([{ _id: null, n: 5 }]);
    expect(
      await run([
        { $group: { _id: { t: '$tenant', long: { $gte: ['$seconds', 20] } }, n: { $sum: 1 } } },
        { $sort: { '_id.t': 1, '_id.long': 1 } },
      ]),
    ).toEqual([
      { _id: { t: 'a', long: false }, n: 1 },
      { _id: { t: 'a', long: true }, n: 1 },
      { _id: { t: 'b', long: false }, n: 1 },
      { _id: { t: 'b', long: true }, n: 1 },
      { _id: { t: 'c', long: false }, n: 1 },
    ]);
    expect(await run([{ $group: { _id: '$nothing', n: { $sum: 1 } } }])).toEqual([{ _id: null, n: 5 }]);
    expect(await run([{ $match: { tenant: 'z' } }, { $group: { _id: null, n: { $sum: 1 } } }])).toEqual([]);
  });

  it('keeps the types of sums', async () => {
    const [decimal] = await run([{ $group: { _id: null, cost: { $sum: '$cost' } } }]);
    expect(decimal?.cost.toString()).toBe('1.30');
    const own = mongo.collection();
    await own.insertMany([{ n: Long.fromString('9007199254740993') }, { n: 1 }, { n: 'x' }]);
    const [sum] = await own
      .aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }], { promoteLongs: false })
      .toArray();
    expect(sum?.n).toEqual(Long.fromString('9007199254740994'));
  });

  it('computes deviations and merges documents', async () => {
    const [found] = await run([
      { $group: { _id: null, pop: { $stdDevPop: '$seconds' }, samp: { $stdDevSamp: '$seconds' } } },
    ]);
    expect(found?.pop).toBeCloseTo(21.6145, 3);
    expect(found?.samp).toBeCloseTo(24.9583, 3);
    expect(
      await run([
        { $sort: { _id: 1 } },
        { $group: { _id: null, m: { $mergeObjects: { t: '$tenant', s: '$seconds' } } } },
      ]),
    ).toEqual([{ _id: null, m: { t: 'c', s: 5 } }]);
  });

  it('takes the best of each group', async () => {
    const group = {
      _id: '$tenant',
      top: { $top: { sortBy: { seconds: -1 }, output: '$_id' } },
      two: { $firstN: { input: '$_id', n: 2 } },
      max: { $maxN: { input: '$seconds', n: 1 } },
    };
    expect(await run([{ $sort: { _id: 1 } }, { $group: group }, { $sort: { _id: 1 } }])).toEqual([
      { _id: 'a', top: 2, two: [1, 2], max: [20] },
      { _id: 'b', top: 3, two: [3, 4], max: [60] },
      { _id: 'c', top: 5, two: [5], max: [5] },
    ]);
  });
});

describe('$bucket and its relatives', () => {
  it('$bucket by bounds, with the rest apart', async () => {
    const bucket = {
      groupBy: '$seconds',
      boundaries: [0, 10, 50, 100],
      default: 'other',
      output: { n: { $sum: 1 }, ids: { $push: '$_id' } },
    };
    const found = await run([{ $sort: { _id: 1 } }, { $bucket: bucket }]);
    const expected = [
      { _id: 0, n: 1, ids: [5] },
      { _id: 10, n: 2, ids: [1, 2] },
      { _id: 50, n: 1, ids: [3] },
      { _id: 'other', n: 1, ids: [4] },
    ];
    expect(found).toEqual(expect.arrayContaining(expected));
    if (!differs('bucket-order')) expect(found).toEqual(expected);
  });

  it('$bucketAuto', async () => {
    const found = await run([
      { $match: { seconds: { $ne: null } } },
      { $bucketAuto: { groupBy: '$seconds', buckets: 2 } },
    ]);
    expect(found).toEqual([
      { _id: { min: 5, max: 20 }, count: 2 },
      { _id: { min: 20, max: 60 }, count: 2 },
    ]);
  });

  it('$sortByCount, $count and $unwind', async () => {
    expect(
      await run([{ $unwind: '$tags' }, { $sortByCount: '$tags' }, { $match: { count: { $gt: 1 } } }]),
    ).toEqual([
      { _id: 'y', count: 3 },
      { _id: 'x', count: 2 },
    ]);
    expect(await run([{ $match: { seconds: { $gt: 5 } } }, { $count: 'n' }])).toEqual([{ n: 3 }]);
    const unwound = await run([
      { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
      { $project: { tags: 1, i: 1 } },
      { $sort: { _id: 1, i: 1 } },
    ]);
    expect(unwound.map((d) => [d._id, d.tags, d.i === null ? null : Number(d.i)])).toEqual([
      [1, 'x', 0],
      [1, 'y', 1],
      [2, 'x', 0],
      [3, undefined, null],
      [4, undefined, null],
      [5, 'y', 0],
      [5, 'z', 1],
      [5, 'y', 2],
    ]);
  });

  it('$facet answers several questions at once', async () => {
    const [found] = await run([
      { $match: { tenant: { $in: ['a', 'b'] } } },
      {
        $facet: {
          total: [{ $count: 'n' }],
          page: [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
          none: [{ $match: { _id: 99 } }],
        },
      },
    ]);
    expect(found).toEqual({ total: [{ n: 4 }], page: [{ _id: 3 }, { _id: 2 }], none: [] });
  });
});
