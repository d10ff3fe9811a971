import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { MongoClient } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { everyType } from '../support/values.ts';
import { differs, unlessPeer } from './peer-differences.ts';

const mongo = await database();
const megabyte = 1024 * 1024;

describe('every type comes back as it went in', () => {
  const raw = { promoteValues: false, promoteLongs: false, bsonRegExp: true };

  it.each(Object.entries(everyType))('%s', async (_, value) => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, value, list: [value], deep: { value } });
    const found = await c.findOne({}, raw);
    expect(found?.value).toEqual(value);
    expect(found?.list[0]).toEqual(value);
    expect(found?.deep.value).toEqual(value);
  });

  it('keeps the difference between null, missing, an empty document and an empty array', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, a: null, b: {}, c: [], d: '' });
    expect(await c.findOne()).toStrictEqual({ _id: 1, a: null, b: {}, c: [], d: '' });
  });

  it('keeps names with dots inside, dollars and in other scripts apart from paths', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, 'größe 🎉': 1, __proto: 2, constructor: 3, hasOwnProperty: 4 });
    expect(await c.findOne({ 'größe 🎉': 1 })).toEqual({
      _id: 1,
      'größe 🎉': 1,
      __proto: 2,
      constructor: 3,
      hasOwnProperty: 4,
    });
    await c.updateOne({}, { $set: { constructor: 5 } });
    expect(await c.findOne({ constructor: 5 })).toMatchObject({ hasOwnProperty: 4 });
  });

  it('holds 100 levels of nesting', async () => {
    const c = mongo.collection();
    let value: object = { end: true };
    for (let level = 0; level < 95; level++) value = { n: value };
    await c.insertOne({ _id: 1, value });
    expect((await c.findOne())?.value).toEqual(value);
  });
});

describe('the size of a document', () => {
  it('may be just under 16 MB', async () => {
    const c = mongo.collection();
    const text = 'x'.repeat(16 * megabyte - 100);
    await c.insertOne({ _id: 1, text });
    expect((await c.findOne())?.text.length).toBe(text.length);
  });

  it('may not be over 16 MB, neither by insert nor by update', async () => {
    const c = mongo.collection();
    // The driver has a limit of its own, which it takes from hello; this one goes past it.
    const big = new MongoClient(mongo.uri);
    try {
      const own = big.db(mongo.name).collection(c.collectionName);
      expect(await codeOf(own.insertOne({ text: 'x'.repeat(16 * megabyte) }))).toBe(2);
      await own.insertOne({ n: 1, text: 'x'.repeat(9 * megabyte) });
      const update = await codeOf(own.updateOne({ n: 1 }, { $set: { more: 'x'.repeat(8 * megabyte) } }));
      await unlessPeer('document-size-code', () => expect([10334, 17419]).toContain(update));
      expect(await own.findOne()).not.toHaveProperty('more');
    } finally {
      await big.close();
    }
  });

  it('splits large inserts and large results into messages', async () => {
    const c = mongo.collection();
    const text = 'x'.repeat(3 * megabyte);
    await c.insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id, text })));
    const first = await mongo.db.command({ find: c.collectionName, sort: { _id: 1 } });
    expect(first.cursor.firstBatch.length).toBeLessThan(7);
    const ids = [];
    for await (const document of c.find().sort({ _id: 1 })) ids.push(document._id);
    expect(ids).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it.skipIf(differs('batch-limit'))('inserts 100,000 small documents in one call', async () => {
    const c = mongo.collection();
    await c.insertMany(
      Array.from({ length: 100_000 }, (_, n) => ({ n })),
      { ordered: false },
    );
    expect(await c.countDocuments()).toBe(100_000);
    expect(await c.countDocuments({ n: { $gte: 99_990 } })).toBe(10);
  });
});
