/**
 * Random expressions and pipelines, here and on a real server that nobody here wrote. Needs TEST_MONGODB_URI;
 * FUZZ_RUNS says how many of each (300), FUZZ_SEED where to begin (1).
 */
import { EJSON } from 'bson';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAggregate, validatePipeline } from '../../../embedded/mongo/aggregate/index.ts';
import { MongoError } from '../../../embedded/mongo/errors.ts';
import { compileFilter } from '../../../embedded/mongo/match/index.ts';
import { type Doc, decode, encode } from '../../../embedded/mongo/values/bson.ts';
import { numberType, toDecimal, toNumber } from '../../../embedded/mongo/values/numbers.ts';
import { faults } from './faults.ts';
import { document, expression, pipeline, Random } from './generate.ts';

const uri = process.env.TEST_MONGODB_URI;
const runs = Number(process.env.FUZZ_RUNS ?? 300);
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);

/** Text under which equal answers meet. Sums of doubles may differ in their last digits. */
function text(value: unknown, name = ''): string {
  if (value === undefined) return 'undefined';
  const type = numberType(value);
  // Which of equal numbers of several types stands for them is left open: in the _id of a group, in a set.
  const open = ['_id', 'id', 'lo', 'hi'].includes(name) || name.startsWith('set');
  if (type === 'double' || (type && open))
    return `${open ? '' : 'd'}${Number(toNumber(value).toPrecision(11)) + 0}`;
  if (type === 'decimal') return `decimal${toDecimal(value).special}${toNumber(value)}`;
  if (type) return `${type}${String(value)}`;
  if (Array.isArray(value)) {
    const parts = (value as unknown[]).map((element) => text(element, open ? name : ''));
    return `[${(name.startsWith('set') ? parts.filter(told).sort() : parts).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const doc = value as Doc;
    // The peer leaves the _id of a group out where a dotted path misses; it puts fields in another order.
    const names = Object.keys(doc).filter((key) => key !== '_id' || doc._id !== null);
    return `{${names
      .sort()
      .map((key) => `${key}:${text(doc[key], key)}`)
      .join(',')}}`;
  }
  return EJSON.stringify({ value }, { relaxed: false });
}

/** The peer adds null to a set where a field is missing, and drops empty documents from the output of $facet. */
const told = (part: string): boolean => part !== 'null' && part !== '{}' && !part.includes('"value":null');

/** The peer counts no documents as 0, where MongoDB gives no document. */
const answer = (docs: Doc[]): string =>
  docs
    .map((doc) => text(doc))
    .filter((part) => part !== '{count:int0}')
    .sort()
    .join('\n');

/** The peer's database restarts by itself when a query has crashed it, whoever asked. */
const restarting = (error: unknown): boolean =>
  /not yet accepting|unexpected EOF|recovery mode|terminating|SQLSTATE|closed/.test(String(error));

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 60; ; tries--) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 0 || !restarting(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

type Db = mongoose.mongo.Db;

describe.skipIf(!uri)('aggregation as a real server has it (TEST_MONGODB_URI)', () => {
  const client = new mongoose.mongo.MongoClient(uri ?? 'mongodb://unused');
  const contents = new Map<string, Buffer[]>();
  let db: Db;

  beforeAll(async () => {
    db = client.db(`aggregate_peer_${process.pid}`);
    await client.connect();
  });

  afterAll(async () => {
    await patiently(() => db.dropDatabase());
    await client.close();
  });

  async function fill(name: string, random: Random, count: number): Promise<void> {
    const docs = Array.from({ length: count }, (_, i) => encode(document(random, i + 1)));
    contents.set(name, docs);
    const collection: mongoose.mongo.Collection<Doc> = db.collection(name);
    await patiently(() => collection.deleteMany({}));
    await patiently(() => collection.insertMany(docs.map((bytes) => decode(bytes))));
  }

  const read = (name: string): Doc[] => (contents.get(name) ?? []).map((bytes) => decode(bytes));

  function here(stages: Doc[]): string {
    try {
      validatePipeline(stages);
      const find = (name: string, filter: Doc) => read(name).filter(compileFilter(filter));
      const docs = [...runAggregate(read('docs'), stages, { collections: { find }, now: new Date(0) })];
      return answer(docs.map((doc) => decode(encode(doc))));
    } catch (error) {
      if (error instanceof MongoError) return 'error';
      throw error;
    }
  }

  /** undefined where the question crashed the peer. */
  async function there(stages: Doc[]): Promise<string | undefined> {
    try {
      const found = (await db
        .collection('docs')
        .aggregate(stages, { raw: true })
        .toArray()) as unknown as Uint8Array[];
      return answer(found.map((bytes) => decode(Buffer.from(bytes))));
    } catch (error) {
      // It also cuts texts within a character, which no client can read.
      if (restarting(error) || /Invalid UTF-8/.test(String(error))) return undefined;
      if (typeof (error as { code?: unknown }).code === 'number') return 'error';
      throw error;
    }
  }

  async function compareAll(make: (random: Random, seed: number) => Doc[]): Promise<string[]> {
    const different: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      if ((seed - firstSeed) % 25 === 0) {
        const random = new Random(seed * 7 + 1);
        await fill('docs', random, 10);
        await fill('other', random, 8);
      }
      const stages = make(new Random(seed), seed);
      const written = JSON.stringify(stages, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      const [ours, theirs] = [here(stages), await there(stages)];
      if (theirs === undefined || ours === theirs || faults.some(({ pattern }) => pattern.test(written)))
        continue;
      different.push(`seed ${seed}: ${written}\n  here  ${ours}\n  there ${theirs}`);
    }
    return different;
  }

  it('gives the same values for expressions', { timeout: 60_000 + runs * 200 }, async () => {
    const different = await compareAll((random, seed) => [
      { $match: { _id: 1 + (seed % 10) } },
      { $project: { _id: 0, v: { $ifNull: [expression(random), { $literal: null }] } } },
    ]);
    expect(different.join('\n')).toBe('');
  });

  it('gives the same documents for pipelines', { timeout: 60_000 + runs * 200 }, async () => {
    expect((await compareAll((random) => pipeline(random))).join('\n')).toBe('');
  });
});
