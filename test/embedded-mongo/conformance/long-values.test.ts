import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { codeOf } from '../support/failure.ts';
import { idsOf } from '../support/table.ts';

/** Values far longer than the key of a store may be, which differ only behind a common beginning. */
const mongo = await database();
const lengths = [0, 500, 1900, 1970, 1978, 1979, 2000, 5000, 100_000];
const long = (length: number, end: string) => 'k'.repeat(length) + end;

describe.each(lengths)('values of %i characters and an end', (length) => {
  const c = mongo.collection();
  const ends = ['d', 'a', 'c', 'b', 'aa'];
  beforeAll(async () => {
    await c.createIndex({ v: 1 });
    await c.createIndex({ v: -1, n: 1 });
    await c.insertMany(ends.map((end, n) => ({ _id: end, v: long(length, end), n })));
  });

  it('are found by equality', async () => {
    for (const end of ends) expect(await idsOf(c, { v: long(length, end) })).toEqual([end]);
    expect(await idsOf(c, { v: long(length, 'x') })).toEqual([]);
    expect(await idsOf(c, { v: { $in: [long(length, 'a'), long(length, 'd'), long(length, 'x')] } })).toEqual(
      ['a', 'd'],
    );
  });

  it('are found by range', async () => {
    expect(await idsOf(c, { v: { $gt: long(length, 'a'), $lt: long(length, 'c') } })).toEqual(['aa', 'b']);
    expect(await idsOf(c, { v: { $gte: long(length, 'c') } })).toEqual(['c', 'd']);
    expect(await idsOf(c, { v: { $lte: long(length, 'a') } })).toEqual(['a']);
  });

  it('are sorted', async () => {
    expect((await c.find().sort({ v: 1 }).toArray()).map((d) => d._id)).toEqual(['a', 'aa', 'b', 'c', 'd']);
    expect((await c.find().sort({ v: -1, n: 1 }).toArray()).map((d) => d._id)).toEqual([
      'd',
      'c',
      'b',
      'aa',
      'a',
    ]);
    expect((await c.find().sort({ v: 1 }).skip(1).limit(2).toArray()).map((d) => d._id)).toEqual(['aa', 'b']);
  });

  it('go when they are changed or deleted', async () => {
    await c.insertOne({ _id: 'z', v: long(length, 'z'), n: 9 });
    await c.updateOne({ _id: 'z' }, { $set: { v: long(length, 'y') } });
    expect(await idsOf(c, { v: long(length, 'z') })).toEqual([]);
    expect(await idsOf(c, { v: long(length, 'y') })).toEqual(['z']);
    await c.deleteOne({ v: long(length, 'y') });
    expect(await idsOf(c, { v: { $gt: long(length, 'd') } })).toEqual([]);
  });
});

describe.each(lengths)('unique values of %i characters and an end', (length) => {
  it('are told apart, and found to be the same', async () => {
    const c = mongo.collection();
    await c.createIndex({ v: 1, w: 1 }, { unique: true });
    await c.insertMany([
      { v: long(length, 'a'), w: 1 },
      { v: long(length, 'b'), w: 1 },
      { v: long(length, 'a'), w: 2 },
    ]);
    expect(await codeOf(c.insertOne({ v: long(length, 'b'), w: 1 }))).toBe(11000);
    expect(await c.countDocuments()).toBe(3);
    await c.deleteOne({ v: long(length, 'b') });
    await c.insertOne({ v: long(length, 'b'), w: 1 });
  });

  it('serve as _id', async () => {
    const c = mongo.collection();
    await c.insertMany([{ _id: long(length, 'b') }, { _id: long(length, 'a') }]);
    expect(await codeOf(c.insertOne({ _id: long(length, 'a') }))).toBe(11000);
    expect((await c.find().sort({ _id: 1 }).toArray()).map((d) => String(d._id).slice(length))).toEqual([
      'a',
      'b',
    ]);
  });
});

it('arrays and documents may be long too', async () => {
  const c = mongo.collection();
  await c.createIndex({ v: 1 });
  const words = Array.from({ length: 1000 }, (_, n) => `word ${n} ${'x'.repeat(n % 40)}`);
  await c.insertMany([
    { _id: 1, v: words },
    { _id: 2, v: { words } },
    { _id: 3, v: Buffer.alloc(5000, 7) },
  ]);
  expect(await idsOf(c, { v: words[999] })).toEqual([1]);
  expect(await idsOf(c, { v: words })).toEqual([1]);
  expect(await idsOf(c, { v: { words } })).toEqual([2]);
  expect(await idsOf(c, { v: Buffer.alloc(5000, 7) })).toEqual([3]);
  expect(await idsOf(c, { v: Buffer.alloc(5001, 7) })).toEqual([]);
});
