import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { idsOf, numbered } from '../support/table.ts';

const mongo = await database();
type Case = [name: string, filter: Doc, ids: number[]];

describe('array operators', () => {
  const c = mongo.collection();
  beforeAll(() =>
    c.insertMany(
      numbered([
        { a: [1, 2, 3] },
        { a: [2, 3] },
        { a: [] },
        { a: 2 },
        { a: [[1, 2], 3] },
        {
          a: [
            { x: 1, y: 1 },
            { x: 2, y: 2 },
          ],
        },
        { a: [{ x: 1, y: 2 }] },
        {},
        { a: { x: 1, y: 2 } },
      ]),
    ),
  );

  it.each<Case>([
    ['$all', { a: { $all: [2, 3] } }, [0, 1]],
    ['$all of one takes a scalar', { a: { $all: [2] } }, [0, 1, 3]],
    ['$all with an array', { a: { $all: [[1, 2]] } }, [4]],
    ['$all of nothing finds nothing', { a: { $all: [] } }, []],
    ['$all with $elemMatch', { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { y: 2 } }] } }, [5, 6]],
    ['$size', { a: { $size: 2 } }, [1, 4, 5]],
    ['$size 0', { a: { $size: 0 } }, [2]],
    ['$elemMatch on values holds for one element', { a: { $elemMatch: { $gt: 2, $lt: 4 } } }, [0, 1, 4]],
    ['$elemMatch on documents', { a: { $elemMatch: { x: 1, y: 2 } } }, [6]],
    ['without $elemMatch different elements may serve', { 'a.x': 1, 'a.y': 2 }, [5, 6, 8]],
    ['$elemMatch with $or', { a: { $elemMatch: { $or: [{ x: 2 }, { y: 2 }] } } }, [5, 6]],
    ['$elemMatch in an array of arrays', { a: { $elemMatch: { $elemMatch: { $eq: 1 } } } }, [4]],
    ['an element by index', { 'a.0': 2 }, [1]],
    ['a field of an element by index', { 'a.0.y': 2 }, [6]],
    ['$ne holds for all elements', { 'a.x': { $ne: 1 } }, [0, 1, 2, 3, 4, 7]],
    ['$not $elemMatch', { a: { $not: { $elemMatch: { x: 1 } } } }, [0, 1, 2, 3, 4, 7, 8]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});

describe('null, missing and dotted paths through arrays', () => {
  const c = mongo.collection();
  beforeAll(() =>
    c.insertMany(
      numbered([
        { a: [{ b: 1 }, { b: null }] },
        { a: [{ b: 1 }, {}] },
        { a: [{ b: 1 }] },
        { a: [] },
        { a: [1, 2] },
        { a: null },
        { a: {} },
        {},
        { a: { b: null } },
        { a: [{ b: [1, 2] }, { b: [3] }] },
        { a: { b: [{ c: 1 }, { c: [2, 3] }] } },
      ]),
    ),
  );

  it.each<Case>([
    ['null finds an element that lacks the field', { 'a.b': null }, [0, 1, 5, 6, 7, 8]],
    ['$exists false', { 'a.b': { $exists: false } }, [3, 4, 5, 6, 7]],
    ['$exists true', { 'a.b': { $exists: true } }, [0, 1, 2, 8, 9, 10]],
    ['a value in an array in an array', { 'a.b': 3 }, [9]],
    ['a whole array under a path', { 'a.b': [1, 2] }, [9]],
    ['three levels', { 'a.b.c': 3 }, [10]],
    ['an index in the middle of the path', { 'a.0.b': 1 }, [0, 1, 2, 9]],
    ['a range under a path', { 'a.b': { $gt: 1 } }, [9]],
    ['$in with null under a path', { 'a.b': { $in: [null] } }, [0, 1, 5, 6, 7, 8]],
    ['$ne null under a path', { 'a.b': { $ne: null } }, [2, 3, 4, 9, 10]],
  ])('%s', async (_, filter, ids) => {
    expect(await idsOf(c, filter)).toEqual(ids);
  });
});
