import { Decimal128, Double, Int32, Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();
type Case = [name: string, before: Doc, update: Doc, after: Doc];

async function updated(before: Doc, update: Doc): Promise<Doc> {
  const c = mongo.collection();
  await c.insertOne({ _id: 1, ...before });
  await c.updateOne({ _id: 1 }, update);
  const { _id, ...after } = (await c.findOne()) ?? {};
  return after;
}

describe('operators on fields', () => {
  it.each<Case>([
    ['$set', { a: 1 }, { $set: { a: 2, b: 3 } }, { a: 2, b: 3 }],
    ['$set makes the way to a path', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    ['$set a numeric name in a document', { a: {} }, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
    ['$set an element', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
    ['$set beyond the end fills with null', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
    ['$set a field of an element', { a: [{ x: 1 }] }, { $set: { 'a.0.x': 2 } }, { a: [{ x: 2 }] }],
    ['$set a whole document', { a: { x: 1 } }, { $set: { a: { y: 2 } } }, { a: { y: 2 } }],
    ['$set null', { a: 1 }, { $set: { a: null } }, { a: null }],
    ['$unset', { a: 1, b: 2 }, { $unset: { a: '' } }, { b: 2 }],
    ['$unset a path', { a: { x: 1, y: 2 } }, { $unset: { 'a.x': 1 } }, { a: { y: 2 } }],
    ['$unset an element leaves null', { a: [1, 2, 3] }, { $unset: { 'a.1': 1 } }, { a: [1, null, 3] }],
    ['$unset what is missing', { a: 1 }, { $unset: { b: 1, 'c.d': 1 } }, { a: 1 }],
    ['$inc', { a: 1 }, { $inc: { a: 2, b: -3 } }, { a: 3, b: -3 }],
    ['$inc on a path', { a: { n: 1 } }, { $inc: { 'a.n': 1.5 } }, { a: { n: 2.5 } }],
    ['$mul', { a: 4, b: 2.5 }, { $mul: { a: 3, b: 2, c: 5 } }, { a: 12, b: 5, c: 0 }],
    ['$min', { a: 5, b: 5 }, { $min: { a: 3, b: 9, c: 1 } }, { a: 3, b: 5, c: 1 }],
    ['$max', { a: 5, b: 5 }, { $max: { a: 3, b: 9, c: 1 } }, { a: 5, b: 9, c: 1 }],
    [
      '$min and $max compare across types',
      { a: 'x', b: 1 },
      { $min: { a: 1 }, $max: { b: 'x' } },
      { a: 1, b: 'x' },
    ],
    ['$rename', { a: 1, b: 2 }, { $rename: { a: 'c' } }, { b: 2, c: 1 }],
    ['$rename over another field', { a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
    ['$rename into a document', { a: 1 }, { $rename: { a: 'x.y' } }, { x: { y: 1 } }],
    ['$rename of what is missing', { b: 2 }, { $rename: { a: 'c' } }, { b: 2 }],
    ['$setOnInsert does nothing without insert', { a: 1 }, { $setOnInsert: { a: 2 } }, { a: 1 }],
    [
      '$bit and, or, xor',
      { a: 13, b: 3, c: 6 },
      { $bit: { a: { and: 10 }, b: { or: 4 }, c: { xor: 3 } } },
      { a: 8, b: 7, c: 5 },
    ],
    [
      'several operators at once',
      { a: 1, b: 1, c: [1] },
      { $set: { a: 2 }, $unset: { b: 1 }, $push: { c: 2 } },
      { a: 2, c: [1, 2] },
    ],
    ['an empty operator', { a: 1 }, { $set: {} }, { a: 1 }],
  ])('%s', async (_, before, update, after) => {
    expect(await updated(before, update)).toEqual(after);
  });

  it('adds new fields at the end, in the order of their names', async () => {
    const names = Object.keys(await updated({ z: 1 }, { $set: { y: 1, b: 1, a: 1 } }));
    await unlessPeer('set-order', () => expect(names).toEqual(['z', 'a', 'b', 'y']));
  });

  it('writes the time of the server with $currentDate', async () => {
    const after = await updated(
      {},
      { $currentDate: { a: true, b: { $type: 'date' }, c: { $type: 'timestamp' } } },
    );
    expect(Math.abs(Date.now() - after.a.getTime())).toBeLessThan(60_000);
    expect(after.b).toEqual(after.a);
    expect(after.c._bsontype).toBe('Timestamp');
  });
});

describe('the type of a sum', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['int and int', new Int32(1), new Int32(2), new Int32(3)],
    [
      'int and int that grow too large',
      new Int32(2_147_483_647),
      new Int32(1),
      Long.fromNumber(2_147_483_648),
    ],
    ['int and long', new Int32(1), Long.fromNumber(2), Long.fromNumber(3)],
    ['int and double', new Int32(1), new Double(2), new Double(3)],
    ['long and double', Long.fromNumber(1), new Double(0.5), new Double(1.5)],
    ['decimal and int', Decimal128.fromString('1.10'), new Int32(1), Decimal128.fromString('2.10')],
    ['a large long', Long.fromString('9007199254740993'), new Int32(2), Long.fromString('9007199254740995')],
  ])('%s', async (_, before, add, after) => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, n: before });
    await c.updateOne({ _id: 1 }, { $inc: { n: add } as Doc });
    expect(await c.findOne({}, { promoteValues: false, projection: { _id: 0 } })).toEqual({ n: after });
  });

  it('refuses a sum that no long holds', async () => {
    const c = mongo.collection();
    await c.insertOne({ n: Long.MAX_VALUE });
    expect(await codeOf(c.updateOne({}, { $inc: { n: 1 } }))).toBe(2);
  });
});

describe('the pipeline form', () => {
  it('computes from the document as it was', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, a: 2, b: 3, gone: 1 });
    const result = await c.updateOne({ _id: 1 }, [
      { $set: { sum: { $add: ['$a', '$b'] }, a: { $multiply: ['$a', 10] } } },
      { $unset: 'gone' },
      { $set: { total: { $add: ['$sum', '$a'] } } },
    ]);
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await c.findOne()).toEqual({ _id: 1, a: 20, b: 3, sum: 5, total: 25 });
  });

  it('replaces with $replaceWith, keeps _id and can be conditional', async () => {
    const c = mongo.collection();
    await c.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 5 },
    ]);
    await c.updateMany({}, [
      { $replaceWith: { $cond: [{ $gt: ['$n', 3] }, { _id: '$_id', big: true }, '$$ROOT'] } },
    ]);
    expect(await c.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, big: true },
    ]);
  });

  it('upserts', async () => {
    const c = mongo.collection();
    const result = await c.updateOne({ _id: 7 }, [{ $set: { n: { $ifNull: ['$n', 1] } } }], { upsert: true });
    expect(result).toMatchObject({ upsertedCount: 1, upsertedId: 7 });
    expect(await c.findOne()).toEqual({ _id: 7, n: 1 });
  });
});
