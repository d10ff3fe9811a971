import { Binary, BSONRegExp, Code, Decimal128, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { numbered } from '../support/table.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();

/** Values in MongoDB's ascending order; a group is of equal ones, which keep the order of a second sort key. */
const ascending: Doc[][] = [
  [{ v: new MinKey() }],
  [{ v: null }, {}],
  [{ v: Number.NaN }, { v: Decimal128.fromString('NaN') }],
  [{ v: -Infinity }],
  [{ v: Decimal128.fromString('-1E+400') }],
  [{ v: Long.MIN_VALUE }],
  [{ v: -1.5 }],
  [{ v: new Int32(0) }, { v: -0 }, { v: Decimal128.fromString('0.00') }],
  [{ v: Decimal128.fromString('0.1') }],
  [{ v: new Int32(1) }, { v: Long.fromNumber(1) }, { v: Decimal128.fromString('1.0') }, { v: [9, 1, 'z'] }],
  [{ v: 9_007_199_254_740_992 }],
  [{ v: Long.fromString('9007199254740993') }],
  [{ v: Long.MAX_VALUE }],
  [{ v: Infinity }],
  [{ v: '' }],
  [{ v: 'A' }],
  [{ v: 'a' }],
  [{ v: 'aa' }],
  [{ v: 'é' }],
  [{ v: '\uffee' }],
  [{ v: '😀' }],
  [{ v: {} }],
  [{ v: { a: 1 } }],
  [{ v: { a: 1, b: 1 } }],
  [{ v: { a: 2 } }],
  [{ v: { b: 0 } }],
  [{ v: { a: 'text' } }],
  [{ v: new Binary(Buffer.from([9])) }],
  [{ v: new Binary(Buffer.from([0, 0])) }],
  [{ v: new Binary(Buffer.from([0, 1])) }],
  [{ v: new Binary(Buffer.alloc(16), Binary.SUBTYPE_UUID) }],
  [{ v: new ObjectId('000000000000000000000001') }],
  [{ v: new ObjectId('ff0000000000000000000000') }],
  [{ v: false }],
  [{ v: true }],
  [{ v: new Date(-1) }],
  [{ v: new Date(0) }],
  [{ v: new Date('2026-01-01') }],
  [{ v: new Timestamp({ t: 1, i: 2 }) }],
  [{ v: new Timestamp({ t: 2, i: 1 }) }],
  [{ v: new BSONRegExp('a', 'i') }],
  [{ v: new BSONRegExp('b') }],
  [{ v: new Code('f()') }],
  [{ v: new MaxKey() }],
];
/** The _ids run against the order, so that values that are taken for equal show. */
const documents: Doc[] = ascending.flatMap((group, rank) =>
  group.map((document, n) => ({ _id: (ascending.length - rank) * 10 + n, ...document })),
);
const expected = documents.map((document) => document._id);

/** The _ids in an order that is neither the sorted one nor its reverse. */
function shuffled(): Doc[] {
  return [...documents].sort((a, b) => ((a._id * 37) % 601) - ((b._id * 37) % 601));
}

describe.each(['without an index', 'with an index'])('the order of the types, %s', (how) => {
  const c = mongo.collection();

  it('holds in both directions', async () => {
    if (how === 'with an index') await c.createIndex({ v: 1, _id: 1 });
    await c.insertMany(shuffled());
    const up = await c.find().sort({ v: 1, _id: 1 }).project({ _id: 1 }).toArray();
    expect(up.map((d) => d._id)).toEqual(expected);
  });

  it('takes the greatest element of an array when descending', async () => {
    const down = await c.find().sort({ v: -1, _id: -1 }).project({ _id: 1 }).toArray();
    const array = documents.find((d) => Array.isArray(d.v) && d.v.length === 3)?._id;
    const one = [...expected].reverse().filter((id) => id !== array);
    const position = one.indexOf(documents.find((d) => d.v === 'é')?._id ?? -1);
    const z = [...one.slice(0, position + 1), array, ...one.slice(position + 1)];
    expect(down.map((d) => d._id)).toEqual(z);
  });

  it('holds in an aggregation', async () => {
    const up = await c.aggregate([{ $sort: { v: 1, _id: 1 } }, { $project: { _id: 1 } }]).toArray();
    expect(up.map((d) => d._id)).toEqual(expected);
  });

  it.each([
    ['$gt 1', { v: { $gt: 1 } }, ['number']],
    ['$lt 1', { v: { $lt: 1 } }, ['number']],
    ['$gte ""', { v: { $gte: '' } }, ['string']],
    ['$lte a date', { v: { $lte: new Date('2027-01-01') } }, ['date']],
    ['$gt an ObjectId', { v: { $gt: new ObjectId('000000000000000000000000') } }, ['objectId']],
  ])('%s finds its own type only', async (_, filter, types) => {
    const found = await c
      .aggregate([
        { $match: filter },
        { $match: { v: { $not: { $type: 'array' } } } },
        { $group: { _id: { $type: '$v' } } },
      ])
      .toArray();
    const kinds = new Set(
      found.map((d) => (['int', 'long', 'double', 'decimal'].includes(d._id) ? 'number' : d._id)),
    );
    expect([...kinds]).toEqual(types);
  });
});

it('an empty array comes before null and what is missing', async () => {
  const c = mongo.collection();
  await c.insertMany(numbered([{}, { a: null }, { a: [] }, { a: 1 }]));
  const order = async (sort: Record<string, 1 | -1>) =>
    (await c.find().sort(sort).toArray()).map((d) => d._id);
  const [up, down] = [await order({ a: 1, _id: 1 }), await order({ a: -1, _id: 1 })];
  await unlessPeer('empty-array-order', () =>
    expect([up, down]).toEqual([
      [2, 0, 1, 3],
      [3, 0, 1, 2],
    ]),
  );
});

describe('sorting by a path through arrays', () => {
  it('takes the least element ascending and the greatest descending', async () => {
    const c = mongo.collection();
    await c.insertMany(
      numbered([{ a: [{ x: 5 }, { x: 1 }] }, { a: [{ x: 3 }] }, { a: [{ x: 2 }, { x: 9 }] }, { a: [] }, {}]),
    );
    expect((await c.find().sort({ 'a.x': 1, _id: 1 }).toArray()).map((d) => d._id)).toEqual([3, 4, 0, 2, 1]);
    expect((await c.find().sort({ 'a.x': -1, _id: 1 }).toArray()).map((d) => d._id)).toEqual([2, 0, 1, 3, 4]);
  });

  it('takes the element of an index, in an aggregation as in a find', async () => {
    const c = mongo.collection();
    await c.insertMany(numbered([{ a: [{}] }, {}, { a: [5, 1] }, { a: [4, 9] }]));
    const found = await c.find().sort({ 'a.0': 1, _id: 1 }).toArray();
    const piped = await c.aggregate([{ $sort: { 'a.0': 1, _id: 1 } }]).toArray();
    expect([found, piped].map((list) => list.map((d) => d._id))).toEqual([
      [1, 3, 2, 0],
      [1, 3, 2, 0],
    ]);
  });
});
