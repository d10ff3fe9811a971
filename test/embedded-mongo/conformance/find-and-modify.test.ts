import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { codeOf } from '../support/failure.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();

async function queue() {
  const c = mongo.collection();
  await c.insertMany([
    { _id: 1, state: 'new', at: 3, list: [1, 2] },
    { _id: 2, state: 'new', at: 1, list: [3] },
    { _id: 3, state: 'new', at: 2, list: [] },
  ]);
  return c;
}

describe('findOneAndUpdate', () => {
  it('gives the document as it was', async () => {
    const c = await queue();
    const before = await c.findOneAndUpdate({ _id: 1 }, { $set: { state: 'done' } });
    expect(before).toEqual({ _id: 1, state: 'new', at: 3, list: [1, 2] });
    expect(await c.findOne({ _id: 1 })).toMatchObject({ state: 'done' });
  });

  it('gives it as it is, with the fields asked for', async () => {
    const c = await queue();
    const options = { returnDocument: 'after', projection: { state: 1, _id: 0 } } as const;
    expect(await c.findOneAndUpdate({ _id: 1 }, { $set: { state: 'done' } }, options)).toEqual({
      state: 'done',
    });
  });

  it('takes the first by the sort', async () => {
    const c = await queue();
    const take = () =>
      c.findOneAndUpdate(
        { state: 'new' },
        { $set: { state: 'taken' } },
        { sort: { at: 1 }, returnDocument: 'after' },
      );
    expect((await take())?._id).toBe(2);
    expect((await take())?._id).toBe(3);
    expect((await take())?._id).toBe(1);
    expect(await take()).toBeNull();
  });

  it('upserts, and says so', async () => {
    const c = await queue();
    const update = { $setOnInsert: { at: 9 }, $set: { state: 'new' } };
    const options = { upsert: true, includeResultMetadata: true } as const;
    const before = await c.findOneAndUpdate({ _id: 4 }, update, options);
    expect(before).toMatchObject({
      value: null,
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 4 },
    });
    const after = await c.findOneAndUpdate({ _id: 5 }, update, { ...options, returnDocument: 'after' });
    expect(after).toMatchObject({
      value: { _id: 5, at: 9, state: 'new' },
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 5 },
    });
    const existing = await c.findOneAndUpdate({ _id: 5 }, update, options);
    expect(existing?.value).toMatchObject({ _id: 5 });
    await unlessPeer('find-and-modify-no-op', () =>
      expect(existing?.lastErrorObject).toMatchObject({ n: 1, updatedExisting: true }),
    );
    expect(existing?.lastErrorObject).not.toHaveProperty('upserted');
  });

  it('takes a pipeline, array filters and the positional $', async () => {
    const c = await queue();
    const after = { returnDocument: 'after' } as const;
    const piped = await c.findOneAndUpdate({ _id: 1 }, [{ $set: { next: { $add: ['$at', 1] } } }], after);
    expect(piped).toMatchObject({ next: 4 });
    const filtered = await c.findOneAndUpdate(
      { _id: 1 },
      { $set: { 'list.$[e]': 0 } },
      { ...after, arrayFilters: [{ e: 2 }] },
    );
    expect(filtered?.list).toEqual([1, 0]);
    expect((await c.findOneAndUpdate({ _id: 1, list: 1 }, { $inc: { 'list.$': 5 } }, after))?.list).toEqual([
      6, 0,
    ]);
  });

  it('answers null when nothing matches', async () => {
    const c = await queue();
    expect(await c.findOneAndUpdate({ _id: 9 }, { $set: { a: 1 } })).toBeNull();
    const metadata = await c.findOneAndUpdate(
      { _id: 9 },
      { $set: { a: 1 } },
      { includeResultMetadata: true },
    );
    expect(metadata).toMatchObject({ value: null, lastErrorObject: { n: 0, updatedExisting: false } });
  });
});

describe('findOneAndReplace and findOneAndDelete', () => {
  it('replaces', async () => {
    const c = await queue();
    expect(await c.findOneAndReplace({ _id: 1 }, { x: 1 })).toMatchObject({ _id: 1, state: 'new' });
    expect(await c.findOneAndReplace({ _id: 1 }, { y: 1 }, { returnDocument: 'after' })).toEqual({
      _id: 1,
      y: 1,
    });
    const upsert = { upsert: true, returnDocument: 'after' } as const;
    expect(await c.findOneAndReplace({ _id: 8 }, { z: 1 }, upsert)).toEqual({ _id: 8, z: 1 });
  });

  it('deletes the first by the sort and gives it back', async () => {
    const c = await queue();
    expect(await c.findOneAndDelete({}, { sort: { at: -1 }, projection: { at: 1 } })).toEqual({
      _id: 1,
      at: 3,
    });
    expect(await c.countDocuments()).toBe(2);
    expect(await c.findOneAndDelete({ _id: 1 })).toBeNull();
  });
});

describe('refusals', () => {
  it('does not update and remove at once', async () => {
    const c = await queue();
    const command = { findAndModify: c.collectionName, query: {}, update: { $set: { a: 1 } }, remove: true };
    expect(await codeOf(mongo.db.command(command))).toBe(9);
  });

  it('needs an update or a removal', async () => {
    expect(await codeOf(mongo.db.command({ findAndModify: 'x', query: {} }))).toBe(9);
  });

  it('does not upsert and remove at once', async () => {
    const command = { findAndModify: 'x', query: {}, remove: true, upsert: true };
    expect(await codeOf(mongo.db.command(command))).toBe(9);
  });

  it('does not give a removed document as it is afterwards', async () => {
    const command = { findAndModify: 'x', query: {}, remove: true, new: true };
    expect(await codeOf(mongo.db.command(command))).toBe(9);
  });

  it('reports a duplicate key and changes nothing', async () => {
    const c = await queue();
    await c.createIndex({ at: 1 }, { unique: true });
    const code = await codeOf(c.findOneAndUpdate({ _id: 1 }, { $set: { at: 1 } }));
    await unlessPeer('find-and-modify-duplicate', () => expect(code).toBe(11000));
    expect(await c.findOne({ _id: 1 })).toMatchObject({ at: 3 });
  });
});
