/** An index that has just become complete answers like one that was always there. */
import { expect, test } from 'vitest';
import { database } from '../helpers/mongo.ts';

const mongo = await database();

test('nobody misses a document at the moment when an index is there', async () => {
  let missed = 0;
  for (let round = 0; round < 40; round += 1) {
    const rows = mongo.collection();
    let building = true;
    const build = async () => {
      for (const name of ['one', 'two', 'three']) await rows.createIndex({ [name]: 1 });
      await rows.createIndex({ at: 1 }, { partialFilterExpression: { ended: false } });
      await rows.createIndex({ four: 1 });
      building = false;
    };
    const built = build();
    await rows.insertOne({ _id: 1, ended: false, at: 1 });
    while (building) missed += 1 - (await rows.find({ ended: false, at: { $lt: 2 } }).toArray()).length;
    await built;
  }
  expect(missed).toBe(0);
});
