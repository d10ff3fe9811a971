import { expect, it, vi } from 'vitest';
import { database } from '../../helpers/mongo.ts';

const mongo = await database();

it('deletes what has expired, and nothing else', { timeout: 150_000 }, async () => {
  const c = mongo.collection();
  await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const old = new Date(Date.now() - 120_000);
  await c.insertMany([
    { _id: 'old', at: old },
    { _id: 'one of several', at: [new Date(Date.now() + 600_000), old] },
    { _id: 'young', at: new Date() },
    { _id: 'no date', at: 5 },
    { _id: 'missing' },
  ]);
  // MongoDB looks once a minute.
  await vi.waitFor(async () => expect(await c.countDocuments()).toBe(3), {
    timeout: 140_000,
    interval: 250,
  });
  expect((await c.find().sort({ _id: 1 }).toArray()).map((d) => d._id)).toEqual([
    'missing',
    'no date',
    'young',
  ]);
});
