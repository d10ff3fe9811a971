import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';

const mongo = await database();

async function tenantsAndCalls() {
  const [tenants, calls] = [mongo.collection(), mongo.collection()];
  await tenants.insertMany([
    { _id: 'a', name: 'A', min: 15 },
    { _id: 'b', name: 'B', min: 0 },
    { _id: 'c', name: 'C', min: 0 },
  ]);
  await calls.insertMany([
    { _id: 1, tenant: 'a', s: 10 },
    { _id: 2, tenant: 'a', s: 20 },
    { _id: 3, tenant: 'b', s: 30 },
    { _id: 4, tenant: ['a', 'b'], s: 40 },
    { _id: 5, s: 50 },
  ]);
  return { tenants, calls };
}

describe('$lookup', () => {
  it('joins by fields, elements of arrays too', async () => {
    const { tenants, calls } = await tenantsAndCalls();
    const lookup = { from: calls.collectionName, localField: '_id', foreignField: 'tenant', as: 'calls' };
    const found = await tenants.aggregate([{ $lookup: lookup }, { $sort: { _id: 1 } }]).toArray();
    expect(found.map((d) => d.calls.map((call: { _id: number }) => call._id).sort())).toEqual([
      [1, 2, 4],
      [3, 4],
      [],
    ]);
    const back = { from: tenants.collectionName, localField: 'tenant', foreignField: '_id', as: 't' };
    const other = await calls.aggregate([{ $lookup: back }, { $sort: { _id: 1 } }]).toArray();
    expect(other.map((d) => d.t.map((t: { _id: string }) => t._id).sort())).toEqual([
      ['a'],
      ['a'],
      ['b'],
      ['a', 'b'],
      [],
    ]);
  });

  it('takes a missing field for null', async () => {
    const { calls } = await tenantsAndCalls();
    const own = mongo.collection();
    await own.insertMany([{ _id: 1 }, { _id: 2, k: null }, { _id: 3, k: 7 }]);
    const lookup = { from: calls.collectionName, localField: 'k', foreignField: 'tenant', as: 'calls' };
    const found = await own.aggregate([{ $lookup: lookup }, { $sort: { _id: 1 } }]).toArray();
    expect(found.map((d) => d.calls.map((call: { _id: number }) => call._id))).toEqual([[5], [5], []]);
  });

  it('runs a pipeline with variables', async () => {
    const { tenants, calls } = await tenantsAndCalls();
    const lookup = {
      from: calls.collectionName,
      let: { t: '$_id', min: '$min' },
      pipeline: [
        { $match: { $expr: { $and: [{ $eq: ['$tenant', '$$t'] }, { $gte: ['$s', '$$min'] }] } } },
        { $project: { _id: 0, s: 1, twice: { $multiply: ['$s', 2] } } },
      ],
      as: 'calls',
    };
    const found = await tenants.aggregate([{ $lookup: lookup }, { $sort: { _id: 1 } }]).toArray();
    expect(found.map((d) => d.calls)).toEqual([[{ s: 20, twice: 40 }], [{ s: 30, twice: 60 }], []]);
  });

  it('joins by fields and runs a pipeline behind it', async () => {
    const { tenants, calls } = await tenantsAndCalls();
    const lookup = {
      from: calls.collectionName,
      localField: '_id',
      foreignField: 'tenant',
      pipeline: [{ $sort: { s: -1 } }, { $limit: 1 }],
      as: 'last',
    };
    const found = await tenants
      .aggregate([
        { $lookup: lookup },
        { $unwind: { path: '$last', preserveNullAndEmptyArrays: true } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    expect(found.map((d) => d.last?._id)).toEqual([4, 4, undefined]);
  });

  it('joins in a join, and with a collection that does not exist', async () => {
    const { tenants, calls } = await tenantsAndCalls();
    const nothing = { from: 'no_such_collection', localField: '_id', foreignField: 'x', as: 'none' };
    const inner = { from: tenants.collectionName, localField: 'tenant', foreignField: '_id', as: 'names' };
    const outer = {
      from: calls.collectionName,
      localField: '_id',
      foreignField: 'tenant',
      pipeline: [{ $lookup: inner }, { $match: { _id: 1 } }],
      as: 'calls',
    };
    const [a] = await tenants
      .aggregate([{ $match: { _id: 'a' } }, { $lookup: outer }, { $lookup: nothing }])
      .toArray();
    expect(a).toMatchObject({ calls: [{ _id: 1, names: [{ name: 'A' }] }], none: [] });
  });
});

describe('$graphLookup', () => {
  it('follows references to any depth', async () => {
    const c = mongo.collection();
    await c.insertMany([
      { _id: 1, boss: null },
      { _id: 2, boss: 1 },
      { _id: 3, boss: 2 },
      { _id: 4, boss: 3 },
    ]);
    const graph = {
      from: c.collectionName,
      startWith: '$boss',
      connectFromField: 'boss',
      connectToField: '_id',
      as: 'chain',
      depthField: 'depth',
    };
    const [found] = await c.aggregate([{ $match: { _id: 4 } }, { $graphLookup: graph }]).toArray();
    const chain = found?.chain.map((d: { _id: number; depth: unknown }) => [d._id, Number(d.depth)]);
    expect(chain.sort()).toEqual([
      [1, 2],
      [2, 1],
      [3, 0],
    ]);
  });
});

describe('$unionWith', () => {
  it('puts one collection behind another', async () => {
    const { tenants, calls } = await tenantsAndCalls();
    const union = { coll: calls.collectionName, pipeline: [{ $match: { s: { $gt: 25 } } }] };
    const found = await tenants
      .aggregate([
        { $project: { _id: 1 } },
        { $unionWith: union },
        { $group: { _id: null, ids: { $push: '$_id' } } },
      ])
      .toArray();
    expect(found[0]?.ids).toEqual(['a', 'b', 'c', 3, 4, 5]);
    expect(
      await tenants.aggregate([{ $unionWith: calls.collectionName }, { $count: 'n' }]).toArray(),
    ).toEqual([{ n: 8 }]);
    expect(
      await tenants.aggregate([{ $unionWith: 'no_such_collection' }, { $count: 'n' }]).toArray(),
    ).toEqual([{ n: 3 }]);
  });
});
