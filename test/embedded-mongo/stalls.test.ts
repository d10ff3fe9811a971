import { afterAll, expect, it } from 'vitest';
import { startEmbeddedMongo } from '../../embedded/mongo/index.ts';
import { MongoClient } from './support/driver.ts';
import { failure } from './support/failure.ts';

/** One request never holds up the others: what may take long is a reading thread's. */
const engine = await startEmbeddedMongo();
const client = await new MongoClient(engine.uri).connect();
const db = client.db('stalls');

afterAll(async () => {
  await client.close();
  await engine.close();
});

/** How many pings are answered one after the other while something else is going on: next to none in a stall. */
async function pingsDuring(work: Promise<unknown>): Promise<number> {
  let pings = 0;
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  while (!done) {
    await db.command({ ping: 1 });
    pings += 1;
  }
  await ended;
  return pings;
}

it('a pattern that never ends is ended by maxTimeMS', async () => {
  const c = db.collection('patterns');
  await c.insertOne({ s: `${'a'.repeat(40)}b` });
  const search = failure(c.find({ s: /^(a+)+$/ }, { maxTimeMS: 500 }).toArray()).then(({ code }) => code);
  expect(await pingsDuring(search)).toBeGreaterThan(10);
  expect(await search).toBe(50);
  // The thread that hung is replaced.
  expect(await c.find({ s: /^(a|b)+$/ }).toArray()).toHaveLength(1);
});

it('an expression that takes a second stalls nobody', async () => {
  const c = db.collection<{ _id: number }>('ranges');
  await c.insertOne({ _id: 1 });
  const range = { projection: { n: { $size: { $range: [0, 10_000_000] } } } };
  const find = c.find({}, range).toArray();
  expect(await pingsDuring(find)).toBeGreaterThan(10);
  expect(await find).toEqual([{ _id: 1, n: 10_000_000 }]);
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
  expect(await pingsDuring(search)).toBeGreaterThan(10);
  expect(await search).toBe(50);
});

it.each([
  ['$range', [{ $project: { n: { $size: { $range: [0, 2 ** 31 - 1] } } } }]],
  ['$range', [{ $project: { n: { $size: { $range: [2 ** 31 - 1, 0, -1] } } } }]],
  ['$concatArrays', Array.from({ length: 30 }, () => ({ $set: { t: { $concatArrays: ['$t', '$t'] } } }))],
])('an array of %s that would take all memory is refused', async (operator, pipeline) => {
  const c = db.collection('large arrays');
  await c.insertOne({ t: [1, 2] });
  const refused = await failure(c.aggregate(pipeline).toArray());
  expect(refused).toMatchObject({ code: 146, message: expect.stringContaining(operator) });
});
