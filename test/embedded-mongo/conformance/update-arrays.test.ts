import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { type Difference, unlessPeer } from './peer-differences.ts';

const mongo = await database();
type Case = [name: string, before: Doc, update: Doc, after: Doc, peer?: Difference];

async function updated(before: Doc, update: Doc, filter: Doc = {}, options: Doc = {}): Promise<Doc> {
  const c = mongo.collection();
  await c.insertOne({ _id: 1, ...before });
  expect(await c.updateOne({ _id: 1, ...filter }, update, options)).toMatchObject({ matchedCount: 1 });
  const { _id, ...after } = (await c.findOne()) ?? {};
  return after;
}

describe('adding elements', () => {
  it.each<Case>([
    ['$push', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
    ['$push makes the array', {}, { $push: { 'x.a': 2 } }, { x: { a: [2] } }],
    ['$push of an array is one element', { a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
    ['$each', { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
    ['$position', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
    [
      '$position from the end',
      { a: [1, 4] },
      { $push: { a: { $each: [2], $position: -1 } } },
      { a: [1, 2, 4] },
    ],
    ['$slice keeps the first', { a: [1] }, { $push: { a: { $each: [2, 3], $slice: 2 } } }, { a: [1, 2] }],
    ['$slice keeps the last', { a: [1] }, { $push: { a: { $each: [2, 3], $slice: -2 } } }, { a: [2, 3] }],
    ['$slice 0', { a: [1] }, { $push: { a: { $each: [2], $slice: 0 } } }, { a: [] }],
    ['$sort', { a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1 } } }, { a: [3, 2, 1] }],
    [
      '$sort by a field, then $slice',
      { a: [{ n: 3 }, { n: 1 }] },
      { $push: { a: { $each: [{ n: 2 }], $sort: { n: 1 }, $slice: 2 } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    ['$addToSet adds', { a: [1] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
    ['$addToSet leaves what is there', { a: [1, 2] }, { $addToSet: { a: 2 } }, { a: [1, 2] }],
    [
      '$addToSet compares documents by order',
      { a: [{ x: 1, y: 2 }] },
      { $addToSet: { a: { y: 2, x: 1 } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
    ],
    ['$addToSet with $each', { a: [1] }, { $addToSet: { a: { $each: [1, 2, 2, 3] } } }, { a: [1, 2, 3] }],
    ['$addToSet makes the array', {}, { $addToSet: { a: 1 } }, { a: [1] }],
  ])('%s', async (_, before, update, after, peer) => {
    const found = await updated(before, update);
    await unlessPeer(peer, () => expect(found).toEqual(after));
  });
});

describe('taking elements away', () => {
  it.each<Case>([
    ['$pop the last', { a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
    ['$pop the first', { a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
    ['$pop of nothing', { a: [] }, { $pop: { a: 1 } }, { a: [] }],
    ['$pull a value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    ['$pull by condition', { a: [1, 5, 8] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [
      '$pull documents by a field',
      { a: [{ x: 1, y: 1 }, { x: 2 }] },
      { $pull: { a: { x: 1 } } },
      { a: [{ x: 2 }] },
    ],
    [
      '$pull documents by condition',
      { a: [{ x: 1 }, { x: 5 }] },
      { $pull: { a: { x: { $gt: 2 } } } },
      { a: [{ x: 1 }] },
    ],
    ['$pull with $in', { a: ['x', 'y', 'z'] }, { $pull: { a: { $in: ['x', 'z'] } } }, { a: ['y'] }],
    [
      '$pull with $elemMatch',
      { a: [{ l: [1, 2] }, { l: [3] }] },
      { $pull: { a: { l: { $elemMatch: { $gt: 2 } } } } },
      { a: [{ l: [1, 2] }] },
    ],
    [
      '$pull with a regular expression',
      { a: ['ab', 'b'] },
      { $pull: { a: /^a/ } },
      { a: ['b'] },
      'pull-regex',
    ],
    ['$pull from what is missing', { b: 1 }, { $pull: { a: 1 } }, { b: 1 }],
    ['$pullAll', { a: [1, 2, 3, 2] }, { $pullAll: { a: [2, 3] } }, { a: [1] }],
    [
      '$pullAll compares documents as a whole',
      { a: [{ x: 1, y: 1 }, { x: 1 }] },
      { $pullAll: { a: [{ x: 1 }] } },
      { a: [{ x: 1, y: 1 }] },
    ],
  ])('%s', async (_, before, update, after, peer) => {
    const found = await updated(before, update);
    await unlessPeer(peer, () => expect(found).toEqual(after));
  });
});

describe('the positional operators', () => {
  it.each<[string, Doc, Doc, Doc, Doc]>([
    [
      '$ is the element that the filter found',
      { a: [1, 5, 8] },
      { a: { $gt: 4 } },
      { $set: { 'a.$': 0 } },
      { a: [1, 0, 8] },
    ],
    [
      '$ with a field',
      { a: [{ k: 1 }, { k: 2, n: 1 }] },
      { 'a.k': 2 },
      { $inc: { 'a.$.n': 1 } },
      { a: [{ k: 1 }, { k: 2, n: 2 }] },
    ],
    [
      '$ through $elemMatch',
      {
        a: [
          { k: 1, m: 2 },
          { k: 1, m: 3 },
        ],
      },
      { a: { $elemMatch: { k: 1, m: 3 } } },
      { $set: { 'a.$.hit': true } },
      {
        a: [
          { k: 1, m: 2 },
          { k: 1, m: 3, hit: true },
        ],
      },
    ],
    ['$[] is every element', { a: [1, 2] }, {}, { $mul: { 'a.$[]': 10 } }, { a: [10, 20] }],
    [
      '$[] in depth',
      { a: [{ b: [1, 2] }, { b: [3] }] },
      {},
      { $inc: { 'a.$[].b.$[]': 1 } },
      { a: [{ b: [2, 3] }, { b: [4] }] },
    ],
    ['$unset at $ leaves null', { a: [1, 2] }, { a: 2 }, { $unset: { 'a.$': 1 } }, { a: [1, null] }],
  ])('%s', async (_, before, filter, update, after) => {
    expect(await updated(before, update, filter)).toEqual(after);
  });

  it.each<[string, Doc, Doc, Doc[], Doc]>([
    ['values', { a: [1, 5, 9] }, { $set: { 'a.$[big]': 0 } }, [{ big: { $gte: 5 } }], { a: [1, 0, 0] }],
    [
      'documents',
      { a: [{ k: 1 }, { k: 2 }] },
      { $set: { 'a.$[e].hit': 1 } },
      [{ 'e.k': 2 }],
      { a: [{ k: 1 }, { k: 2, hit: 1 }] },
    ],
    [
      'two at once, one in the other',
      {
        a: [
          { k: 1, l: [1, 2] },
          { k: 2, l: [1, 2] },
        ],
      },
      { $inc: { 'a.$[e].l.$[n]': 10 } },
      [{ 'e.k': 2 }, { n: { $gt: 1 } }],
      {
        a: [
          { k: 1, l: [1, 2] },
          { k: 2, l: [1, 12] },
        ],
      },
    ],
    ['none that matches', { a: [1] }, { $set: { 'a.$[e]': 0 } }, [{ e: 9 }], { a: [1] }],
    [
      'with $or',
      { a: [1, 2, 3] },
      { $set: { 'a.$[e]': 0 } },
      [{ $or: [{ e: 1 }, { e: 3 }] }],
      { a: [0, 2, 0] },
    ],
  ])('arrayFilters: %s', async (_, before, update, arrayFilters, after) => {
    expect(await updated(before, update, {}, { arrayFilters })).toEqual(after);
  });

  it.each<[string, Doc, Doc, Doc, number, Difference?]>([
    ['$ without an array in the filter', { a: [1] }, { $set: { 'a.$': 2 } }, {}, 2],
    ['an array filter that is not used', { a: [1] }, { $set: { b: 1 } }, { arrayFilters: [{ e: 1 }] }, 9],
    ['an identifier without array filter', { a: [1] }, { $set: { 'a.$[e]': 1 } }, {}, 2],
    ['$[] on what is no array', { a: 1 }, { $set: { 'a.$[]': 1 } }, {}, 2, 'update-codes'],
    ['$push on what is no array', { a: 1 }, { $push: { a: 1 } }, {}, 2],
    ['$addToSet on what is no array', { a: 1 }, { $addToSet: { a: 1 } }, {}, 2],
    ['$pull on what is no array', { a: 1 }, { $pull: { a: 1 } }, {}, 2],
    ['$pop on what is no array', { a: 1 }, { $pop: { a: 1 } }, {}, 14, 'update-codes'],
    ['$pop by 2', { a: [1] }, { $pop: { a: 2 } }, {}, 9],
    ['$inc of text', { a: 'x' }, { $inc: { a: 1 } }, {}, 14],
    ['$inc by text', { a: 1 }, { $inc: { a: 'x' } }, {}, 14],
    ['$set below a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, {}, 28],
    ['$set a name in an array', { a: [1] }, { $set: { 'a.name': 1 } }, {}, 28],
    ['$rename of an element', { a: [1] }, { $rename: { 'a.0': 'b' } }, {}, 2],
    ['$rename through an array', { a: [{ x: 1 }] }, { $rename: { 'a.x': 'b' } }, {}, 28],
    ['$bit on a double', { a: 1.5 }, { $bit: { a: { and: 1 } } }, {}, 2],
  ])('refuses %s and changes nothing', async (_, before, update, options, code, peer) => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, ...before });
    const refused = await codeOf(c.updateOne({ _id: 1 }, update, options));
    await unlessPeer(peer, () => expect(refused).toBe(code));
    expect(await c.findOne()).toEqual({ _id: 1, ...before });
  });
});
