import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { type AnyModel, modelsOf } from '../support/models.ts';

const mongo = await database();
const model = modelsOf(mongo.connection());

type AnyBulk = Parameters<AnyModel['bulkWrite']>[0];

describe('bulkWrite', () => {
  it('casts, counts and reports every kind of operation', async () => {
    const Call = await model({ key: String, n: Number, at: Date });
    await Call.create([
      { key: 'a', n: 1 },
      { key: 'b', n: 2 },
      { key: 'c', n: 3 },
    ]);
    const operations: Doc[] = [
      { insertOne: { document: { key: 'new', n: '7' } } },
      { updateOne: { filter: { key: 'a' }, update: { n: '10', at: '2026-01-01' } } },
      { updateMany: { filter: { n: { $lt: 5 } }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { key: 'up' }, update: { n: 1 }, upsert: true } },
      { replaceOne: { filter: { key: 'new' }, replacement: { key: 'replaced' } } },
      { deleteOne: { filter: { key: 'b' } } },
    ];
    const result = await Call.bulkWrite(operations as AnyBulk);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 4,
      modifiedCount: 4,
      deletedCount: 1,
      upsertedCount: 1,
    });
    expect(Object.keys(result.upsertedIds)).toEqual(['3']);
    const found = await Call.find().sort({ key: 1 }).select('-_id key n').lean();
    expect(found).toEqual([
      { key: 'a', n: 10 },
      { key: 'c', n: 4 },
      { key: 'replaced' },
      { key: 'up', n: 1 },
    ]);
    expect((await Call.findOne({ key: 'a' }))?.at).toEqual(new Date('2026-01-01'));
  });

  it('adds no version to the filter by itself, and matches with it only where it is given', async () => {
    const Call = await model({ rev: Number, n: Number });
    const [first, second] = await Call.insertMany([{ rev: 1 }, { rev: 2 }]);
    const write = (id: unknown, rev: number) => ({
      updateOne: { filter: { _id: id as never, rev }, update: { $set: { n: 1, rev: rev + 1 } } },
    });
    const result = await Call.bulkWrite([write(first?._id, 1), write(second?._id, 1)]);
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
  });

  it.each([
    [true, ['a', 'b'], [[2, 11000]]],
    [
      false,
      ['a', 'b', 'c'],
      [
        [2, 11000],
        [4, 11000],
      ],
    ],
  ])('with ordered: %s reports each operation that failed', async (ordered, keys, errors) => {
    const Call = await model({ key: { type: String, unique: true } });
    const insert = (key: string) => ({ insertOne: { document: { key } } });
    const writes = [insert('a'), insert('b'), insert('a'), insert('c'), insert('b')];
    const error = await Call.bulkWrite(writes, { ordered }).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'MongoBulkWriteError', code: 11000 });
    expect(error.writeErrors.map((e: { index: number; code: number }) => [e.index, e.code])).toEqual(errors);
    expect(error.result.insertedCount).toBe(keys.length);
    expect((await Call.find().sort({ key: 1 })).map((d) => d.key)).toEqual(keys);
  });
});

describe('insertMany', () => {
  it('gives the documents back, with ids and defaults', async () => {
    const Call = await model({ n: Number, state: { type: String, default: 'new' } });
    const calls = await Call.insertMany([{ n: 1 }, { n: 2, state: 'old' }]);
    expect(calls.map((call) => call.state)).toEqual(['new', 'old']);
    expect(await Call.countDocuments({ _id: { $in: calls.map((call) => call._id) } })).toBe(2);
  });

  it('inserts the valid and new ones when unordered', async () => {
    const Call = await model({ key: { type: String, unique: true, required: true } });
    const result = await Call.insertMany([{ key: 'a' }, {}, { key: 'a' }, { key: 'b' }], {
      ordered: false,
      rawResult: true,
    }).catch((reason) => reason);
    expect(result.name === 'MongoBulkWriteError' ? result.code : result.mongoose).toBeDefined();
    expect((await Call.find().sort({ key: 1 })).map((d) => d.key)).toEqual(['a', 'b']);
  });
});

describe('findOneAndUpdate and its relatives', () => {
  it('gives the document before and after, upserts with defaults, and says what happened', async () => {
    const Call = await model({ key: String, n: Number, state: { type: String, default: 'new' } });
    expect(await Call.findOneAndUpdate({ key: 'a' }, { $inc: { n: 1 } })).toBeNull();
    const made = await Call.findOneAndUpdate(
      { key: 'a' },
      { $inc: { n: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    expect(made).toMatchObject({ key: 'a', n: 1, state: 'new' });
    expect(await Call.findOneAndUpdate({ key: 'a' }, { $inc: { n: 1 } })).toMatchObject({ n: 1 });
    const raw = await Call.findOneAndUpdate(
      { key: 'b' },
      { n: 5 },
      { upsert: true, includeResultMetadata: true, returnDocument: 'after' },
    );
    expect(raw.lastErrorObject).toMatchObject({ updatedExisting: false, n: 1, upserted: expect.anything() });
    expect(raw.value).toMatchObject({ key: 'b', n: 5 });
  });

  it('updates by id, replaces and deletes', async () => {
    const Call = await model({ key: String, n: Number });
    const { _id } = await Call.create({ key: 'a', n: 1 });
    expect(await Call.findByIdAndUpdate(_id, { n: 2 }, { returnDocument: 'after' })).toMatchObject({
      key: 'a',
      n: 2,
    });
    expect(
      (
        await Call.findOneAndReplace({ _id: _id as never }, { n: 3 }, { returnDocument: 'after' })
      )?.toObject(),
    ).not.toHaveProperty('key');
    expect(await Call.findByIdAndDelete(_id)).toMatchObject({ n: 3 });
    expect(await Call.findByIdAndDelete(_id)).toBeNull();
  });

  it('takes a sort and a selection', async () => {
    const Job = await model({ at: Number, state: String });
    await Job.create([
      { at: 3, state: 'new' },
      { at: 1, state: 'new' },
      { at: 2, state: 'new' },
    ]);
    const taken = await Job.findOneAndUpdate(
      { state: 'new' },
      { state: 'taken' },
      { sort: { at: 1 }, projection: { at: 1 }, returnDocument: 'after' },
    ).lean();
    expect(taken).toStrictEqual({ _id: expect.anything(), at: 1 });
  });
});

describe('updateOne and updateMany', () => {
  it('answer what was matched, modified and upserted', async () => {
    const Call = await model({ n: Number, tag: String });
    await Call.create([{ n: 1 }, { n: 2 }, { n: 2 }]);
    expect(await Call.updateMany({ n: 2 }, { tag: 'two' })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
      upsertedCount: 0,
      upsertedId: null,
    });
    expect(await Call.updateMany({ n: 2 }, { tag: 'two' })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 0,
    });
    const upserted = await Call.updateOne({ n: 9 }, { tag: 'nine' }, { upsert: true });
    expect(upserted).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(upserted.upsertedId).toBeInstanceOf(mongoose.Types.ObjectId);
    expect(await Call.deleteMany({ n: { $gte: 2 } })).toEqual({ acknowledged: true, deletedCount: 3 });
  });

  it('reach elements by arrayFilters', async () => {
    const Order = await model({ items: [{ sku: String, n: Number, lots: [Number], _id: false }] });
    await Order.create([
      {
        items: [
          { sku: 'a', n: 1, lots: [1, 2] },
          { sku: 'b', n: 1 },
        ],
      },
      { items: [{ sku: 'a', n: 5 }] },
    ]);
    const result = await Order.updateMany(
      {},
      { $inc: { 'items.$[item].n': 10 }, $set: { 'items.$[item].lots.$[lot]': 9 } },
      { arrayFilters: [{ 'item.sku': 'a' }, { lot: { $gte: 2 } }] },
    );
    expect(result).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
    const found = await Order.find().sort({ _id: 1 }).lean();
    expect(found[0]?.items).toMatchObject([
      { sku: 'a', n: 11, lots: [1, 9] },
      { sku: 'b', n: 1 },
    ]);
    expect(found[1]?.items).toMatchObject([{ sku: 'a', n: 15 }]);
  });

  it('take a pipeline', async () => {
    const Call = await model({ a: Number, b: Number, sum: Number });
    await Call.create([{ a: 1, b: 2 }, { a: 3 }]);
    await Call.updateMany({}, [{ $set: { sum: { $add: ['$a', { $ifNull: ['$b', 0] }] } } }], {
      updatePipeline: true,
    });
    expect((await Call.find().sort({ a: 1 })).map((d) => d.sum)).toEqual([3, 3]);
  });
});

describe('without a session', () => {
  it('refuses to watch, and says why', async () => {
    const Call = await model({ n: Number });
    await Call.create({ n: 1 });
    if (mongo.kind === 'mongodb') return;
    await expect(Call.collection.watch().next()).rejects.toThrow(/\$changeStream/);
    const stream = Call.watch();
    const error = await new Promise<Error>((resolve) => stream.on('error', resolve));
    expect(error.message).toMatch(/\$changeStream/);
    await stream.close().catch(() => undefined);
  });
});
