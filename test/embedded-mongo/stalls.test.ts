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

/** The longest wait for a ping while something else is going on. */
async function longestPing(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  while (!done) {
    const start = performance.now();
    await db.command({ ping: 1 });
    longest = Math.max(longest, performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await ended;
  return longest;
}

it('a pattern that never ends is ended by maxTimeMS', async () => {
  const c = db.collection('patterns');
  await c.insertOne({ s: `${'a'.repeat(40)}b` });
  const search = failure(c.find({ s: /^(a+)+$/ }, { maxTimeMS: 300 }).toArray()).then(({ code }) => code);
  expect(await longestPing(search)).toBeLessThan(250);
  expect(await search).toBe(50);
  // The thread that hung is replaced.
  expect(await c.find({ s: /^(a|b)+$/ }).toArray()).toHaveLength(1);
});

it('long lists and long ranges stall nobody', async () => {
  const c = db.collection<{ _id: number }>('lists');
  await c.insertOne({ _id: 1 });
  const ids = Array.from({ length: 20_000 }, (_, i) => i);
  expect(await longestPing(c.find({ _id: { $in: ids } }).toArray())).toBeLessThan(250);
  const range = { projection: { n: { $size: { $range: [0, 3_000_000] } } } };
  expect(await longestPing(c.find({}, range).toArray())).toBeLessThan(250);
});
