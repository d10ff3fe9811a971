/** An index that has just become complete answers like one that was always there. */
import { expect, test } from 'vitest';
import { database } from '../helpers/mongo.ts';

const mongo = await database();

test('nobody misses a document at the moment when an index is there', async () => {
  let missed = 0;
  for (let round = 0; round < 40; round += 1) {
    const rows = mongo.collection();
    let building = true;
    const built = rows.createIndex({ at: 1 }, { partialFilterExpression: { ended: false } }).finally(() => {
      building = false;
    });
    await rows.insertOne({ _id: 1, ended: false, at: 1 });
    while (building) missed += 1 - (await rows.find({ ended: false, at: { $lt: 2 } }).toArray()).length;
    await built;
  }
  expect(missed).toBe(0);
});
