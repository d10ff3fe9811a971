import type { Document } from 'bson';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedMongo } from '../../embedded/mongo/index.ts';
import { MongoClient } from './support/driver.ts';
import { failure } from './support/failure.ts';
import { pingsDuring } from './support/pings.ts';

/** Whatever a client has the server compute, the thread that answers and writes computes none of it. */
const engine = await startEmbeddedMongo();
const client = await new MongoClient(engine.uri).connect();
const db = client.db('heavy');
const PATIENCE_MS = 60_000;

afterAll(async () => {
  await client.close();
  await engine.close();
});

/** Many additions that need no document: some ten milliseconds, and true in the end. */
const dear = {
  $gt: [
    { $reduce: { input: { $range: [0, 50_000] }, initialValue: 0, in: { $add: ['$$value', '$$this'] } } },
    0,
  ],
};
/** Known before the first document, and dear to find out. */
const constant = { $size: { $concatArrays: Array(20).fill({ $range: [0, 100_000] }) } };
/** An array that is twice as long, so many times. */
const doubled = (times: number): Document =>
  times === 0
    ? { $range: [0, 2] }
    : { $let: { vars: { half: doubled(times - 1) }, in: { $concatArrays: ['$$half', '$$half'] } } };

beforeEach(async () => {
  await db.dropDatabase();
  await db.collection<{ _id: number }>('c').insertMany([{ _id: 1 }, { _id: 2 }]);
});

const whole = { q: { $expr: dear }, u: { $set: { x: 1 } } };

describe('what takes long and needs no document stalls nobody', () => {
  it.each<[string, Document, Document]>([
    [
      'a filter',
      { find: 'c', filter: { $expr: dear } },
      { cursor: { firstBatch: [{ _id: 1 }, { _id: 2 }] } },
    ],
    ['a filter over nothing', { find: 'none', filter: { $expr: dear } }, { cursor: { firstBatch: [] } }],
    [
      'a projection',
      { find: 'c', projection: { x: dear }, limit: 1 },
      { cursor: { firstBatch: [{ _id: 1, x: true }] } },
    ],
    ['a count', { count: 'c', query: { $expr: dear } }, { n: 2 }],
    ['a distinct', { distinct: 'c', key: '_id', query: { $expr: dear } }, { values: [1, 2] }],
    ['an explain', { explain: { find: 'c', filter: { $expr: dear } } }, { executionStats: { nReturned: 2 } }],
    [
      'a first stage',
      { aggregate: 'c', pipeline: [{ $limit: 1 }, { $set: { x: dear } }], cursor: {} },
      { cursor: { firstBatch: [{ _id: 1, x: true }] } },
    ],
    [
      'an aggregation of nothing',
      { aggregate: 1, pipeline: [{ $documents: [{ x: dear }] }], cursor: {} },
      { cursor: { firstBatch: [{ x: true }] } },
    ],
    [
      'an aggregation that is refused',
      { aggregate: 'c', pipeline: [{ $set: { x: constant } }, { $nothing: 1 }], cursor: {} },
      { code: 40324 },
    ],
    [
      'a $merge',
      {
        aggregate: 'c',
        pipeline: [{ $merge: { into: 'c', whenMatched: [{ $set: { x: dear, y: '$$new._id' } }] } }],
        cursor: {},
      },
      {
        stored: [
          { _id: 1, x: true, y: 1 },
          { _id: 2, x: true, y: 2 },
        ],
      },
    ],
    [
      'an $out',
      { aggregate: 'c', pipeline: [{ $set: { x: dear } }, { $out: 'c' }], cursor: {} },
      {
        stored: [
          { _id: 1, x: true },
          { _id: 2, x: true },
        ],
      },
    ],
    ['an update', { update: 'c', updates: [{ ...whole }] }, { n: 1, stored: [{ _id: 1, x: 1 }, { _id: 2 }] }],
    [
      'an update of many',
      { update: 'c', updates: [{ ...whole, multi: true }] },
      {
        n: 2,
        nModified: 2,
        stored: [
          { _id: 1, x: 1 },
          { _id: 2, x: 1 },
        ],
      },
    ],
    [
      'a pipeline that updates',
      { update: 'c', updates: [{ q: {}, u: [{ $set: { x: dear } }], multi: true }] },
      {
        n: 2,
        nModified: 2,
        stored: [
          { _id: 1, x: true },
          { _id: 2, x: true },
        ],
      },
    ],
    [
      'a pipeline that inserts',
      { update: 'c', updates: [{ q: { _id: 3 }, u: [{ $set: { x: dear } }], upsert: true }] },
      { n: 1, stored: [{ _id: 1 }, { _id: 2 }, { _id: 3, x: true }] },
    ],
    [
      'a delete',
      { delete: 'c', deletes: [{ q: { $expr: dear }, limit: 1 }] },
      { n: 1, stored: [{ _id: 2 }] },
    ],
    ['a delete of all', { delete: 'c', deletes: [{ q: { $expr: dear }, limit: 0 }] }, { n: 2, stored: [] }],
    [
      'a findAndModify',
      {
        findAndModify: 'c',
        query: { $expr: dear },
        sort: { _id: -1 },
        update: { $set: { x: 1 } },
        new: true,
      },
      { value: { _id: 2, x: 1 } },
    ],
    [
      'a findAndModify that removes',
      { findAndModify: 'c', query: { $expr: dear }, sort: { _id: -1 }, remove: true },
      { value: { _id: 2 }, stored: [{ _id: 1 }] },
    ],
    [
      'what a findAndModify answers',
      { findAndModify: 'c', query: { _id: 2 }, update: { $set: { x: 1 } }, fields: { x: dear } },
      { value: { _id: 2, x: true }, stored: [{ _id: 1 }, { _id: 2, x: 1 }] },
    ],
  ])('%s', { timeout: PATIENCE_MS }, async (_, command, { stored, ...expected }) => {
    const answer = db.command(command).catch((error) => error);
    expect(await pingsDuring(db, answer)).toBeGreaterThan(5);
    expect(await answer).toMatchObject(expected);
    if (stored) expect(await db.collection('c').find().sort({ _id: 1 }).toArray()).toEqual(stored);
  });
});

describe('an array that doubles again and again', () => {
  it.each<[string, Document]>([
    ['a filter', { find: 'c', filter: { $expr: { $size: doubled(35) } } }],
    ['an update', { update: 'c', updates: [{ q: {}, u: [{ $set: { x: { $size: doubled(35) } } }] }] }],
    [
      'stages',
      {
        aggregate: 'c',
        cursor: {},
        pipeline: Array(35).fill({
          $set: { x: { $concatArrays: [{ $ifNull: ['$x', [1]] }, { $ifNull: ['$x', [1]] }] } },
        }),
      },
    ],
    [
      'texts',
      {
        aggregate: 'c',
        cursor: {},
        pipeline: Array(35).fill({
          $set: { x: { $concat: [{ $ifNull: ['$x', 'x'] }, { $ifNull: ['$x', 'x'] }] } },
        }),
      },
    ],
  ])('is refused before it takes the memory: %s', { timeout: PATIENCE_MS }, async (_, command) => {
    const answer = db.command(command).then(
      ({ writeErrors }) => writeErrors?.[0],
      (error) => error,
    );
    expect(await pingsDuring(db, answer)).toBeGreaterThan(5);
    expect(await answer).toMatchObject({ code: 146 });
  });
});

describe('a pattern that never ends', () => {
  const never = /^(a+)+$/;
  const command = (name: string, rest: Document) => ({ [name]: 'patterns', maxTimeMS: 500, ...rest });

  it.each<[string, Document]>([
    ['an update', command('update', { updates: [{ q: { s: never }, u: { $set: { x: 1 } } }] })],
    [
      'an update by _id',
      command('update', { updates: [{ q: { _id: 1, s: never }, u: { $set: { x: 1 } } }] }),
    ],
    [
      'an update of many',
      command('update', { updates: [{ q: { s: never }, u: { $set: { x: 1 } }, multi: true }] }),
    ],
    ['a $pull', command('update', { updates: [{ q: {}, u: { $pull: { list: never } } }] })],
    [
      'an array filter',
      command('update', {
        updates: [{ q: {}, u: { $set: { 'list.$[e]': 1 } }, arrayFilters: [{ e: never }] }],
      }),
    ],
    ['a delete', command('delete', { deletes: [{ q: { s: never }, limit: 1 }] })],
    ['a findAndModify', command('findAndModify', { query: { s: never }, remove: true })],
    [
      'a findAndModify by _id',
      command('findAndModify', { query: { _id: 1, s: never }, update: { $set: { x: 1 } } }),
    ],
    [
      'a $merge',
      command('aggregate', { pipeline: [{ $match: { s: never } }, { $merge: 'merged' }], cursor: {} }),
    ],
    ['no group', command('find', { filter: { s: /a*a*a*c/ } })],
    ['alternatives', command('find', { filter: { s: new RegExp(`${'(a|aa)'.repeat(40)}c`) } })],
  ])('is ended by maxTimeMS and stalls nobody: %s', { timeout: PATIENCE_MS }, async (_, body) => {
    const s = `${'a'.repeat(50)}b`;
    const documents = { _id: 1, s, list: [s] };
    await db.collection<{ _id: number }>('patterns').insertOne(documents);
    await db
      .collection<{ _id: number }>('patterns')
      .updateOne({ _id: 1 }, { $set: { s: body.find ? `${'a'.repeat(5000)}b` : s } });
    const ended = failure(db.command(body)).then(({ code }) => code);
    expect(await pingsDuring(db, ended)).toBeGreaterThan(5);
    expect(await ended).toBe(50);
    // Neither the writer nor a thread is lost with it.
    const { modifiedCount } = await db.collection('patterns').updateOne({ s: /^a(a)/ }, { $set: { y: 1 } });
    expect(modifiedCount).toBe(1);
  });
});
