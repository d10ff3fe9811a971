/**
 * However deep it is nested, what a client sends is answered, and with MongoDB's own refusal. Of our engine alone: the
 * real server of development goes down over it, and everybody's tests with it.
 */
import { describe, expect, it } from 'vitest';
import { database } from '../helpers/mongo.ts';
import type { Doc } from './support/driver.ts';
import { failure } from './support/failure.ts';

const mongo = await database();
const c = mongo.collection();

/** More than any stack holds, and what a driver can still encode. */
const DEEP = 2500;
const OVERFLOW = 15;

const nested = (levels: number): Doc => (levels === 1 ? { end: 1 } : { n: nested(levels - 1) });
const lists = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};
const filters = (levels: number): Doc => (levels === 0 ? { a: 1 } : { $and: [filters(levels - 1)] });
const expressions = (levels: number): Doc => (levels === 0 ? { $abs: 1 } : { $abs: expressions(levels - 1) });
const long = Array(100_000).fill('a').join('.');
/** A document as deep as the array is long, which no message shows. */
const grown = (levels: number): Doc => ({
  $reduce: { input: { $range: [0, levels] }, initialValue: 1, in: { n: '$$value' } },
});

describe('what is nested deeper than MongoDB allows', () => {
  const { collectionName: name } = c;

  it.each<[string, Doc]>([
    ['a document', { insert: name, documents: [{ _id: 2, n: nested(DEEP) }] }],
    ['a document of lists', { insert: name, documents: [{ _id: 2, n: lists(DEEP) }] }],
    ['a document one level too deep', { insert: name, documents: [nested(181)] }],
    ['a replacement', { update: name, updates: [{ q: {}, u: nested(DEEP) }] }],
    ['a replacement one level too deep', { update: name, updates: [{ q: {}, u: nested(181) }] }],
    ['a change', { update: name, updates: [{ q: {}, u: { $set: { n: nested(DEEP) } } }] }],
    ['a change one level too deep', { update: name, updates: [{ q: {}, u: { $set: { n: nested(180) } } }] }],
    ['a value pushed too deep', { update: name, updates: [{ q: {}, u: { $push: { l: nested(179) } } }] }],
    ['a path of a change', { update: name, updates: [{ q: {}, u: { $set: { [long]: 1 } } }] }],
    ['a pipeline of a change', { update: name, updates: [{ q: {}, u: [{ $set: { x: grown(190) } }] }] }],
    [
      'an expression of a change',
      { update: name, updates: [{ q: {}, u: [{ $set: { x: grown(100_000) } }] }] },
    ],
    [
      'an upsert',
      { update: name, updates: [{ q: { _id: 9 }, u: { $set: { n: nested(180) } }, upsert: true }] },
    ],
    ['a filter of a change', { update: name, updates: [{ q: filters(DEEP), u: { $set: { x: 1 } } }] }],
    ['a filter of a deletion', { delete: name, deletes: [{ q: filters(DEEP), limit: 0 }] }],
    ['findAndModify', { findAndModify: name, query: {}, update: { $set: { n: nested(180) } } }],
    ['a filter', { find: name, filter: filters(DEEP) }],
    ['a value of a filter', { find: name, filter: { n: nested(DEEP) } }],
    ['a path of a filter', { find: name, filter: { [long]: 1 } }],
    ['a projection', { find: name, projection: nested(DEEP) }],
    ['a path of a projection', { find: name, projection: { [long]: 1 } }],
    ['a path of a sort', { find: name, sort: { [long]: 1 } }],
    ['an expression', { find: name, projection: { x: expressions(DEEP) } }],
    [
      'what an expression makes',
      { aggregate: name, pipeline: [{ $set: { x: grown(100_000) } }], cursor: {} },
    ],
    ['what a projection makes', { find: name, projection: { x: grown(200) } }],
    ['what a stage makes', { aggregate: name, pipeline: [{ $set: { x: grown(200) } }], cursor: {} }],
    ['a path of an expression', { find: name, projection: { x: `$${long}` } }],
    ['a stage', { aggregate: name, pipeline: [{ $match: filters(DEEP) }], cursor: {} }],
    ['a path of a stage', { aggregate: name, pipeline: [{ $set: { [long]: 1 } }], cursor: {} }],
    ['a count', { count: name, query: filters(DEEP) }],
    ['a path of distinct', { distinct: name, key: long }],
    ['an index', { createIndexes: name, indexes: [{ name: 'deep', key: { [long]: 1 } }] }],
    ['$merge', { aggregate: name, pipeline: [{ $set: { x: grown(190) } }, { $merge: name }], cursor: {} }],
  ])('is refused: %s', async (_, command) => {
    await c.deleteMany({});
    await c.insertOne({ _id: 1, a: 1, l: [] });
    const refused = await mongo.db.command(command).then(
      ({ writeErrors }) => writeErrors?.[0],
      (error) => error,
    );
    expect(refused?.code).toBe(OVERFLOW);
    expect(await c.find().toArray()).toEqual([{ _id: 1, a: 1, l: [] }]);
  });

  it('is named with what MongoDB calls it', async () => {
    expect(await failure(c.findOne(filters(DEEP)))).toMatchObject({ code: OVERFLOW, codeName: 'Overflow' });
  });
});

describe('what is nested as deep as MongoDB allows', () => {
  it('is stored, changed and found', async () => {
    await c.deleteMany({});
    await c.insertOne({ _id: 1, n: nested(179) });
    await c.insertOne({ _id: 2 });
    await c.updateOne({ _id: 2 }, { $set: { n: nested(179) } });
    expect(await c.countDocuments({ n: nested(179) })).toBe(2);
    const path = [...Array(178).fill('n'), 'end'].join('.');
    expect(await c.distinct('_id', { [`n.${path}`]: 1 })).toEqual([1, 2]);
  });
});
