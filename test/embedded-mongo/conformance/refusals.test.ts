import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { codeOf, failure } from '../support/failure.ts';
import { type Difference, unlessPeer } from './peer-differences.ts';

const mongo = await database();

describe('commands', () => {
  it('names an unknown command', async () => {
    const error = await failure(mongo.db.command({ noSuchCommand: 1 }));
    expect(error).toMatchObject({ code: 59, codeName: 'CommandNotFound' });
    expect(error.message).toMatch(/noSuchCommand/);
  });

  it.each<[string, Doc, number, Difference?]>([
    ['find with an argument that does not exist', { find: 'c', nothing: 1 }, 40415, 'unknown-fields'],
    ['find with a filter that is no document', { find: 'c', filter: 5 }, 14],
    ['find with a negative skip', { find: 'c', skip: -1 }, 51024, 'negative-numbers'],
    ['find with a negative batch size', { find: 'c', batchSize: -1 }, 51024, 'negative-numbers'],
    ['an empty collection name', { find: '' }, 73],
    ['insert without documents', { insert: 'c' }, 40414],
    ['insert with no documents', { insert: 'c', documents: [] }, 16],
    ['update without updates', { update: 'c' }, 40414],
    ['delete without limit', { delete: 'c', deletes: [{ q: {} }] }, 40414],
    ['delete with limit 2', { delete: 'c', deletes: [{ q: {}, limit: 2 }] }, 9],
    ['aggregate without cursor', { aggregate: 'c', pipeline: [] }, 9],
    ['aggregate with a pipeline that is no array', { aggregate: 'c', pipeline: {}, cursor: {} }, 14],
    ['a collection with $ in its name', { create: 'a$b' }, 73],
  ])('refuses %s', async (_, command, code, peer) => {
    await unlessPeer(peer, async () => expect(await codeOf(mongo.db.command(command))).toBe(code));
  });

  it('refuses an administrative command on another database', async () => {
    await unlessPeer('admin-only', async () => {
      expect(await codeOf(mongo.db.command({ listDatabases: 1 }))).toBe(13);
    });
  });
});

describe('filters and pipelines', () => {
  const c = mongo.collection();

  it.each<[string, Doc, number, Difference?]>([
    ['an unknown operator', { a: { $nothing: 1 } }, 2],
    ['an unknown operator at the top', { $nothing: [] }, 2],
    ['$in that is no array', { a: { $in: 5 } }, 2],
    ['$in with an operator', { a: { $in: [{ $gt: 1 }] } }, 2],
    ['$or of nothing', { $or: [] }, 2],
    ['$and that is no array', { $and: {} }, 2],
    ['$not of a value', { a: { $not: 5 } }, 2],
    ['$size of a text', { a: { $size: 'x' } }, 2],
    ['$size below 0', { a: { $size: -1 } }, 2],
    ['$mod without remainder', { a: { $mod: [4] } }, 2],
    ['$mod by 0', { a: { $mod: [0, 1] } }, 2],
    ['$elemMatch of a value', { a: { $elemMatch: 5 } }, 2],
    ['$type that does not exist', { a: { $type: 'nothing' } }, 2],
    ['a regular expression that does not end', { a: { $regex: '(' } }, 51091],
    ['options that do not exist', { a: { $regex: 'a', $options: 'q' } }, 51108],
    ['$options without $regex', { a: { $options: 'i' } }, 2],
    ['$expr with an unknown expression', { $expr: { $nothing: 1 } }, 168, 'expression-code'],
    ['$expr with a wrong number of arguments', { $expr: { $divide: [1] } }, 16020],
    ['an operator beside a field', { a: { $gt: 1, b: 2 } }, 2],
    ['$text without a text index', { $text: { $search: 'x' } }, 27],
  ])('refuses a filter with %s', async (_, filter, code, peer) => {
    await c.insertOne({ a: 1 });
    await unlessPeer(peer, async () => expect(await codeOf(c.find(filter).toArray())).toBe(code));
  });

  it.each<[string, Doc[], number, Difference?]>([
    ['an unknown stage', [{ $nothing: {} }], 40324],
    ['a stage of two fields', [{ $match: {}, $limit: 1 }], 40323],
    ['an unknown expression', [{ $project: { a: { $nothing: 1 } } }], 31325],
    ['an unknown accumulator', [{ $group: { _id: 1, a: { $nothing: 1 } } }], 15952],
    ['a group without _id', [{ $group: { n: { $sum: 1 } } }], 15955],
    ['a limit of 0', [{ $limit: 0 }], 15958],
    ['a negative skip', [{ $skip: -1 }], 5107200],
    ['$out that is not last', [{ $out: 'x' }, { $match: {} }], 40601],
    ['a path without $', [{ $unwind: 'a' }], 28818],
    ['an empty $project', [{ $project: {} }], 51272, 'empty-project'],
    ['a variable that does not exist', [{ $project: { a: '$$nothing' } }], 17276],
    ['$lookup without as', [{ $lookup: { from: 'x', localField: 'a', foreignField: 'b' } }], 9],
    ['a division by 0', [{ $project: { a: { $divide: ['$a', 0] } } }], 2],
  ])('refuses a pipeline with %s', async (_, pipeline, code, peer) => {
    await c.insertOne({ a: 1 });
    await unlessPeer(peer, async () => expect(await codeOf(c.aggregate(pipeline).toArray())).toBe(code));
  });
});

describe('updates', () => {
  it.each<[string, Doc, Doc, number, Difference?]>([
    ['a change of _id', {}, { $set: { _id: 2 } }, 66],
    ['a removal of _id', {}, { $unset: { _id: 1 } }, 66],
    ['the same path twice', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['a path and its parent', {}, { $set: { a: {}, 'a.b': 1 } }, 40],
    ['an unknown operator', {}, { $nothing: { a: 1 } }, 9],
    ['an operator with a value', {}, { $set: 5 }, 9],
    ['an empty name in a path', {}, { $set: { 'a..b': 1 } }, 56, 'update-codes'],
    ['$push with an unknown modifier', {}, { $push: { l: { $each: [], $nothing: 1 } } }, 2],
    ['$each that is no array', {}, { $push: { l: { $each: 5 } } }, 2],
    ['$rename to itself', {}, { $rename: { a: 'a' } }, 2, 'update-codes'],
    ['$currentDate of an unknown type', {}, { $currentDate: { a: { $type: 'nothing' } } }, 2],
  ])('refuses %s', async (_, filter, update, code, peer) => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, a: 1 });
    await unlessPeer(peer, async () => expect(await codeOf(c.updateOne(filter, update))).toBe(code));
    expect(await c.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
  });

  it('accepts a $set of the _id that is there', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, a: 1 });
    expect(await c.updateOne({ a: 1 }, { $set: { _id: 1, a: 2 } })).toMatchObject({ modifiedCount: 1 });
  });

  it('refuses a replacement with another _id, and one of many documents', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, a: 1 });
    expect(await codeOf(c.replaceOne({ a: 1 }, { _id: 2 }))).toBe(66);
    const many = { update: c.collectionName, updates: [{ q: {}, u: { a: 2 }, multi: true }] };
    const answer = await mongo.db
      .command(many)
      .catch((error: { code: number }) => ({ writeErrors: [error] }));
    expect(answer).toMatchObject({ writeErrors: [{ code: 9 }] });
  });

  it('refuses an _id that cannot be one', async () => {
    const c = mongo.collection();
    for (const _id of [[1], /x/]) {
      const code = await codeOf(c.insertOne({ _id }));
      await unlessPeer('id-type', () => expect(code).toBe(53));
    }
    expect(await c.countDocuments()).toBe(0);
  });
});
