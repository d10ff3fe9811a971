import { Long } from 'bson';
import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { codeOf } from '../support/failure.ts';

const mongo = await database();
const raw = { promoteLongs: false };
const many = 10_000;
const c = mongo.collection();

beforeAll(async () => {
  await c.insertMany(Array.from({ length: many }, (_, n) => ({ _id: n, mod: n % 7, text: `document ${n}` })));
});

describe('reading in batches', () => {
  it('gives 101 documents first, as many as asked for afterwards, and the rest', async () => {
    const first = await mongo.db.command({ find: c.collectionName, sort: { _id: 1 } }, raw);
    expect(first.cursor.firstBatch).toHaveLength(101);
    expect(first.cursor.ns).toBe(`${mongo.name}.${c.collectionName}`);
    const more = { getMore: first.cursor.id, collection: c.collectionName };
    const next = await mongo.db.command({ ...more, batchSize: 50 }, raw);
    expect(next.cursor.nextBatch.map((d: { _id: number }) => d._id)).toEqual(
      Array.from({ length: 50 }, (_, i) => 101 + i),
    );
    const rest = await mongo.db.command(more);
    expect(rest.cursor.nextBatch).toHaveLength(many - 151);
    expect(Number(rest.cursor.id)).toBe(0);
  });

  const sizes = [1, 7, 1000, many, many + 1];
  it.each(sizes)('reads all of them with a batch size of %i', { timeout: 60_000 }, async (batchSize) => {
    const limit = batchSize === 1 ? 300 : many;
    let expected = 0;
    for await (const document of c.find({}, { batchSize, sort: { _id: 1 }, limit })) {
      expect(document._id).toBe(expected++);
    }
    expect(expected).toBe(limit);
  });

  it('opens a cursor without documents for batchSize 0', async () => {
    const first = await mongo.db.command({ find: c.collectionName, batchSize: 0 }, raw);
    expect(first.cursor.firstBatch).toEqual([]);
    expect(Number(first.cursor.id)).not.toBe(0);
    const killed = await mongo.db.command({ killCursors: c.collectionName, cursors: [first.cursor.id] });
    expect(killed.cursorsKilled.map(Number)).toEqual([Number(first.cursor.id)]);
  });

  it('has no cursor left after a single batch or a batch that holds everything', async () => {
    const one = await mongo.db.command({ find: c.collectionName, batchSize: 5, singleBatch: true });
    expect(one.cursor.firstBatch).toHaveLength(5);
    expect(Number(one.cursor.id)).toBe(0);
    const all = await mongo.db.command({ find: c.collectionName, filter: { _id: { $lt: 100 } } });
    expect(all.cursor.firstBatch).toHaveLength(100);
    expect(Number(all.cursor.id)).toBe(0);
  });

  it('reads an aggregation in batches too', async () => {
    const pipeline = [
      { $match: { mod: { $ne: 3 } } },
      { $sort: { _id: -1 } },
      { $project: { n: '$_id', _id: 0 } },
    ];
    const numbers = [];
    for await (const { n } of c.aggregate(pipeline, { batchSize: 333 })) numbers.push(n);
    expect(numbers).toEqual(Array.from({ length: many }, (_, i) => many - 1 - i).filter((n) => n % 7 !== 3));
  });
});

describe('sort, skip and limit', () => {
  it('cuts the page that was asked for', async () => {
    const page = await c.find({ mod: 2 }).sort({ _id: -1 }).skip(10).limit(3).toArray();
    const matching = Array.from({ length: many }, (_, i) => i).filter((n) => n % 7 === 2);
    expect(page.map((d) => d._id)).toEqual(matching.reverse().slice(10, 13));
  });

  it('sorts by several fields in their own directions', async () => {
    const found = await c
      .find({ _id: { $lt: 20 } })
      .sort({ mod: -1, _id: 1 })
      .toArray();
    const expected = Array.from({ length: 20 }, (_, n) => n).sort((a, b) => (b % 7) - (a % 7) || a - b);
    expect(found.map((d) => d._id)).toEqual(expected);
  });

  it('takes a negative limit as a single batch, and limit 0 as no limit', async () => {
    expect(await c.find({}).limit(-4).toArray()).toHaveLength(4);
    expect(await c.find({ mod: 0 }).limit(0).toArray()).toHaveLength(Math.ceil(many / 7));
  });
});

describe('a cursor and what happens around it', () => {
  it('goes on after other writes, each document at most once', async () => {
    const own = mongo.collection();
    await own.insertMany(Array.from({ length: 1000 }, (_, n) => ({ _id: n, n })));
    const cursor = own.find({}, { batchSize: 100 }).sort({ _id: 1 });
    const seen = [];
    for (let i = 0; i < 100; i++) seen.push((await cursor.next())?._id);
    await own.deleteMany({ _id: { $gte: 500, $lt: 600 } });
    await own.updateMany({}, { $set: { padding: 'x'.repeat(200) } });
    await own.insertMany(Array.from({ length: 100 }, (_, n) => ({ _id: -1 - n })));
    for await (const document of cursor) seen.push(document._id);
    expect(new Set(seen).size).toBe(seen.length);
    const kept = Array.from({ length: 1000 }, (_, n) => n).filter((n) => n < 500 || n >= 600);
    expect(seen).toEqual(expect.arrayContaining(kept));
    expect(seen.filter((id) => Number(id) < 0)).toEqual([]);
  });

  it('is gone once it is closed early', async () => {
    const cursor = c.find({}, { batchSize: 10 });
    await cursor.next();
    const id = cursor.id as Long;
    await cursor.close();
    expect(await codeOf(mongo.db.command({ getMore: id, collection: c.collectionName }))).toBe(43);
  });

  it('is not known under another number', async () => {
    const command = { getMore: Long.fromNumber(123_456_789), collection: c.collectionName };
    expect(await codeOf(mongo.db.command(command))).toBe(43);
    const killed = await mongo.db.command({
      killCursors: c.collectionName,
      cursors: [Long.fromNumber(123_456_789)],
    });
    expect(killed).toMatchObject({ cursorsKilled: [], ok: 1 });
    expect(killed.cursorsNotFound.map(Number)).toEqual([123_456_789]);
  });

  it('does not keep writers waiting, nor do many open ones', async () => {
    const cursors = Array.from({ length: 50 }, () => c.find({}, { batchSize: 2 }));
    await Promise.all(cursors.map((cursor) => cursor.next()));
    const own = mongo.collection();
    await own.insertMany(Array.from({ length: 100 }, (_, n) => ({ n })));
    expect(await own.countDocuments()).toBe(100);
    await Promise.all(cursors.map((cursor) => cursor.close()));
  });

  it('can be rewound and read again', async () => {
    const cursor = c.find({ _id: { $lt: 3 } }).sort({ _id: 1 });
    expect(await cursor.toArray()).toHaveLength(3);
    cursor.rewind();
    expect((await cursor.toArray()).map((d) => d._id)).toEqual([0, 1, 2]);
  });
});

describe('options that change nothing in the answer', () => {
  it('accepts comment, maxTimeMS, allowDiskUse, noCursorTimeout and read concern', async () => {
    const options = { comment: 'why', maxTimeMS: 10_000, allowDiskUse: true, noCursorTimeout: true };
    const found = await c.find({ _id: 5 }, { ...options, readConcern: 'majority' }).toArray();
    expect(found).toEqual([{ _id: 5, mod: 5, text: 'document 5' }]);
  });

  it('accepts a hint by name and by key', async () => {
    const own = mongo.collection();
    await own.createIndex({ a: 1 });
    await own.insertMany([{ a: 2 }, { a: 1 }, { a: 3 }]);
    for (const hint of ['a_1', { a: 1 }, '_id_', { $natural: 1 }] as const) {
      expect(await own.countDocuments({ a: { $gt: 1 } }, { hint })).toBe(2);
      expect(
        (
          await own
            .find({ a: { $gt: 1 } }, { hint })
            .sort({ a: 1 })
            .toArray()
        ).map((d) => d.a),
      ).toEqual([2, 3]);
    }
  });
});

describe('variables of a command', () => {
  it('are known to filters, pipelines and projections', async () => {
    const c = mongo.collection();
    await c.insertMany([
      { _id: 1, x: 1 },
      { _id: 2, x: 2 },
    ]);
    const same = { $expr: { $eq: ['$x', '$$v'] } };
    const variables = { let: { v: 2 } };
    expect(await c.find(same, variables).toArray()).toEqual([{ _id: 2, x: 2 }]);
    expect(await c.aggregate([{ $match: same }], variables).toArray()).toEqual([{ _id: 2, x: 2 }]);
    expect(
      await c.aggregate([{ $sort: { _id: 1 } }, { $project: { y: '$$v' } }], variables).toArray(),
    ).toEqual([
      { _id: 1, y: 2 },
      { _id: 2, y: 2 },
    ]);
  });
});
