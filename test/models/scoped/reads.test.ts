import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { everyTenant, note, type Sample, sample, scopeA, scopeB, tenantA, tenantB } from './sample.ts';

const mongo = await database();
const { notes, remarks }: Sample = await sample(mongo.connection());

const of = (key: string, tenantId: string) => expect.objectContaining({ key, tenantId });

beforeEach(async () => {
  await Promise.all([notes.deleteMany(everyTenant, {}), remarks.deleteMany(everyTenant, {})]);
  const mine = ['a', 'b', 'c'].map((key, rev) => note(key, { rev, text: `quiet ${key}`, tags: ['x', key] }));
  await notes.insertMany(scopeA, mine);
  await notes.insertMany(scopeB, [
    note('a', { rev: 7, text: 'quiet' }),
    note('z', { tags: ['x', 'theirs'] }),
  ]);
});

describe('with the scope of a tenant', () => {
  it('finds what is the tenant’s, sorted and cut as asked', async () => {
    expect(await notes.find(scopeA, {}, { sort: { key: -1 } })).toEqual(
      ['c', 'b', 'a'].map((key) => of(key, tenantA)),
    );
    expect(await notes.find(scopeA, {}, { sort: { key: 1 }, skip: 1, limit: 1 })).toEqual([of('b', tenantA)]);
    expect(await notes.find(scopeA, { key: 'z' })).toEqual([]);
    expect(await notes.find(scopeB, { key: 'a' })).toEqual([of('a', tenantB)]);
  });

  it('finds nothing of another tenant, though its id is known', async () => {
    const theirs = await notes.findOne(scopeB, { key: 'z' });
    expect(theirs).toEqual(of('z', tenantB));
    const id = theirs?._id ?? '';
    expect(await notes.findById(scopeA, id)).toBeNull();
    expect(await notes.findById(scopeB, id)).toEqual(theirs);
    expect(await notes.exists(scopeA, { _id: id })).toBe(false);
    expect(await notes.exists(scopeB, { _id: id })).toBe(true);
  });

  it('counts and lists what is the tenant’s', async () => {
    expect(await notes.count(scopeA, {})).toBe(3);
    expect(await notes.count(scopeB, { tags: 'x' })).toBe(1);
    expect((await notes.distinct(scopeA, 'tags', {})).sort()).toEqual(['a', 'b', 'c', 'x']);
    expect(await notes.distinct(scopeB, 'key', { rev: { $gt: 5 } })).toEqual(['a']);
  });

  it('searches in what is the tenant’s', async () => {
    const order = { sort: { key: 1 } } as const;
    expect(await notes.find(scopeA, { $text: { $search: 'quiet' } }, order)).toHaveLength(3);
    expect(await notes.find(scopeB, { $text: { $search: 'quiet' } }, order)).toEqual([of('a', tenantB)]);
    expect(await notes.aggregate(scopeB, [{ $match: { $text: { $search: 'quiet' } } }])).toEqual([
      of('a', tenantB),
    ]);
  });

  it('walks through what is the tenant’s, and may stop', async () => {
    const keys: string[] = [];
    for await (const { key } of notes.cursor(scopeA, {}, { sort: { key: 1 } })) keys.push(key);
    expect(keys).toEqual(['a', 'b', 'c']);
    for await (const first of notes.cursor(scopeA, {}, { sort: { key: 1 } })) {
      expect(first).toEqual(of('a', tenantA));
      break;
    }
  });
});

describe('with the scope over all tenants', () => {
  it('reads all of them, or the one that the filter names', async () => {
    expect(await notes.count(everyTenant, {})).toBe(5);
    expect(await notes.find(everyTenant, { tenantId: tenantB, key: 'a' })).toEqual([of('a', tenantB)]);
    expect(await notes.distinct(everyTenant, 'tenantId', { key: 'a' })).toHaveLength(2);
    const pipeline = [{ $group: { _id: '$tenantId', n: { $sum: 1 } } }, { $sort: { n: 1 } }];
    expect(await notes.aggregate(everyTenant, pipeline)).toEqual([
      { _id: tenantB, n: 2 },
      { _id: tenantA, n: 3 },
    ]);
  });
});

describe('what is found', () => {
  it('is a plain object with values of the types that the schema names', async () => {
    const at = new Date('2026-02-03T04:05:06Z');
    const full = note('full', {
      micros: 5n,
      raw: Buffer.from('bytes'),
      at,
      detail: { kind: 'k' },
      tags: ['t'],
    });
    await notes.insertOne(scopeA, full);
    const found = await notes.findOne(scopeA, { key: 'full' });
    expect(found).toStrictEqual({
      ...full,
      tenantId: tenantA,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(found && Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(await notes.distinct(scopeA, 'micros', {})).toEqual([5n]);
    const sum = [{ $group: { _id: null, micros: { $sum: '$micros' } } }];
    expect(await notes.aggregate(scopeA, sum)).toEqual([{ _id: null, micros: 5n }]);
    expect(await notes.findOneAndUpdate(scopeA, { key: 'full' }, { $inc: { micros: 2n } })).toMatchObject({
      micros: 7n,
      raw: Buffer.from('bytes'),
    });
  });

  it('has the selected fields alone', async () => {
    expect(await notes.find(scopeA, { key: 'a' }, { select: ['key', 'rev'] })).toStrictEqual([
      { _id: expect.any(String), key: 'a', rev: 0 },
    ]);
    expect(Object.keys((await notes.findOne(scopeA, { key: 'a' }, { select: [] })) ?? {})).toEqual(['_id']);
  });

  it('can be read from a replica, or as the majority has it', async () => {
    const options = { readPreference: 'secondaryPreferred', readConcern: 'majority' } as const;
    expect(await notes.find(scopeA, {}, options)).toHaveLength(3);
    expect(await notes.count(scopeA, {}, options)).toBe(3);
    expect(await notes.distinct(scopeA, 'key', {}, options)).toHaveLength(3);
    expect(await notes.aggregate(scopeA, [{ $count: 'n' }], options)).toEqual([{ n: 3 }]);
  });
});

describe('an aggregation', () => {
  beforeEach(async () => {
    await remarks.insertMany(scopeA, [
      { _id: 'r1', noteKey: 'a', words: 'mine' },
      { _id: 'r2', noteKey: 'a', words: 'mine too' },
    ]);
    await remarks.insertMany(scopeB, [{ _id: 'r3', noteKey: 'a', words: 'theirs' }]);
  });

  const joins: [string, object][] = [
    ['by fields', { localField: 'key', foreignField: 'noteKey' }],
    [
      'by a pipeline',
      { let: { key: '$key' }, pipeline: [{ $match: { $expr: { $eq: ['$noteKey', '$$key'] } } }] },
    ],
    ['by both', { localField: 'key', foreignField: 'noteKey', pipeline: [{ $project: { words: 1 } }] }],
    ['to everything', { pipeline: [{ $sort: { words: 1 } }] }],
  ];

  it.each(joins)('joins what is the tenant’s alone, %s', async (_, how) => {
    const pipeline = [{ $match: { key: 'a' } }, { $lookup: { from: 'remarks', as: 'remarks', ...how } }];
    const words = async (scope: typeof scopeA) => {
      const rows = await notes.aggregate<{ remarks: { words: string }[] }>(scope, pipeline);
      return rows.map((row) => row.remarks.map((remark) => remark.words).sort());
    };
    expect(await words(scopeA)).toEqual([['mine', 'mine too']]);
    expect(await words(scopeB)).toEqual([['theirs']]);
  });

  it.each<[string, string | object]>([
    ['by its name', 'remarks'],
    ['with a pipeline', { coll: 'remarks', pipeline: [{ $match: { noteKey: 'a' } }] }],
  ])('adds what is the tenant’s from another collection, %s', async (_, union) => {
    const pipeline = [
      { $match: { key: 'a' } },
      { $unionWith: union },
      { $group: { _id: '$tenantId', n: { $sum: 1 } } },
    ];
    expect(await notes.aggregate(scopeA, pipeline)).toEqual([{ _id: tenantA, n: 3 }]);
    expect(await notes.aggregate(scopeB, pipeline)).toEqual([{ _id: tenantB, n: 2 }]);
  });

  it('has facets, and joins within them', async () => {
    const lookup = { $lookup: { from: 'remarks', pipeline: [], as: 'all' } };
    const pipeline = [
      {
        $facet: {
          n: [{ $count: 'n' }],
          joined: [{ $limit: 1 }, lookup, { $project: { _id: 0, n: { $size: '$all' } } }],
        },
      },
    ];
    expect(await notes.aggregate(scopeA, pipeline)).toEqual([{ n: [{ n: 3 }], joined: [{ n: 2 }] }]);
    expect(await notes.aggregate(scopeB, pipeline)).toEqual([{ n: [{ n: 2 }], joined: [{ n: 1 }] }]);
  });

  it('starts from what is the tenant’s, whatever its first stage', async () => {
    for (const first of [{ $sort: { key: 1 } }, { $match: {} }, { $skip: 0 }, { $sample: { size: 100 } }]) {
      const rows = await notes.aggregate(scopeB, [first, { $group: { _id: '$tenantId' } }]);
      expect(rows).toEqual([{ _id: tenantB }]);
    }
    expect(await notes.aggregate(scopeB, [])).toHaveLength(2);
  });
});
