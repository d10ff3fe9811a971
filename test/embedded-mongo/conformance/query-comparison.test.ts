import { Decimal128, Long, MaxKey, MinKey, ObjectId } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { idsOf, numbered } from '../support/table.ts';

const mongo = await database();
const c = mongo.collection();
const id = new ObjectId('65f000000000000000000001');
const day = new Date('2026-03-01T00:00:00Z');

beforeAll(async () => {
  await c.insertMany(
    numbered([
      { v: 1 }, // 0
      { v: 2.5 },
      { v: Long.fromNumber(3) },
      { v: Decimal128.fromString('4') },
      { v: 'a' },
      { v: 'b' }, // 5
      { v: null },
      {},
      { v: true },
      { v: false },
      { v: day }, // 10
      { v: id },
      { v: { x: 1, y: 2 } },
      { v: { y: 2, x: 1 } },
      { v: [] },
      { v: [1, 5] }, // 15
      { v: [[1, 5]] },
      { v: [null] },
      { v: Number.NaN },
      { v: '' },
      { v: 'A' }, // 20
    ]),
  );
});

type Case = [name: string, filter: Doc, ids: number[]];

describe('equality', () => {
  it.each<Case>([
    ['an integer finds every numeric type and elements of arrays', { v: 1 }, [0, 15]],
    ['a double finds a Long', { v: 3.0 }, [2]],
    ['an integer finds a Decimal128', { v: 4 }, [3]],
    ['a Decimal128 finds a double', { v: Decimal128.fromString('2.50') }, [1]],
    ['a string is compared by case', { v: 'a' }, [4]],
    ['the empty string is a value', { v: '' }, [19]],
    ['null finds null, missing and an element that is null', { v: null }, [6, 7, 17]],
    ['a boolean is not a number', { v: true }, [8]],
    ['a date', { v: day }, [10]],
    ['an ObjectId', { v: id }, [11]],
    ['a document in the same order of fields', { v: { x: 1, y: 2 } }, [12]],
    ['a document with fewer fields finds nothing', { v: { x: 1 } }, []],
    ['an array as a whole, or as an element', { v: [1, 5] }, [15, 16]],
    ['the empty array', { v: [] }, [14]],
    ['NaN finds NaN', { v: Number.NaN }, [18]],
    ['a dotted path', { 'v.x': 1 }, [12, 13]],
    ['an index in an array', { 'v.1': 5 }, [15]],
    ['$eq', { v: { $eq: 'b' } }, [5]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

describe('ranges stay within their type', () => {
  it.each<Case>([
    ['$gt on numbers', { v: { $gt: 2.5 } }, [2, 3, 15]],
    ['$gte on numbers', { v: { $gte: 2.5 } }, [1, 2, 3, 15]],
    ['$lt on numbers leaves NaN out', { v: { $lt: 2 } }, [0, 15]],
    ['$lte on numbers', { v: { $lte: 1 } }, [0, 15]],
    ['two bounds', { v: { $gt: 1, $lt: 4 } }, [1, 2, 15]],
    ['two bounds on an array hold for two different elements', { v: { $gt: 2, $lt: 2 } }, [15]],
    ['$gt on strings', { v: { $gt: 'A' } }, [4, 5]],
    ['$gte of the empty string', { v: { $gte: '' } }, [4, 5, 19, 20]],
    ['$gte null is null and missing', { v: { $gte: null } }, [6, 7, 17]],
    ['$gt null is nothing', { v: { $gt: null } }, []],
    ['$gte false', { v: { $gte: false } }, [8, 9]],
    ['$lt on dates', { v: { $lt: new Date(day.getTime() + 1) } }, [10]],
    ['$gte on ObjectIds', { v: { $gte: new ObjectId('65f000000000000000000000') } }, [11]],
    ['$gt on documents compares field by field', { v: { $gt: { x: 1, y: 1 } } }, [12, 13]],
    ['$gte on arrays', { v: { $gte: [1] } }, [15, 16, 17].filter((n) => n !== 17)],
    ['$gte NaN finds NaN', { v: { $gte: Number.NaN } }, [18]],
    ['$gt MinKey is everything that is there', { v: { $gt: new MinKey(), $exists: true } }, range(21, [7])],
    ['$lt MaxKey is everything that is there', { v: { $lt: new MaxKey(), $exists: true } }, range(21, [7])],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

describe('$ne, $in and $nin', () => {
  it.each<Case>([
    ['$ne finds every other type and missing', { v: { $ne: 1 } }, range(21, [0, 15])],
    ['$ne null leaves out null, missing and [null]', { v: { $ne: null } }, range(21, [6, 7, 17])],
    ['$in of several types', { v: { $in: [1, 'b', true] } }, [0, 5, 8, 15]],
    ['$in with null', { v: { $in: [null, 'a'] } }, [4, 6, 7, 17]],
    ['$in with a regular expression', { v: { $in: [/^a/i, 4] } }, [3, 4, 20]],
    ['$in of nothing', { v: { $in: [] } }, []],
    ['$in with an array', { v: { $in: [[1, 5]] } }, [15, 16]],
    ['$nin', { v: { $nin: [1, null, 'a'] } }, range(21, [0, 4, 6, 7, 15, 17])],
    ['$nin of nothing', { v: { $nin: [] } }, range(21)],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

function range(length: number, without: number[] = []): number[] {
  return Array.from({ length }, (_, n) => n).filter((n) => !without.includes(n));
}
