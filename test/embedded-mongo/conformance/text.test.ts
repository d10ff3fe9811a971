import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { idsOf, numbered } from '../support/table.ts';
import { type Difference, unlessPeer } from './peer-differences.ts';

const mongo = await database();

describe('text search', () => {
  const c = mongo.collection();
  beforeAll(async () => {
    await c.createIndex(
      { title: 'text', lines: 'text' },
      { weights: { title: 5 }, default_language: 'none' },
    );
    await c.insertMany(
      numbered([
        { title: 'Invoice question', lines: ['my invoice is wrong', 'thank you'], tenant: 1 },
        { title: 'Delivery', lines: ['where is my parcel', 'the invoice came'], tenant: 1 },
        { title: 'Complaint', lines: ['the parcel is broken'], tenant: 2 },
        { title: 'Nothing', lines: [], tenant: 2 },
        { other: 'invoice' },
        { title: 'Größe und Maß', lines: 'café crème', tenant: 1 },
      ]),
    );
  });

  it.each<[string, string, number[], Difference?]>([
    ['a word', 'invoice', [0, 1]],
    ['upper and lower case', 'INVOICE', [0, 1]],
    ['any of several words', 'parcel thank', [0, 1, 2]],
    ['a phrase', '"my parcel"', [1]],
    ['a phrase beside words: the phrase has to be there', '"is broken" invoice', [2], 'text-phrase-and-word'],
    ['two phrases: both have to be there', '"my parcel" "invoice came"', [1]],
    ['without a word', 'parcel -broken', [1]],
    ['without a phrase', 'invoice -"invoice came"', [0]],
    ['only a negation finds nothing', '-invoice', [], 'text-only-negation'],
    ['a word that is nowhere', 'aeroplane', []],
    ['nothing', '', []],
    ['a part of a word finds nothing', 'invo', []],
    ['letters with accents', 'café', [5]],
    ['without accents', 'cafe creme', [5], 'text-accents'],
  ])('finds %s', async (_, search, ids, peer) => {
    const found = await idsOf(c, { $text: { $search: search } });
    await unlessPeer(peer, () => expect(found).toEqual(ids));
  });

  it('heeds case and accents when asked to', async () => {
    await unlessPeer('text-accents', async () => {
      expect(await idsOf(c, { $text: { $search: 'invoice', $caseSensitive: true } })).toEqual([0, 1]);
      expect(await idsOf(c, { $text: { $search: 'Invoice', $caseSensitive: true } })).toEqual([0]);
      expect(await idsOf(c, { $text: { $search: 'cafe', $diacriticSensitive: true } })).toEqual([]);
    });
  });

  it('goes with other conditions', async () => {
    expect(await idsOf(c, { $text: { $search: 'parcel' }, tenant: 2 })).toEqual([2]);
    expect(await idsOf(c, { $and: [{ tenant: 1 }, { $text: { $search: 'invoice' } }] })).toEqual([0, 1]);
    expect(await c.countDocuments({ $text: { $search: 'invoice' }, tenant: 1 })).toBe(2);
    expect(
      await c.aggregate([{ $match: { $text: { $search: 'parcel' }, tenant: 1 } }]).toArray(),
    ).toHaveLength(1);
  });

  it('scores by weight and sorts by it', async () => {
    const score = { $meta: 'textScore' };
    const found = await c
      .find({ $text: { $search: 'invoice' } }, { projection: { score, title: 1 } })
      .sort({ score })
      .toArray();
    expect(found.map((d) => d._id)).toEqual([0, 1]);
    expect(found[0]?.score).toBeGreaterThan(found[1]?.score);
    expect(found[1]?.score).toBeGreaterThan(0);
    const piped: Doc[] = await c
      .aggregate([
        { $match: { $text: { $search: 'parcel invoice' } } },
        { $addFields: { score } },
        { $sort: { score: -1, _id: 1 } },
      ])
      .toArray();
    expect(piped[0]?._id).toBe(0);
    expect(piped.map((d) => d._id).sort()).toEqual([0, 1, 2]);
  });

  it('follows updates and deletes', async () => {
    await c.insertOne({ _id: 20, title: 'Zebra' });
    expect(await idsOf(c, { $text: { $search: 'zebra' } })).toEqual([20]);
    await c.updateOne({ _id: 20 }, { $set: { title: 'Giraffe' } });
    expect(await idsOf(c, { $text: { $search: 'zebra' } })).toEqual([]);
    expect(await idsOf(c, { $text: { $search: 'giraffe' } })).toEqual([20]);
    await c.deleteOne({ _id: 20 });
    expect(await idsOf(c, { $text: { $search: 'giraffe' } })).toEqual([]);
  });
});

describe('text indexes', () => {
  it('stems English words by default, and leaves its stop words out', async () => {
    const c = mongo.collection();
    await c.createIndex({ t: 'text' });
    await c.insertMany(numbered([{ t: 'calling all the runners' }, { t: 'a caller' }, { t: 'the the the' }]));
    expect(await idsOf(c, { $text: { $search: 'called' } })).toEqual([0]);
    expect(await idsOf(c, { $text: { $search: 'runner' } })).toEqual([0]);
    expect(await idsOf(c, { $text: { $search: 'the' } })).toEqual([]);
  });

  it('may have other fields before the text', async () => {
    const c = mongo.collection();
    await c.createIndex({ tenant: 1, t: 'text' });
    await c.insertMany(
      numbered([
        { tenant: 1, t: 'parcel' },
        { tenant: 2, t: 'parcel' },
      ]),
    );
    expect(await idsOf(c, { tenant: 2, $text: { $search: 'parcel' } })).toEqual([1]);
  });

  it('may be over every field', async () => {
    const c = mongo.collection();
    await c.createIndex({ '$**': 'text' });
    await c.insertMany(
      numbered([{ a: 'parcel' }, { deep: { list: ['x', { b: 'parcel' }] } }, { a: 'letter' }]),
    );
    expect(await idsOf(c, { $text: { $search: 'parcel' } })).toEqual([0, 1]);
  });

  it('is listed as MongoDB lists it', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 'text', b: 'text' }, { weights: { b: 3 }, name: 'words' });
    const index = (await c.listIndexes().toArray()).find(({ name }) => name === 'words');
    expect(index).toMatchObject({
      key: { _fts: 'text', _ftsx: 1 },
      weights: { a: 1, b: 3 },
      language_override: 'language',
    });
    await unlessPeer('text-listing', () =>
      expect(index).toMatchObject({ textIndexVersion: 3, default_language: 'english' }),
    );
  });

  it('is one for each collection', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 'text' });
    const code = await codeOf(c.createIndex({ b: 'text' }));
    await unlessPeer('text-codes', () => expect([67, 85]).toContain(code));
  });

  it('is needed for $text, and serves only one $text', async () => {
    const c = mongo.collection();
    await c.insertOne({ a: 'x' });
    expect(await codeOf(c.find({ $text: { $search: 'x' } }).toArray())).toBe(27);
    await c.createIndex({ a: 'text' });
    expect(await codeOf(c.find({ $text: { $search: 5 } } as Doc).toArray())).toBe(14);
    const second = c.aggregate([{ $match: {} }, { $match: { $text: { $search: 'x' } } }]);
    await unlessPeer('text-codes', async () => expect(await codeOf(second.toArray())).toBe(17313));
  });
});
