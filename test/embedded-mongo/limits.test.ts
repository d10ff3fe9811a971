/** What bounds a read for which its client has set no bounds. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedMongo,
  type EmbeddedMongoOptions,
  startEmbeddedMongo,
} from '../../embedded/mongo/index.ts';
import { Rows } from '../../embedded/mongo/read/rows.ts';
import { MongoClient } from './support/driver.ts';
import { failure } from './support/failure.ts';

/** Threads are ended by how much of the processor they have used, of which a busy machine gives them little. */
const PATIENCE_MS = 180_000;

/** A database on an engine of its own. */
function databaseOn(options: EmbeddedMongoOptions) {
  let engine: EmbeddedMongo;
  let client: InstanceType<typeof MongoClient>;
  beforeAll(async () => {
    engine = await startEmbeddedMongo(options);
    client = await new MongoClient(engine.uri).connect();
  });
  afterAll(async () => {
    await client.close();
    await engine.close();
  });
  return () => client.db('limits');
}

describe('a read that does not end', () => {
  const db = databaseOn({ readLimitMs: 1500 });
  const endless = /^(a+)+$/;

  it('is ended, and told which limit that was', { timeout: PATIENCE_MS }, async () => {
    const c = db().collection('endless');
    await c.insertOne({ s: `${'a'.repeat(40)}b` });
    const failures = [
      c.find({ s: endless }).toArray(),
      c.countDocuments({ s: endless }),
      c.updateOne({ s: endless }, { $set: { x: 1 } }),
    ].map((work) => failure(work));
    for (const one of await Promise.all(failures)) {
      expect(one).toMatchObject({
        code: 50,
        message: 'operation exceeded time limit: no read may take 1500 ms',
      });
    }
  });

  it('leaves those behind it their answers', { timeout: PATIENCE_MS }, async () => {
    const c = db().collection('endless');
    const hanging = Array.from({ length: 4 }, () => failure(c.find({ s: endless }).toArray()));
    // In reading threads as well, each of which hangs.
    const behind = Array.from({ length: 4 }, () => c.find({ s: /^(a|b)+$/ }).toArray());
    for (const found of await Promise.all(behind)) expect(found).toHaveLength(1);
    for (const one of await Promise.all(hanging)) expect(one).toMatchObject({ code: 50 });
  });
});

describe('a sort', () => {
  const db = databaseOn({});

  it('that would take too much memory is refused, a smaller one is not', {
    timeout: PATIENCE_MS,
  }, async () => {
    const c = db().collection<{ _id: number; load: string }>('loads');
    const letters = 'dagcbfeh';
    for (const [_id, letter] of [...letters].entries())
      await c.insertOne({ _id, load: letter.repeat(15_000_000) });
    expect(await failure(c.find({}).sort({ load: 1 }).toArray())).toMatchObject({
      code: 292,
      codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed',
    });
    const sorted = await c.find({ _id: { $lt: 6 } }, { sort: { load: 1 }, projection: { _id: 1 } }).toArray();
    expect(sorted.map(({ _id }) => letters[_id]).join('')).toBe('abcdfg');
  });

  it('keeps the first rows in their order, however many come', () => {
    const rows = fc.array(fc.tuple(fc.nat(50), fc.nat()), { minLength: 900, maxLength: 1500, size: 'max' });
    fc.assert(
      fc.property(rows, fc.oneof(fc.nat(100), fc.constant(Number.POSITIVE_INFINITY)), (random, wanted) => {
        const sort = new Rows(wanted);
        for (const [key, record] of random) sort.add(Buffer.from(String(key)), record);
        const expected = random
          .map(([key, record]) => ({ key: Buffer.from(String(key)), record }))
          .sort((a, b) => a.key.compare(b.key) || a.record - b.record)
          .slice(0, wanted);
        expect([...sort.sorted()]).toEqual(expected.map(({ record }) => record));
      }),
    );
  });
});
