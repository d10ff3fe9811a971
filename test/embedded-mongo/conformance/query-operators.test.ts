import { Binary, Decimal128, Int32, Long, Timestamp } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { idsOf, numbered } from '../support/table.ts';

const mongo = await database();
type Case = [name: string, filter: Doc, ids: number[]];

describe('logical operators', () => {
  const c = mongo.collection();
  beforeAll(() =>
    c.insertMany(numbered([{ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 2, b: 1 }, { a: 2 }, {}, { a: [1, 2] }])),
  );

  it.each<Case>([
    ['$and', { $and: [{ a: 1 }, { b: 2 }] }, [1]],
    ['$and over one path twice', { $and: [{ a: 1 }, { a: 2 }] }, [5]],
    ['$or', { $or: [{ b: 2 }, { a: 2 }] }, [1, 2, 3, 5]],
    ['$or beside another condition', { a: 1, $or: [{ b: 1 }, { b: null }] }, [0, 5]],
    ['$nor', { $nor: [{ a: 1 }, { b: 1 }] }, [3, 4]],
    ['$not', { a: { $not: { $gt: 1 } } }, [0, 1, 4]],
    ['$not with $exists', { b: { $not: { $exists: true } } }, [3, 4, 5]],
    ['$not with a regular expression', { a: { $not: /x/ } }, [0, 1, 2, 3, 4, 5]],
    ['nested', { $or: [{ $and: [{ a: 2 }, { b: 1 }] }, { $nor: [{ a: { $exists: true } }] }] }, [2, 4]],
    ['$comment says nothing', { a: 2, $comment: 'why', b: 1 }, [2]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

describe('element operators', () => {
  const c = mongo.collection();
  beforeAll(() =>
    c.insertMany(
      numbered([
        { v: new Int32(1) }, // 0
        { v: 1.5 },
        { v: Long.fromNumber(2) },
        { v: Decimal128.fromString('1') },
        { v: 'text' },
        { v: null }, // 5
        {},
        { v: [1, 'x'] },
        { v: { a: 1 } },
        { v: new Date(0) },
        { v: /re/ }, // 10
        { v: new Binary(Buffer.from('b')) },
        { v: true },
        { v: new Timestamp({ t: 1, i: 1 }) },
        { v: [] },
      ]),
    ),
  );

  it.each<Case>([
    [
      '$exists true finds null too',
      { v: { $exists: true } },
      [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14],
    ],
    ['$exists false', { v: { $exists: false } }, [6]],
    ['$exists in depth', { 'v.a': { $exists: true } }, [8]],
    ['$exists of an index', { 'v.0': { $exists: true } }, [7]],
    ['$type int', { v: { $type: 'int' } }, [0, 7]],
    ['$type double', { v: { $type: 'double' } }, [1]],
    ['$type long', { v: { $type: 'long' } }, [2]],
    ['$type decimal', { v: { $type: 'decimal' } }, [3]],
    ['$type number', { v: { $type: 'number' } }, [0, 1, 2, 3, 7]],
    ['$type by number', { v: { $type: 2 } }, [4, 7]],
    ['$type null leaves missing out', { v: { $type: 'null' } }, [5]],
    ['$type array is the array itself', { v: { $type: 'array' } }, [7, 14]],
    ['$type object', { v: { $type: 'object' } }, [8]],
    ['several types', { v: { $type: ['date', 'regex', 'binData'] } }, [9, 10, 11]],
    ['$type bool and timestamp', { v: { $type: ['bool', 'timestamp'] } }, [12, 13]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

describe('regular expressions', () => {
  const c = mongo.collection();
  beforeAll(() =>
    c.insertMany(
      numbered([
        { s: 'Trunkline' },
        { s: 'trunk' },
        { s: 'line\ntrunk' },
        { s: ['x', 'trunks'] },
        { s: 5 },
        { s: /^trunk/ },
        {},
      ]),
    ),
  );

  it.each<Case>([
    ['anchored', { s: /^trunk/ }, [1, 3, 5]],
    ['without case', { s: { $regex: '^TRUNK', $options: 'i' } }, [0, 1, 3]],
    ['several lines', { s: { $regex: '^trunk', $options: 'm' } }, [1, 2, 3]],
    ['dot matches a line end with s', { s: { $regex: 'line.trunk', $options: 's' } }, [2]],
    ['x ignores white space', { s: { $regex: 'tr unk $', $options: 'x' } }, [1, 2]],
    ['$regex takes a RegExp too', { s: { $regex: /k$/ } }, [1, 2]],
    ['beside another operator', { s: { $regex: 'trunk', $ne: 'trunk' } }, [2, 3]],
    ['\\d and classes', { s: /[a-z]+\s\w/ }, [2]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

describe('evaluation', () => {
  const c = mongo.collection();
  beforeAll(() =>
    c.insertMany(numbered([{ n: 4, m: 4 }, { n: 7, m: 3 }, { n: -4, m: 0 }, { n: 4.9 }, { n: 'x' }, {}])),
  );

  it.each<Case>([
    ['$mod', { n: { $mod: [4, 0] } }, [0, 2, 3]],
    ['$mod of a negative number keeps the sign', { n: { $mod: [3, -1] } }, [2]],
    ['$expr compares fields', { $expr: { $eq: ['$n', '$m'] } }, [0, 5]],
    [
      '$expr with arithmetic; null is more than missing',
      { $expr: { $gt: [{ $add: ['$m', 1] }, '$n'] } },
      [0, 2, 5],
    ],
    ['$expr beside a filter', { n: { $gt: 0 }, $expr: { $lt: ['$m', '$n'] } }, [1, 3]],
    ['$alwaysTrue is not needed: an empty filter finds all', {}, [0, 1, 2, 3, 4, 5]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

describe('bits', () => {
  const c = mongo.collection();
  beforeAll(() =>
    c.insertMany(numbered([{ b: 0 }, { b: 5 }, { b: 7 }, { b: Long.fromNumber(8) }, { b: 1.5 }, { b: 'x' }])),
  );

  it.each<Case>([
    ['$bitsAllSet', { b: { $bitsAllSet: [0, 2] } }, [1, 2]],
    ['$bitsAnySet by mask', { b: { $bitsAnySet: 10 } }, [2, 3]],
    ['$bitsAllClear', { b: { $bitsAllClear: [0, 1] } }, [0, 3]],
    ['$bitsAnyClear', { b: { $bitsAnyClear: 5 } }, [0, 3]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});
