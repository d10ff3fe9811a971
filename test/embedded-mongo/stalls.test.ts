import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { startEmbeddedMongo } from '../../embedded/mongo/index.ts';
import { MongoClient } from './support/driver.ts';
import { failure } from './support/failure.ts';
import { pingsDuring } from './support/pings.ts';

/** One request never holds up the others: what may take long is a reading thread's. */
const engine = await startEmbeddedMongo();
const client = await new MongoClient(engine.uri).connect();
const db = client.db('stalls');
const PATIENCE_MS = 60_000;

afterAll(async () => {
  await client.close();
  await engine.close();
});

it('a pattern that never ends is ended by maxTimeMS', async () => {
  const c = db.collection('patterns');
  await c.insertOne({ s: `${'a'.repeat(40)}b` });
  const search = failure(c.find({ s: /^(a+)+$/ }, { maxTimeMS: 500 }).toArray()).then(({ code }) => code);
  expect(await pingsDuring(db, search)).toBeGreaterThan(10);
  expect(await search).toBe(50);
  // The thread that hung is replaced.
  expect(await c.find({ s: /^(a|b)+$/ }).toArray()).toHaveLength(1);
});

it('an expression that takes a second stalls nobody', { timeout: PATIENCE_MS }, async () => {
  const c = db.collection<{ _id: number }>('ranges');
  await c.insertOne({ _id: 1 });
  const range = { projection: { n: { $size: { $range: [0, 10_000_000] } } } };
  const find = c.find({}, range).toArray();
  expect(await pingsDuring(db, find)).toBeGreaterThan(10);
  expect(await find).toEqual([{ _id: 1, n: 10_000_000 }]);
});

it('writes of thousands of documents take turns with a write of one', { timeout: PATIENCE_MS }, async () => {
  const c = db.collection<{ _id: number }>('turns');
  const many = Array.from({ length: 20_000 }, (_, n) => ({ _id: n, n, text: 'x'.repeat(100) }));
  const large = [
    () => c.insertMany(many),
    () => c.updateMany({ n: { $gte: 0 } }, { $inc: { rev: 1 } }),
    () =>
      c.bulkWrite(many.map(({ _id }) => ({ updateOne: { filter: { _id }, update: { $set: { n: -_id } } } }))),
    () => c.deleteMany({ n: { $lte: 0 } }),
  ];
  await c.createIndex({ n: 1 });
  for (const write of large) {
    let over = false;
    const written = write().finally(() => {
      over = true;
    });
    const single = db.collection('turns of one');
    let singles = 0;
    while (!over) {
      await single.insertOne({});
      singles += 1;
      // Enough to show it: the rest of the time is for what they take turns with.
      if (singles > 30) await sleep(10);
    }
    await written;
    expect(singles, String(write)).toBeGreaterThan(10);
  }
  expect(await c.countDocuments()).toBe(0);
});

it.each([
  ['$regexMatch', '^(a+)+$'],
  ['$regexFind', '^(a+)+$'],
  ['$regexMatch', '$pattern'],
])('a pattern that never ends stalls nobody in %s with %s', async (operator, regex) => {
  const c = db.collection('patterns of expressions');
  await c.insertOne({ s: `${'a'.repeat(40)}b`, pattern: '^(a+)+$' });
  const pipeline = [{ $project: { found: { [operator]: { input: '$s', regex } } } }];
  const search = failure(c.aggregate(pipeline, { maxTimeMS: 500 }).toArray()).then(({ code }) => code);
  expect(await pingsDuring(db, search)).toBeGreaterThan(10);
  expect(await search).toBe(50);
});

it.each([
  [0, 2 ** 31 - 1, 1],
  [2 ** 31 - 1, 0, -1],
])('a range that would take all memory is refused: %s to %s by %s', async (...range) => {
  const c = db.collection('large ranges');
  await c.insertOne({});
  const refused = await failure(c.aggregate([{ $project: { n: { $size: { $range: range } } } }]).toArray());
  expect(refused).toMatchObject({ code: 146, message: expect.stringContaining('$range') });
});
