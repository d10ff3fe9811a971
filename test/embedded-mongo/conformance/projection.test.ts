import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { type Difference, unlessPeer } from './peer-differences.ts';

const mongo = await database();
const c = mongo.collection();

beforeAll(async () => {
  await c.insertOne({
    _id: 1,
    a: 1,
    b: { x: 1, y: { z: 2, w: 3 } },
    list: [
      { k: 1, v: 'one' },
      { k: 2, v: 'two' },
      { k: 3, v: 'three' },
    ],
    numbers: [1, 2, 3, 4, 5],
    mixed: [{ k: 1 }, 5, [{ k: 2, v: 3 }]],
  });
});

type Case = [name: string, projection: Doc, expected: Doc];

describe('including and leaving out', () => {
  it.each<Case>([
    ['a field, and _id with it', { a: 1 }, { _id: 1, a: 1 }],
    ['a field without _id', { a: true, _id: 0 }, { a: 1 }],
    ['_id alone', { _id: 1 }, { _id: 1 }],
    ['a field that is missing', { nothing: 1 }, { _id: 1 }],
    ['a dotted path', { 'b.y.z': 1, _id: 0 }, { b: { y: { z: 2 } } }],
    ['the same path as nested document', { b: { y: { w: 1 } }, _id: 0 }, { b: { y: { w: 3 } } }],
    ['a path into an array', { 'list.k': 1, _id: 0 }, { list: [{ k: 1 }, { k: 2 }, { k: 3 }] }],
    ['a path into a mixed array drops scalars', { 'mixed.k': 1, _id: 0 }, { mixed: [{ k: 1 }, [{ k: 2 }]] }],
    ['leaving out', { list: 0, numbers: 0, mixed: 0, b: 0 }, { _id: 1, a: 1 }],
    ['leaving out a path', { 'b.y': 0, list: 0, numbers: 0, mixed: 0, a: 0, _id: 0 }, { b: { x: 1 } }],
    [
      'leaving out a path in an array',
      { 'mixed.k': 0, a: 0, b: 0, list: 0, numbers: 0 },
      { _id: 1, mixed: [{}, 5, [{ v: 3 }]] },
    ],
  ])('%s', async (_, projection, expected) => {
    expect(await c.findOne({}, { projection })).toEqual(expected);
  });

  it('keeps the fields in the order of the document', async () => {
    const found = await c.findOne({}, { projection: { numbers: 1, a: 1, _id: 1 } });
    expect(Object.keys(found ?? {})).toEqual(['_id', 'a', 'numbers']);
  });
});

describe('computing', () => {
  it.each<Case>([
    [
      '$slice from the start',
      { numbers: { $slice: 2 }, b: 0, list: 0, mixed: 0 },
      { _id: 1, a: 1, numbers: [1, 2] },
    ],
    ['$slice from the end', { a: 1, numbers: { $slice: -2 } }, { _id: 1, a: 1, numbers: [4, 5] }],
    ['$slice with skip', { a: 1, numbers: { $slice: [1, 2] } }, { _id: 1, a: 1, numbers: [2, 3] }],
    [
      '$slice with a negative skip',
      { a: 1, numbers: { $slice: [-3, 2] } },
      { _id: 1, a: 1, numbers: [3, 4] },
    ],
    [
      '$elemMatch gives the first that matches',
      { list: { $elemMatch: { k: { $gte: 2 } } } },
      { _id: 1, list: [{ k: 2, v: 'two' }] },
    ],
    ['$elemMatch that finds nothing leaves the field out', { list: { $elemMatch: { k: 9 } } }, { _id: 1 }],
    ['an expression', { _id: 0, sum: { $add: ['$a', '$b.x'] } }, { sum: 2 }],
    ['a field under another name', { _id: 0, other: '$b.y.z' }, { other: 2 }],
    ['a constant through $literal', { _id: 0, one: { $literal: 1 } }, { one: 1 }],
    ['a text constant', { _id: 0, text: 'constant' }, { text: 'constant' }],
  ])('%s', async (_, projection, expected) => {
    expect(await c.findOne({}, { projection })).toEqual(expected);
  });

  it('gives the element that the filter matched for the positional $', async () => {
    const found = await c.findOne({ 'list.k': 2 }, { projection: { 'list.$': 1 } });
    expect(found).toEqual({ _id: 1, list: [{ k: 2, v: 'two' }] });
    const number = await c.findOne({ numbers: { $gt: 3 } }, { projection: { 'numbers.$': 1, _id: 0 } });
    expect(number).toEqual({ numbers: [4] });
  });
});

describe('refusals', () => {
  it.each<[string, Doc, number, Difference?]>([
    ['including and leaving out together', { a: 1, b: 0 }, 31254],
    ['leaving out and including together', { b: 0, a: 1 }, 31253, 'projection-codes'],
    ['an unknown operator', { a: { $nothing: 1 } }, 31325],
    ['a path and its parent', { a: 1, 'a.b': 1 }, 31249],
    ['a parent after its path', { 'a.b': 1, a: 1 }, 31250],
    ['an empty path', { 'a..b': 1 }, 15998, 'projection-codes'],
  ])('%s', async (_, projection, code, peer) => {
    const refused = await codeOf(c.findOne({}, { projection }));
    await unlessPeer(peer, () => expect(refused).toBe(code));
  });
});
