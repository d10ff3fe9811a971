/** What is nested too deep is refused as MongoDB does it, wherever it stands, and is the end of nothing else. */
import { expect, test } from 'vitest';
import { database } from '../helpers/mongo.ts';

const mongo = await database();
const tooDeep = { code: 15 };

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}
function among(levels: number): object {
  let filter: object = { a: 1 };
  for (let level = 0; level < levels; level += 1) filter = { $and: [filter] };
  return filter;
}
function added(levels: number): unknown {
  let sum: unknown = 1;
  for (let level = 0; level < levels; level += 1) sum = { $add: [sum, 1] };
  return sum;
}
const path = (levels: number) => Array<string>(levels).fill('a').join('.');

async function full() {
  const rows = mongo.collection();
  await rows.insertOne({ _id: 1, a: nested(100) });
  return rows;
}

type Rows = Awaited<ReturnType<typeof full>>;

const stores: Record<string, (rows: Rows, levels: number) => Promise<unknown>> = {
  'a document that is inserted': (rows, levels) => rows.insertOne({ _id: 2, a: nested(levels) }),
  'one that replaces another': (rows, levels) => rows.replaceOne({ _id: 1 }, { a: nested(levels) }),
  'a value that is set': (rows, levels) => rows.updateOne({ _id: 1 }, { $set: { b: nested(levels) } }),
  'a path that is set': (rows, levels) => rows.updateOne({ _id: 1 }, { $set: { [`b.${path(levels)}`]: 1 } }),
  'an update by a pipeline': (rows, levels) =>
    rows.updateOne({ _id: 1 }, [{ $set: { [`b.${path(levels)}`]: 1 } }]),
  'an upsert': (rows, levels) =>
    rows.updateOne({ _id: 2, [`b.${path(levels)}`]: 1 }, { $set: { c: 1 } }, { upsert: true }),
  'what findAndModify makes': (rows, levels) =>
    rows.findOneAndUpdate({ _id: 1 }, { $set: { b: nested(levels) } }),
  'what an aggregation stores': (rows, levels) =>
    rows
      .aggregate([{ $addFields: { [`b.${path(levels)}`]: 1 } }, { $out: `${rows.collectionName}_out` }])
      .toArray(),
  'what an aggregation merges': (rows, levels) =>
    rows.aggregate([{ $addFields: { [`b.${path(levels)}`]: 1 } }, { $merge: rows.collectionName }]).toArray(),
};

test.each(Object.entries(stores))(
  '%s is stored with 150 levels, and not with 190 or more',
  async (_, store) => {
    const rows = await full();
    for (const levels of [190, 1_000, 5_000]) {
      await expect(store(rows, levels)).rejects.toMatchObject(tooDeep);
      expect(await rows.find().toArray()).toEqual([{ _id: 1, a: nested(100) }]);
    }
    await store(rows, 150);
  },
);

const questions: Record<string, (rows: Rows, levels: number) => Promise<unknown>> = {
  'a filter': (rows, levels) => rows.findOne(among(levels)),
  'a value in a filter': (rows, levels) => rows.findOne({ a: nested(levels) }),
  'a path in a filter': (rows, levels) => rows.findOne({ [path(levels)]: 1 }),
  'a path that is shown': (rows, levels) => rows.findOne({}, { projection: { [path(levels)]: 1 } }),
  'what is shown': (rows, levels) => rows.findOne({}, { projection: nested(levels) as object }),
  'a path to sort by': (rows, levels) => rows.find().sort(path(levels), 1).toArray(),
  'an expression': (rows, levels) => rows.aggregate([{ $project: { b: added(levels) } }]).toArray(),
  'a path in an expression': (rows, levels) =>
    rows.aggregate([{ $project: { b: `$${path(levels)}` } }]).toArray(),
  'a path of distinct values': (rows, levels) => rows.distinct(path(levels)),
  'a path of an index': (rows, levels) => rows.createIndex({ [path(levels)]: 1 }, { name: `i${levels}` }),
  'what is to be deleted': (rows, levels) => rows.deleteOne({ b: nested(levels) }),
};

test.each(Object.entries(questions))(
  '%s is taken with 90 levels, and not with 210 or more',
  async (_, ask) => {
    const rows = await full();
    for (const levels of [210, 1_000, 9_000]) {
      await expect(ask(rows, levels)).rejects.toMatchObject(tooDeep);
    }
    await ask(rows, 90);
  },
);

test('whoever was refused goes on over the same connection', async () => {
  const rows = await full();
  const closed: unknown[] = [];
  const note = (event: unknown) => closed.push(event);
  mongo.client.on('connectionClosed', note);
  await expect(rows.findOne(among(5_000))).rejects.toMatchObject(tooDeep);
  expect(await rows.countDocuments()).toBe(1);
  mongo.client.off('connectionClosed', note);
  expect(closed).toEqual([]);
});
