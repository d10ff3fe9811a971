import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { codeOf } from '../support/failure.ts';
import { type Difference, unlessPeer } from './peer-differences.ts';

const mongo = await database();

async function keysOf(c: ReturnType<typeof mongo.collection>): Promise<Doc> {
  return Object.fromEntries((await c.listIndexes().toArray()).map((index) => [index.name, index.key]));
}

describe('making and listing', () => {
  it('names an index by its keys, and lists the one on _id', async () => {
    const c = mongo.collection();
    expect(await c.createIndex({ tenant: 1, at: -1 })).toBe('tenant_1_at_-1');
    expect(await c.createIndex({ 'a.b': 1 }, { name: 'own' })).toBe('own');
    expect(await keysOf(c)).toEqual({
      _id_: { _id: 1 },
      'tenant_1_at_-1': { tenant: 1, at: -1 },
      own: { 'a.b': 1 },
    });
  });

  it('lists the options it was made with', async () => {
    const c = mongo.collection();
    await c.createIndexes([
      { key: { u: 1 }, unique: true },
      { key: { s: 1 }, sparse: true },
      { key: { t: 1 }, expireAfterSeconds: 3600 },
      { key: { p: 1 }, partialFilterExpression: { p: { $gt: 5 } } },
    ]);
    const byName = Object.fromEntries((await c.listIndexes().toArray()).map((index) => [index.name, index]));
    expect(byName._id_).toMatchObject({ v: 2, key: { _id: 1 } });
    expect(byName.u_1).toMatchObject({ v: 2, unique: true });
    expect(byName.s_1).toMatchObject({ sparse: true });
    expect(byName.t_1).toMatchObject({ expireAfterSeconds: 3600 });
    expect(byName.p_1).toMatchObject({ partialFilterExpression: { p: { $gt: 5 } } });
    expect(byName.s_1).not.toHaveProperty('unique');
  });

  it('answers how many there were before and after', async () => {
    const c = mongo.collection();
    const create = { createIndexes: c.collectionName, indexes: [{ key: { a: 1 }, name: 'a_1' }] };
    expect(await mongo.db.command(create)).toMatchObject({
      numIndexesBefore: 1,
      numIndexesAfter: 2,
      createdCollectionAutomatically: true,
    });
    const again = await mongo.db.command(create);
    expect(again).toMatchObject({ numIndexesBefore: 2, numIndexesAfter: 2 });
  });

  it('drops one by name or key, several, or all but _id', async () => {
    const c = mongo.collection();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await c.createIndex({ [name]: 1 });
    await c.dropIndex('a_1');
    await mongo.db.command({ dropIndexes: c.collectionName, index: { b: 1 } });
    await mongo.db.command({ dropIndexes: c.collectionName, index: ['c_1', 'd_1'] });
    expect(Object.keys(await keysOf(c))).toEqual(['_id_', 'e_1']);
    await c.dropIndexes();
    expect(Object.keys(await keysOf(c))).toEqual(['_id_']);
  });

  it('holds 64 of them, and refuses a 65th', async () => {
    const c = mongo.collection();
    await c.createIndexes(Array.from({ length: 63 }, (_, n) => ({ key: { [`f${n}`]: 1 } })));
    await c.insertOne(Object.fromEntries(Array.from({ length: 63 }, (_, n) => [`f${n}`, n])));
    expect(await c.countDocuments({ f62: 62 })).toBe(1);
    expect(await codeOf(c.createIndex({ more: 1 }))).toBe(67);
  });
});

describe('refusals', () => {
  it.each<[string, Doc, Doc, number, Difference?]>([
    ['a direction of 0', { a: 0 }, {}, 67],
    ['an unknown kind', { a: 'nothing' }, {}, 67],
    ['an empty key', {}, {}, 67],
    ['an empty field name', { '': 1 }, {}, 67],
    ['a dollar in a name', { $a: 1 }, {}, 67],
    ['a path that ends in a dot', { 'a.': 1 }, {}, 67],
    ['TTL on several fields', { a: 1, b: 1 }, { expireAfterSeconds: 1 }, 67],
    ['TTL below 0', { a: 1 }, { expireAfterSeconds: -1 }, 67],
    [
      'sparse and partial at once',
      { a: 1 },
      { sparse: true, partialFilterExpression: { a: 1 } },
      67,
      'index-codes',
    ],
    [
      'a partial filter with an operator that it does not know',
      { a: 1 },
      { partialFilterExpression: { a: { $regex: 'x' } } },
      67,
    ],
    ['an option that does not exist', { a: 1 }, { nothing: true }, 197],
    ['a partial index on _id', { _id: 1 }, { partialFilterExpression: { a: 1 } }, 197, 'index-codes'],
  ])('refuses %s', async (_, key, options, code, peer) => {
    const c = mongo.collection();
    await c.insertOne({ a: 1 });
    const name = Object.keys(key).join() || 'x';
    const command = { createIndexes: c.collectionName, indexes: [{ key, name, ...options }] };
    await unlessPeer(peer, async () => expect(await codeOf(mongo.db.command(command))).toBe(code));
    if (!peer) expect(Object.keys(await keysOf(c))).toEqual(['_id_']);
  });

  it('refuses the same key with other options, and the same name for another key', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1 });
    expect(await codeOf(c.createIndex({ a: 1 }, { name: 'other' }))).toBe(85);
    expect(await codeOf(c.createIndex({ a: 1 }, { unique: true }))).toBe(86);
    expect(await codeOf(c.createIndex({ b: 1 }, { name: 'a_1' }))).toBe(86);
    expect(await c.createIndex({ a: 1 })).toBe('a_1');
    expect(await c.createIndex({ a: -1 })).toBe('a_-1');
  });

  it('refuses to drop what is not there, and the index on _id', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1 });
    expect(await codeOf(c.dropIndex('nothing'))).toBe(27);
    expect(await codeOf(c.dropIndex('_id_'))).toBe(72);
    expect(await codeOf(mongo.collection().dropIndex('a_1'))).toBe(26);
  });

  it('refuses a unique index over duplicates, and leaves none behind', async () => {
    const c = mongo.collection();
    await c.insertMany([{ a: 1 }, { a: 2 }, { a: 1 }]);
    const code = await codeOf(c.createIndex({ a: 1 }, { unique: true }));
    await unlessPeer('index-build-duplicate', () => expect(code).toBe(11000));
    expect(Object.keys(await keysOf(c))).toEqual(['_id_']);
    await c.insertOne({ a: 1 });
  });

  it('refuses two arrays in one compound index', async () => {
    const c = mongo.collection();
    await c.createIndex({ a: 1, b: 1 });
    await c.insertOne({ a: [1, 2], b: 1 });
    await c.insertOne({ a: 1, b: [1, 2] });
    await unlessPeer('parallel-arrays', async () =>
      expect(await codeOf(c.insertOne({ a: [1], b: [2] }))).toBe(171),
    );
  });

  it('refuses a hint of an index that does not exist', async () => {
    const c = mongo.collection();
    await c.insertOne({ a: 1 });
    expect(await codeOf(c.find({}, { hint: 'nothing_1' }).toArray())).toBe(2);
    expect(await codeOf(c.find({}, { hint: { nothing: 1 } }).toArray())).toBe(2);
  });
});
