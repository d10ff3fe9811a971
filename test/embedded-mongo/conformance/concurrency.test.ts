import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { differs } from './peer-differences.ts';

const mongo = await database();
const times = <T>(count: number, action: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => action(n)));

/** What became of writes of which some had to fail. */
async function outcomes(count: number, action: (n: number) => Promise<unknown>): Promise<unknown[]> {
  return times(count, (n) =>
    action(n).then(
      () => 'written',
      (error: { code?: unknown }) => error.code,
    ),
  );
}

describe('writers at the same time', () => {
  it('lose no increment', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, n: 0 });
    const results = await times(100, () => c.updateOne({ _id: 1 }, { $inc: { n: 1 } }));
    expect(results.every((result) => result.modifiedCount === 1)).toBe(true);
    expect(await c.findOne()).toEqual({ _id: 1, n: 100 });
  });

  it('see each value of a counter once', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 'seq', n: 0 });
    const found = await times(100, () =>
      c.findOneAndUpdate({ _id: 'seq' }, { $inc: { n: 1 } }, { returnDocument: 'after' }),
    );
    expect(found.map((d) => d?.n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
  });

  it('make one document of many upserts', async () => {
    const c = mongo.collection();
    const results = await times(50, () => c.updateOne({ _id: 'k' }, { $inc: { n: 1 } }, { upsert: true }));
    expect(await c.find().toArray()).toEqual([{ _id: 'k', n: 50 }]);
    if (!differs('parallel-upserts')) {
      expect(results.filter((result) => result.upsertedCount === 1)).toHaveLength(1);
      expect(results.filter((result) => result.matchedCount === 1)).toHaveLength(49);
    }
  });

  it('make one document of many upserts of a unique key', async () => {
    const c = mongo.collection();
    await c.createIndex({ tenant: 1, key: 1 }, { unique: true });
    // MongoDB tries again by itself where the key is in the filter, and may still give up with 11000.
    const codes = await outcomes(50, () =>
      c.updateOne({ tenant: 1, key: 'k' }, { $inc: { n: 1 } }, { upsert: true }),
    );
    const written = codes.filter((code) => code === 'written').length;
    if (!differs('deadlocks')) {
      expect(codes.every((code) => code === 'written' || code === 11000)).toBe(true);
    }
    expect(await c.find().toArray()).toMatchObject([{ tenant: 1, key: 'k', n: written }]);
  });

  it('take different documents from a queue', async () => {
    const c = mongo.collection();
    await c.createIndex({ state: 1, _id: 1 });
    await c.insertMany(Array.from({ length: 60 }, (_, _id) => ({ _id, state: 'new' })));
    const taken = await times(80, (n) =>
      c.findOneAndUpdate({ state: 'new' }, { $set: { state: 'taken', by: n } }, { sort: { _id: 1 } }),
    );
    const ids = taken.flatMap((d) => (d ? [d._id] : []));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(60);
    expect(await c.countDocuments({ state: 'taken' })).toBe(60);
  });

  it('insert one unique key once', async () => {
    const c = mongo.collection();
    await c.createIndex({ key: 1 }, { unique: true });
    const codes = await outcomes(50, (n) => c.insertOne({ key: 'k', n }));
    expect(codes.filter((code) => code === 'written')).toHaveLength(1);
    expect(codes.filter((code) => code === 11000)).toHaveLength(49);
    expect(await c.countDocuments()).toBe(1);
  });

  it('write with a version in the filter: exactly one wins each round', async () => {
    const c = mongo.collection();
    await c.insertOne({ _id: 1, rev: 0 });
    for (let rev = 0; rev < 5; rev++) {
      const results = await times(20, (n) =>
        c.updateOne({ _id: 1, rev }, { $set: { by: n }, $inc: { rev: 1 } }),
      );
      expect(results.reduce((sum, result) => sum + result.modifiedCount, 0)).toBe(1);
    }
    expect(await c.findOne()).toMatchObject({ rev: 5 });
  });

  it('delete each document once', async () => {
    const c = mongo.collection();
    await c.insertMany(Array.from({ length: 40 }, (_, n) => ({ n })));
    const deleted = await times(60, () => c.findOneAndDelete({}));
    expect(new Set(deleted.flatMap((d) => (d ? [d.n] : []))).size).toBe(40);
    expect(deleted.filter((d) => d === null)).toHaveLength(20);
  });

  it('append events under dense numbers', async () => {
    const c = mongo.collection();
    await c.createIndex({ tenant: 1, seq: 1 }, { unique: true });
    const append = async (n: number): Promise<void> => {
      for (;;) {
        const [last] = await c.find({ tenant: 1 }).sort({ seq: -1 }).limit(1).toArray();
        const seq = (last?.seq ?? 0) + 1;
        const done = await c.insertOne({ tenant: 1, seq, n }).then(
          () => true,
          (error: { code?: unknown; message: string }) => {
            const deadlock = differs('deadlocks') && error.message.includes('deadlock');
            if (error.code !== 11000 && !deadlock) throw error;
            return false;
          },
        );
        if (done) return;
      }
    };
    await times(25, append);
    const events = await c.find({ tenant: 1 }).sort({ seq: 1 }).toArray();
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    expect(new Set(events.map((event) => event.n)).size).toBe(25);
  });

  it('make a collection, and an index, once', async () => {
    const c = mongo.collection();
    await times(10, (n) => c.insertOne({ _id: n }));
    expect(await c.countDocuments()).toBe(10);
    const names = await times(5, () => c.createIndex({ a: 1 }));
    expect(new Set(names)).toEqual(new Set(['a_1']));
    expect(await c.listIndexes().toArray()).toHaveLength(2);
  });
});

describe('readers beside writers', () => {
  it('see whole documents only', async () => {
    const c = mongo.collection();
    const pair = (n: number) => ({ a: n, b: n, list: [n, n], text: String(n).repeat(500) });
    await c.insertOne({ _id: 1, ...pair(0) });
    let running = true;
    const writing = (async () => {
      for (let n = 1; n <= 100; n++) await c.replaceOne({ _id: 1 }, pair(n));
      running = false;
    })();
    let reads = 0;
    while (running) {
      const found = await c.findOne({ _id: 1 });
      expect(found).toEqual({ _id: 1, ...pair(found?.a) });
      reads++;
    }
    await writing;
    expect(reads).toBeGreaterThan(0);
  });

  it('see what they wrote themselves', async () => {
    const c = mongo.collection();
    await c.createIndex({ owner: 1 });
    await times(20, async (owner) => {
      for (let n = 1; n <= 5; n++) {
        await c.insertOne({ owner, n });
        expect(await c.countDocuments({ owner })).toBe(n);
      }
    });
  });
});
