/**
 * The same random commands here and on another MongoDB-compatible server; both must answer the same.
 *
 * Runs only where TEST_MONGODB_URI names such a server. FUZZ_RUNS sets the number of cases per test.
 */
import { EJSON } from 'bson';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileFilter } from '../../../embedded/mongo/match/index.ts';
import { compileProjection } from '../../../embedded/mongo/project.ts';
import { compileUpdate } from '../../../embedded/mongo/update/index.ts';
import { type Doc, decode, encode } from '../../../embedded/mongo/values/bson.ts';
import { fields, filter, projection, update } from './arbitraries.ts';
import { differsInFilter, differsInProjection, differsInUpdate } from './peer-faults.ts';

const uri = process.env.TEST_MONGODB_URI;
const numRuns = Number(process.env.FUZZ_RUNS ?? 300);
/** The same cases every time, unless new ones are looked for. */
const seed = process.env.FUZZ_RUNS ? Date.now() : 20_261;
const timeout = 60_000 + numRuns * 100;

describe.skipIf(!uri)('the same answers as another server (needs TEST_MONGODB_URI)', () => {
  const client = new mongoose.mongo.MongoClient(uri ?? 'mongodb://127.0.0.1/');
  const collection = client.db(`semantics_${process.pid}`).collection<Doc & { _id: number }>('documents');

  beforeAll(async () => {
    await client.connect();
  });

  afterAll(async () => {
    await client.db(`semantics_${process.pid}`).dropDatabase();
    await client.close();
  });

  /** Stores the documents and returns them as this server would read them. */
  async function store(contents: Doc[]): Promise<Doc[]> {
    const docs = contents.map((content, _id) => ({ _id, ...content }));
    await collection.deleteMany({});
    await collection.insertMany(docs);
    return docs.map((doc) => decode(encode(doc)));
  }

  const raw = { raw: true } as const;
  const bytes = (doc: Doc | undefined) => (doc ? Buffer.from(encode(doc)).toString('hex') : undefined);
  const readable = (found: unknown[]) => found.map((item) => decode(Buffer.from(item as Uint8Array)));

  async function outcome<T>(run: () => Promise<T> | T): Promise<T | 'refused'> {
    try {
      return await run();
    } catch (error) {
      if (typeof (error as { code?: unknown }).code !== 'number') throw error;
      return 'refused';
    }
  }

  const check = <T>(arbitrary: fc.Arbitrary<T>, run: (input: T) => Promise<void>) =>
    fc.assert(fc.asyncProperty(arbitrary, run), { numRuns, seed });

  it('finds the same documents', { timeout }, async () => {
    await check(
      fc.tuple(fc.array(fields, { minLength: 1, maxLength: 6 }), filter),
      async ([contents, condition]) => {
        fc.pre(!differsInFilter(condition, contents));
        const docs = await store(contents);
        const theirs = await outcome(async () =>
          readable(
            await collection
              .find(condition as object, raw)
              .sort({ _id: 1 })
              .toArray(),
          ).map(({ _id }) => _id),
        );
        const ours = await outcome(() => {
          const matches = compileFilter(decode(encode(condition)));
          return docs.filter(matches).map(({ _id }) => _id);
        });
        expect(ours, EJSON.stringify({ condition, docs })).toEqual(theirs);
      },
    );
  });

  it('updates to the same document', { timeout }, async () => {
    const arrayFilter = fc.constantFrom<Doc>({ x: 1 }, { x: { $gte: 1 } }, { 'x.b': 1 });
    await check(fc.tuple(fields, update, arrayFilter), async ([content, change, chosen]) => {
      const arrayFilters = JSON.stringify(change).includes('$[x]') ? [chosen] : [];
      fc.pre(!differsInUpdate(change, content));
      const [doc] = (await store([content])) as [Doc];
      const theirs = await outcome(async () => {
        const { modifiedCount } = await collection.updateOne({ _id: 0 }, change, { arrayFilters });
        const [after] = readable(await collection.find({}, raw).toArray());
        return [modifiedCount, bytes(after)];
      });
      const ours = await outcome(() => {
        const compiled = compileUpdate(decode(encode(change)), { filter: { _id: 0 }, arrayFilters });
        const before = bytes(doc);
        const after = compiled.apply(doc);
        expect(bytes(doc)).toBe(before);
        return [after ? 1 : 0, bytes(after ?? doc)];
      });
      expect(ours, EJSON.stringify({ change, doc, arrayFilters })).toEqual(theirs);
    });
  });

  it('projects to the same document', { timeout }, async () => {
    await check(fc.tuple(fields, projection), async ([content, wanted]) => {
      fc.pre(!differsInProjection(wanted, content));
      const [doc] = (await store([content])) as [Doc];
      const theirs = await outcome(async () =>
        bytes(readable(await collection.find({}, { ...raw, projection: wanted }).toArray())[0]),
      );
      const ours = await outcome(() => bytes(compileProjection(decode(encode(wanted)))(doc)));
      expect(ours, EJSON.stringify({ wanted, doc })).toEqual(theirs);
    });
  });
});
