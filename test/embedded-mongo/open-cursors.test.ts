import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Row } from '../helpers/mongo.ts';
import { startEngine } from '../helpers/mongo.ts';
import { type Collection, MongoClient } from './support/driver.ts';
import { temporaryFolder } from './support/server-process.ts';

const ROWS = 1000;
const ROUNDS = 40;

/** Cursors of every kind, each with a part of its answer taken; given to be closed at the end. */
async function openCursors(rows: Collection): Promise<{ close(): Promise<void> }[]> {
  const joined = { $lookup: { from: 'rows', localField: 'n', foreignField: 'n', as: 'same' } };
  const cursors = [
    rows.find({}, { batchSize: 2 }),
    rows.find({ n: { $gte: 0 } }, { batchSize: 2 }),
    rows.find({}, { batchSize: 2 }).sort({ load: 1 }),
    rows.aggregate([{ $match: { n: { $gte: 0 } } }], { batchSize: 2 }),
    // In a reading thread, suspended between two of its documents.
    rows.aggregate([joined], { batchSize: 2 }),
    rows.aggregate([joined, { $unwind: '$same' }], { batchSize: 2 }),
    rows.aggregate([{ $unionWith: 'rows' }, joined], { batchSize: 2 }),
    // Its source is left before its end.
    rows.aggregate([joined, { $limit: 5 }], { batchSize: 2 }),
    rows.aggregate([{ $lookup: { from: 'rows', pipeline: [{ $limit: 1 }], as: 'first' } }], { batchSize: 2 }),
  ];
  for (const cursor of cursors) await cursor.next();
  // Read to the end, which for the source is in the middle.
  await rows.aggregate([joined, { $limit: 3 }]).toArray();
  await rows.aggregate([{ $facet: { one: [{ $limit: 1 }], two: [{ $limit: 2 }] } }]).toArray();
  await rows.findOne({ load: /x/ });
  return cursors;
}

/** The file's size after the same rows were written again and again. */
async function sizeAfter(withCursors: boolean): Promise<number> {
  const dir = await temporaryFolder();
  const engine = await startEngine({ dir });
  const client = new MongoClient(engine.uri);
  try {
    const rows = client.db('a').collection<Row>('rows');
    await rows.createIndex({ n: 1 });
    await rows.insertMany(Array.from({ length: ROWS }, (_, n) => ({ _id: n, n, load: 'x'.repeat(500) })));
    const cursors = withCursors ? await openCursors(rows) : [];
    for (let round = 1; round <= ROUNDS; round++) {
      const letter = String.fromCharCode(97 + (round % 26));
      await rows.updateMany({}, { $set: { load: letter.repeat(500) } }, { writeConcern: { w: 1 } });
    }
    const { size } = await stat(join(dir, 'data.mdb'));
    // They are still there, and go on.
    for (const cursor of cursors)
      expect(await (cursor as ReturnType<Collection['find']>).next()).not.toBeNull();
    for (const cursor of cursors) await cursor.close();
    return size;
  } finally {
    await client.close();
    await engine.close();
  }
}

test('open cursors do not keep the file from using its pages again', { timeout: 60_000 }, async () => {
  const alone = await sizeAfter(false);
  const observed = await sizeAfter(true);
  // Every round writes more than half a megabyte: held pages would make it many times as large.
  expect(alone).toBeLessThan(ROWS * 500 * 10);
  expect(observed).toBeLessThan(alone * 1.5);
});
