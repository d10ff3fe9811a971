import { beforeEach, describe, expect, it } from 'vitest';
import { ScopeError } from '../../../src/core/tenancy.ts';
import { DuplicateKey } from '../../../src/models/scoped.ts';
import { database } from '../../helpers/mongo.ts';
import { everyTenant, note, type Sample, sample, scopeA, scopeB, tenantA, tenantB } from './sample.ts';

const mongo = await database();
const { notes }: Sample = await sample(mongo.connection());

const keysOf = async (scope: typeof scopeA) => (await notes.distinct(scope, 'key', {})).sort();

beforeEach(async () => {
  await notes.deleteMany(everyTenant, {});
  await notes.insertMany(scopeA, [note('a'), note('b')]);
  await notes.insertMany(scopeB, [note('a', { text: 'theirs' })]);
});

describe('inserting', () => {
  it('gives a document the tenant of the scope, defaults and times', async () => {
    const { text, ...bare } = note('new');
    expect(text).toBe('');
    await notes.insertOne(scopeA, { ...bare, text: '' });
    expect(await notes.findOne(scopeA, { key: 'new' })).toStrictEqual({
      ...note('new'),
      _id: bare._id,
      tenantId: tenantA,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
  });

  it('takes a tenant that agrees with the scope, and refuses another', async () => {
    await notes.insertOne(scopeA, { ...note('mine'), tenantId: tenantA });
    const theirs = { ...note('theirs'), tenantId: tenantB };
    await expect(notes.insertOne(scopeA, theirs)).rejects.toThrow(ScopeError);
    await expect(notes.insertMany(scopeA, [note('c'), theirs])).rejects.toThrow(ScopeError);
    await expect(notes.bulkWrite(scopeA, [{ insertOne: { document: theirs } }])).rejects.toThrow(ScopeError);
    expect(await keysOf(scopeA)).toEqual(['a', 'b', 'mine']);
  });

  it('over all tenants needs to be told whose it is', async () => {
    await notes.insertOne(everyTenant, { ...note('told'), tenantId: tenantB });
    expect(await keysOf(scopeB)).toEqual(['a', 'told']);
    // @ts-expect-error a tenantId is missing
    await expect(notes.insertOne(everyTenant, note('untold'))).rejects.toThrow('needs its tenantId');
  });

  it('refuses what the schema does not know or does not allow, and then writes nothing of it', async () => {
    const strange = { ...note('c'), strange: 1 };
    await expect(notes.insertMany(scopeA, [note('d'), strange], { ordered: false })).rejects.toThrow(
      'strange',
    );
    const wrong = { ...note('c'), rev: 'many' as unknown as number };
    await expect(notes.insertMany(scopeA, [note('d'), wrong], { ordered: false })).rejects.toThrow('rev');
    const { key, ...without } = note('c');
    expect(key).toBe('c');
    // @ts-expect-error key is missing
    await expect(notes.insertOne(scopeA, without)).rejects.toThrow('key');
    expect(await keysOf(scopeA)).toEqual(['a', 'b']);
  });

  it('of nothing does nothing', async () => {
    expect(await notes.insertMany(scopeA, [])).toMatchObject({ insertedCount: 0, duplicates: [] });
    expect(await notes.bulkWrite(scopeA, [])).toMatchObject({ matchedCount: 0, duplicates: [] });
  });
});

describe('a taken key', () => {
  it('is an error that can be told from others, where one document is written', async () => {
    const taken = notes.insertOne(scopeA, note('a'));
    await expect(taken).rejects.toBeInstanceOf(DuplicateKey);
    await expect(taken).rejects.toMatchObject({ status: 409, code: 'DUPLICATE' });
    const upsert = notes.updateOne(
      scopeA,
      { _id: 'other', key: 'a' },
      { $set: { rev: 1 } },
      { upsert: true },
    );
    await expect(upsert).rejects.toBeInstanceOf(DuplicateKey);
  });

  it('stops an ordered insert, which says where', async () => {
    const result = await notes.insertMany(scopeA, [note('c'), note('a'), note('d'), note('b')]);
    expect(result).toMatchObject({ insertedCount: 1, duplicates: [1] });
    expect(await keysOf(scopeA)).toEqual(['a', 'b', 'c']);
  });

  it('does not keep an unordered insert from the others, and each is named', async () => {
    const all = [note('c'), note('a'), note('d'), note('b'), note('c')];
    const result = await notes.insertMany(scopeA, all, { ordered: false });
    expect(result).toMatchObject({ insertedCount: 2, duplicates: [1, 3, 4] });
    expect(await keysOf(scopeA)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is named among the entries of a bulk write by its place there', async () => {
    const entries = [
      { updateOne: { filter: { key: 'a' }, update: { $inc: { rev: 1 } } } },
      { insertOne: { document: note('b') } },
      { deleteOne: { filter: { key: 'b' } } },
      { insertOne: { document: note('a') } },
      { insertOne: { document: note('c') } },
    ];
    const result = await notes.bulkWrite(scopeA, entries, { ordered: false });
    expect(result.duplicates).toContain(3);
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1, deletedCount: 1 });
    expect(await notes.findOne(scopeA, { key: 'a' })).toMatchObject({ rev: 1 });
    expect(await keysOf(scopeA)).toContain('c');
  });

  it('of another tenant is not taken, unless it is the id itself', async () => {
    await notes.insertOne(scopeB, note('b'));
    const theirs = await notes.findOne(scopeB, { key: 'a' });
    const stolen = { ...note('stolen'), _id: theirs?._id ?? '' };
    await expect(notes.insertOne(scopeA, stolen)).rejects.toBeInstanceOf(DuplicateKey);
    expect(await notes.findOne(scopeB, { key: 'a' })).toEqual(theirs);
  });

  it('does not hide what else went wrong', async () => {
    const entries = [
      { insertOne: { document: note('a') } },
      { updateOne: { filter: { key: 'b' }, update: { $set: { rev: 'many' as unknown as number } } } },
    ];
    await expect(notes.bulkWrite(scopeA, entries, { ordered: false })).rejects.toThrow('rev');
  });
});

describe('updating', () => {
  it('changes what is the tenant’s, and says how much', async () => {
    expect(await notes.updateOne(scopeA, { key: 'a' }, { $set: { text: 'new' } })).toEqual({
      matchedCount: 1,
      modifiedCount: 1,
      upsertedCount: 0,
    });
    expect(await notes.updateMany(scopeA, {}, { $push: { tags: 't' } })).toMatchObject({ matchedCount: 2 });
    expect(await notes.updateOne(scopeA, { key: 'none' }, { $set: { rev: 1 } })).toMatchObject({
      matchedCount: 0,
    });
    expect(await notes.findOne(scopeB, { key: 'a' })).toMatchObject({ text: 'theirs', tags: [] });
  });

  it('upserts for the tenant of the scope', async () => {
    const id = note('new')._id;
    const set = { $set: { rev: 3 }, $setOnInsert: { _id: id } };
    expect(await notes.updateOne(scopeA, { key: 'new' }, set, { upsert: true })).toEqual({
      matchedCount: 0,
      modifiedCount: 0,
      upsertedCount: 1,
    });
    expect(await notes.findById(scopeA, id)).toMatchObject({
      tenantId: tenantA,
      key: 'new',
      rev: 3,
      text: '',
    });
    expect(await notes.updateOne(scopeA, { key: 'new' }, set, { upsert: true })).toMatchObject({
      matchedCount: 1,
    });
  });

  it('upserts over all tenants for the one that the filter names, and for none else', async () => {
    const set = { $set: { rev: 3 }, $setOnInsert: { _id: 'x' } };
    const upsert = { upsert: true };
    await notes.updateOne(everyTenant, { tenantId: tenantB, key: 'new' }, set, upsert);
    expect(await keysOf(scopeB)).toEqual(['a', 'new']);
    for (const filter of [
      { key: 'n' },
      { key: 'n', tenantId: { $in: [tenantA] } },
      { $and: [{ tenantId: tenantA }] },
    ]) {
      await expect(notes.updateOne(everyTenant, filter, set, upsert)).rejects.toThrow('one tenantId');
      await expect(notes.findOneAndUpdate(everyTenant, filter, set, upsert)).rejects.toThrow('one tenantId');
      const entries = [{ updateOne: { filter, update: set, upsert: true } }];
      await expect(notes.bulkWrite(everyTenant, entries)).rejects.toThrow('one tenantId');
    }
  });

  it('gives back one document, as it is or as it was', async () => {
    const bump = { $inc: { rev: 1 } };
    expect(await notes.findOneAndUpdate(scopeA, { key: 'a' }, bump)).toMatchObject({
      rev: 1,
      tenantId: tenantA,
    });
    const before = { returnDocument: 'before', select: ['rev'] } as const;
    expect(await notes.findOneAndUpdate(scopeA, { key: 'a' }, bump, before)).toStrictEqual({
      _id: expect.any(String),
      rev: 1,
    });
    expect(await notes.findOneAndUpdate(scopeA, {}, bump, { sort: { key: -1 } })).toMatchObject({ key: 'b' });
    expect(await notes.findOneAndUpdate(scopeA, { key: 'none' }, bump)).toBeNull();
    expect(await notes.findOneAndUpdate(scopeB, { key: 'b' }, bump)).toBeNull();
  });

  it('refuses a field that the schema does not know', async () => {
    const strange = { $set: { 'strange.field': 1 } };
    await expect(notes.updateOne(scopeA, {}, strange)).rejects.toThrow('strange');
    await expect(notes.findOneAndUpdate(scopeA, {}, strange)).rejects.toThrow('strange');
    const entries = [{ updateOne: { filter: {}, update: strange } }];
    await expect(notes.bulkWrite(scopeA, entries)).rejects.toThrow('strange');
    await expect(notes.bulkWrite(scopeA, entries, { ordered: false })).rejects.toThrow('strange');
    await expect(notes.deleteMany(scopeA, { 'strange.field': 1 })).rejects.toThrow('strange');
    const deletion = [{ deleteOne: { filter: { 'strange.field': 1 } } }];
    await expect(notes.bulkWrite(scopeA, deletion)).rejects.toThrow('strange');
  });
});

it('deletes what is the tenant’s, and says how much', async () => {
  expect(await notes.deleteOne(scopeA, { key: 'none' })).toBe(0);
  expect(await notes.deleteOne(scopeA, {})).toBe(1);
  expect(await notes.deleteMany(scopeA, {})).toBe(1);
  expect(await keysOf(scopeB)).toEqual(['a']);
});

describe('a fold that writes with the rev it has read', () => {
  // Whoever read before another wrote must not overwrite it, and has to see that it has lost.
  it('matches fewer than were sent where somebody was faster', async () => {
    const read = await notes.find(scopeA, {}, { sort: { key: 1 } });
    const fold = (text: string) =>
      read.map(({ _id, rev }) => ({
        updateOne: { filter: { _id, rev }, update: { $set: { text, rev: rev + 1 } } },
      }));
    await notes.updateOne(scopeA, { key: 'b' }, { $set: { text: 'faster' }, $inc: { rev: 1 } });
    expect(await notes.bulkWrite(scopeA, fold('slow'))).toMatchObject({ matchedCount: 1 });
    const after = await notes.find(scopeA, {}, { sort: { key: 1 }, select: ['text', 'rev'] });
    expect(after).toMatchObject([
      { text: 'slow', rev: 1 },
      { text: 'faster', rev: 1 },
    ]);
  });

  it('lets exactly one of many win', async () => {
    const [read] = await notes.find(scopeA, { key: 'a' });
    const { _id = '', rev = -1 } = read ?? {};
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        notes.bulkWrite(scopeA, [
          { updateOne: { filter: { _id, rev }, update: { $set: { text: `${at}`, rev: rev + 1 } } } },
        ]),
      ),
    );
    expect(results.filter(({ matchedCount }) => matchedCount === 1)).toHaveLength(1);
    expect(await notes.findById(scopeA, _id)).toMatchObject({ rev: rev + 1 });
  });
});
