/** What a caller may ask for and what not: by every method that takes it, whether it would have done harm or not. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scope, ScopeError } from '../../../src/core/tenancy.ts';
import type { Filter, Repository } from '../../../src/models/scoped.ts';
import { database } from '../../helpers/mongo.ts';
import { everyTenant, type Note, note, sample, scopeA, scopeB, tenantB } from './sample.ts';

const mongo = await database();
const { notes } = await sample(mongo.connection());

/** Input that no compiler has seen. */
type Loose = { [method in keyof Repository<Note>]: (scope: Scope, ...args: unknown[]) => Promise<unknown> };
const loose = { ...notes, cursor: readAll } as unknown as Loose;

async function readAll(scope: Scope, filter: unknown) {
  const all: unknown[] = [];
  for await (const found of notes.cursor(scope, filter as Filter<Scope, Note>)) all.push(found);
  return all;
}

const set = { $set: { text: 'changed' } };
const byFilter: Record<string, (scope: Scope, filter: unknown) => Promise<unknown>> = {
  find: loose.find,
  findOne: loose.findOne,
  cursor: loose.cursor,
  count: loose.count,
  exists: loose.exists,
  distinct: (scope, filter) => loose.distinct(scope, 'key', filter),
  aggregate: (scope, filter) => loose.aggregate(scope, [{ $match: filter }]),
  updateOne: (scope, filter) => loose.updateOne(scope, filter, set),
  'updateOne, upserting': (scope, filter) => loose.updateOne(scope, filter, set, { upsert: true }),
  updateMany: (scope, filter) => loose.updateMany(scope, filter, set),
  findOneAndUpdate: (scope, filter) => loose.findOneAndUpdate(scope, filter, set),
  deleteOne: loose.deleteOne,
  deleteMany: loose.deleteMany,
  'bulkWrite, updating': (scope, filter) => loose.bulkWrite(scope, [{ updateOne: { filter, update: set } }]),
  'bulkWrite, deleting': (scope, filter) => loose.bulkWrite(scope, [{ deleteOne: { filter } }]),
};

const byUpdate: Record<string, (update: unknown) => Promise<unknown>> = {
  updateOne: (update) => loose.updateOne(scopeA, {}, update),
  'updateOne, upserting': (update) => loose.updateOne(scopeA, { key: 'new' }, update, { upsert: true }),
  updateMany: (update) => loose.updateMany(scopeA, {}, update),
  findOneAndUpdate: (update) => loose.findOneAndUpdate(scopeA, {}, update),
  bulkWrite: (update) => loose.bulkWrite(scopeA, [{ updateOne: { filter: {}, update } }]),
  'bulkWrite, upserting': (update) =>
    loose.bulkWrite(scopeA, [{ updateOne: { filter: { key: 'new' }, update, upsert: true } }]),
};

const everything = () => notes.find(everyTenant, {}, { sort: { _id: 1 } });
let before: Awaited<ReturnType<typeof everything>>;

beforeAll(async () => {
  await notes.insertMany(scopeA, [note('a'), note('b')]);
  await notes.insertMany(scopeB, [note('a'), note('z')]);
  before = await everything();
});

/** Nothing that was refused has changed anything. */
afterAll(async () => {
  expect(await everything()).toEqual(before);
});

const deep = (depth: number): object => (depth === 0 ? {} : { $nor: [deep(depth - 1)] });

describe('a filter is refused', () => {
  const always: [string, unknown][] = [
    ['none at all', undefined],
    ['null', null],
    ['a list', [{ key: 'a' }]],
    ['a text', 'a'],
    ['a function', () => true],
    ['code of its own', { $where: 'true' }],
    ['code of its own, deeper', { $or: [{ $and: [{ $where: 'true' }] }] }],
    ['code in an expression', { $expr: { $function: { body: 'return true', args: [], lang: 'js' } } }],
    ['code as a value', { key: new mongoose.mongo.Code('true') }],
    ['an operator that does not exist here', { $jsonSchema: {} }],
    ['an operator of old protocols', { $query: {}, $orderby: {} }],
    ['an operator that does not exist here, deeper', { $nor: [{ $alwaysTrue: 1 }] }],
    ['an empty list of alternatives', { $or: [] }],
    ['an empty list, deeper', { $and: [{ $nor: [] }] }],
    ['alternatives that are no list', { $or: { key: 'a' } }],
    ['alternatives that are no filters', { $or: ['a'] }],
    ['a value that is none', { key: undefined }],
    ['a value that is none, deeper', { key: { $in: ['a', undefined] } }],
    ['what becomes another when it is sent', { key: 'a', toBSON: () => ({}) }],
    ['what inherits', Object.create({ key: 'a' })],
    ['an object of a class', new Map([['key', 'a']])],
    ['a prototype in disguise', JSON.parse('{"__proto__": {"tenantId": "x"}}')],
    ['more levels than any database takes', deep(200)],
  ];
  const tenants: [string, unknown][] = [
    ['a tenant of its own', { tenantId: tenantB }],
    ['no tenant', { tenantId: null }],
    ['any tenant', { tenantId: { $exists: true } }],
    ['any tenant among alternatives', { $or: [{ key: 'a' }, { tenantId: { $ne: 'x' } }] }],
    ['a tenant deeper', { $and: [{ $nor: [{ tenantId: tenantB }] }] }],
    ['something within the tenant', { 'tenantId.x': 1 }],
  ];

  describe.each(Object.entries(byFilter))('by %s', (_, method) => {
    it.each([...always, ...tenants])('%s', async (_, filter) => {
      await expect(method(scopeA, filter)).rejects.toThrow(ScopeError);
    });

    it.each(always)('over all tenants: %s', async (_, filter) => {
      await expect(method(everyTenant, filter)).rejects.toThrow(ScopeError);
    });
  });

  it('that says one thing when it is checked and another when it is sent: it is read once', async () => {
    let reads = 0;
    const shifty = Object.defineProperty({}, 'key', {
      enumerable: true,
      get: () => (reads++ === 0 ? 'a' : { $exists: true }),
    });
    expect(await loose.count(scopeA, shifty)).toBe(1);
    expect(reads).toBe(1);
  });
});

describe('an update is refused', () => {
  it.each(
    Object.entries(byUpdate).flatMap(([name, method]) =>
      [
        ['none at all', undefined],
        ['an empty one', {}],
        ['a whole document', { key: 'a', text: 'x', tenantId: tenantB }],
        ['a whole document without the tenant', { key: 'a', text: 'x' }],
        ['one that computes', [{ $set: { tenantId: tenantB } }]],
        ['one that computes, without the tenant', [{ $replaceWith: { key: 'a' } }]],
        ['fields beside operators', { $set: { text: 'x' }, tenantId: tenantB }],
        ['$set of the tenant', { $set: { tenantId: tenantB } }],
        ['$set within the tenant', { $set: { 'tenantId.x': 1 } }],
        ['$set of the tenant on insert', { $setOnInsert: { tenantId: tenantB } }],
        ['$unset of the tenant', { $unset: { tenantId: '' } }],
        ['$rename of the tenant', { $rename: { tenantId: 'key' } }],
        ['$rename to the tenant', { $rename: { key: 'tenantId' } }],
        ['$min of the tenant', { $min: { tenantId: '' } }],
        ['$max of the tenant', { $max: { tenantId: tenantB } }],
        ['$push to the tenant', { $push: { tenantId: tenantB } }],
        ['an operator within another', { $set: { $set: { tenantId: tenantB } } }],
        ['an operator that is no object', { $set: 'tenantId' }],
        ['a value that is none', { $set: { text: undefined } }],
        ['a value that becomes another', { $set: { toBSON: () => ({ tenantId: tenantB }) } }],
        ['code as a value', { $set: { text: new mongoose.mongo.Code('x') } }],
      ].map(([what, update]) => ({ name, method, what, update })),
    ),
  )('by $name: $what', async ({ method, update }) => {
    await expect(method(update)).rejects.toThrow(ScopeError);
  });
});

describe('a pipeline is refused', () => {
  it.each<[string, unknown]>([
    ['none at all', undefined],
    ['one stage that is no list', { $match: {} }],
    ['a stage that is no object', ['$match']],
    ['an empty stage', [{}]],
    ['a stage with two names', [{ $match: {}, $limit: 1 }]],
    ['$out', [{ $out: 'stolen' }]],
    ['$out behind others', [{ $match: {} }, { $out: { db: 'x', coll: 'stolen' } }]],
    ['$merge', [{ $merge: 'notes' }]],
    ['$graphLookup', [{ $graphLookup: { from: 'notes' } }]],
    ['$documents', [{ $documents: [] }]],
    ['$collStats', [{ $collStats: { count: {} } }]],
    ['$indexStats', [{ $indexStats: {} }]],
    ['$currentOp', [{ $currentOp: {} }]],
    ['$changeStream', [{ $changeStream: {} }]],
    ['$geoNear', [{ $geoNear: {} }]],
    ['$search', [{ $search: {} }]],
    ['the tenant in the first stage', [{ $match: { tenantId: tenantB } }]],
    ['any tenant in the first stage', [{ $match: { $or: [{ tenantId: { $exists: true } }] } }]],
    ['code in a stage', [{ $project: { x: { $function: { body: 'x', args: [], lang: 'js' } } } }]],
    ['code in a group', [{ $group: { _id: 1, x: { $accumulator: {} } } }]],
    ['a join with an unscoped collection', [{ $lookup: { from: 'leases', pipeline: [], as: 'x' } }]],
    [
      'a join with another database',
      [{ $lookup: { from: { db: 'x', coll: 'notes' }, pipeline: [], as: 'x' } }],
    ],
    ['a join with nothing', [{ $lookup: { pipeline: [{ $documents: [] }], as: 'x' } }]],
    [
      'a join that names a tenant',
      [{ $lookup: { from: 'notes', pipeline: [{ $match: { tenantId: tenantB } }], as: 'x' } }],
    ],
    ['a join that writes', [{ $lookup: { from: 'notes', pipeline: [{ $out: 'x' }], as: 'x' } }]],
    ['a join with an option nobody knows', [{ $lookup: { from: 'notes', as: 'x', _internalUnwind: 1 } }]],
    ['a join within a facet', [{ $facet: { x: [{ $lookup: { from: 'leases', pipeline: [], as: 'x' } }] } }]],
    [
      'a join within a join',
      [
        {
          $lookup: {
            from: 'notes',
            as: 'x',
            pipeline: [{ $lookup: { from: 'leases', pipeline: [], as: 'y' } }],
          },
        },
      ],
    ],
    ['a union with an unscoped collection', [{ $unionWith: 'leases' }]],
    [
      'a union that names a tenant',
      [{ $unionWith: { coll: 'notes', pipeline: [{ $match: { tenantId: tenantB } }] } }],
    ],
    ['a union with no collection', [{ $unionWith: { pipeline: [{ $documents: [] }] } }]],
    ['a facet that is a list', [{ $facet: [] }]],
    ['what becomes another when it is sent', [{ toBSON: () => ({ $out: 'x' }) }]],
  ])('%s', async (_, pipeline) => {
    await expect(loose.aggregate(scopeA, pipeline)).rejects.toThrow(ScopeError);
  });
});

describe('besides', () => {
  it('an id is a text: an object would be a condition', async () => {
    await expect(loose.findById(scopeA, { $exists: true })).rejects.toThrow(ScopeError);
    await expect(loose.findById(scopeA, undefined)).rejects.toThrow(ScopeError);
  });

  it.each<[string, unknown]>([
    ['none at all', undefined],
    ['a list', []],
    ['what becomes another', { ...note('x'), toBSON: () => ({}) }],
    ['a text for the tenant that is none', { ...note('x'), tenantId: { $eq: 'x' } }],
  ])('a document is refused: %s', async (_, document) => {
    await expect(loose.insertOne(scopeA, document)).rejects.toThrow(ScopeError);
    await expect(loose.insertMany(scopeA, [document])).rejects.toThrow(ScopeError);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['a replacement', { replaceOne: { filter: {}, replacement: {} } }],
    ['many at once', { updateMany: { filter: {}, update: set } }],
    ['a deletion of many', { deleteMany: { filter: {} } }],
  ])('an entry of bulkWrite is refused: %s', async (_, entry) => {
    await expect(loose.bulkWrite(scopeA, [entry])).rejects.toThrow(ScopeError);
  });

  it('options that are not named do not get through', async () => {
    const options = {
      collation: { locale: 'en', numericOrdering: true },
      populate: 'x',
      lean: false,
      explain: true,
    };
    expect(await loose.find(scopeA, {}, options)).toEqual(
      before.filter((found) => found.tenantId !== tenantB),
    );
    expect(await loose.count(scopeA, {}, options)).toBe(2);
    expect(await loose.aggregate(scopeA, [{ $count: 'n' }], options)).toEqual([{ n: 2 }]);
  });
});
