/**
 * One tenant's data cannot be told from a database in which there is nobody else: whatever tenant A asks for, among
 * others' data and alone, the answers are the same, what is A's afterwards is the same, and what is B's has not changed.
 */
import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Scope } from '../../../src/core/tenancy.ts';
import type { Repository } from '../../../src/models/scoped.ts';
import { database } from '../../helpers/mongo.ts';
import { everyTenant, type Note, type Sample, sample, scopeA, tenantA, tenantB } from './sample.ts';
import { anyFilter, anyPipeline, anyUpdate, anyWrite, idsOf, type Write } from './sample-requests.ts';

/** Input that no compiler has seen. */
type Loose = { [method in keyof Repository<Note>]: (scope: Scope, ...args: unknown[]) => Promise<unknown> };

/** Hundreds of requests each, on a server that may be slow. */
vi.setConfig({ testTimeout: 180_000 });

const mongo = await database();
const aloneConnection = mongoose.createConnection(mongo.uri, { dbName: `${mongo.name}_alone` });
const among = await sample(mongo.connection());
const alone = await sample(aloneConnection);

afterAll(async () => {
  await aloneConnection.dropDatabase();
  await aloneConnection.close();
});

const noted = (tenant: 'a' | 'b', at: number) => ({
  _id: idsOf(tenant)[at] ?? '',
  key: `key ${at}`,
  text: `quiet words of ${tenant}`,
  rev: at,
  tags: ['shared', `tag ${at}`],
});
const remarked = (tenant: 'a' | 'b', at: number) => ({
  _id: `remark ${tenant}${at}`,
  noteKey: `key ${at}`,
  words: `said of ${tenant}`,
});
const three = [0, 1, 2];

async function fill({ notes, remarks }: Sample, tenants: ('a' | 'b')[]): Promise<void> {
  const all = tenants.flatMap((tenant) => three.map((at) => ({ tenant, at })));
  const ofTenant = { a: { tenantId: tenantA }, b: { tenantId: tenantB } };
  await Promise.all([notes.deleteMany(everyTenant, {}), remarks.deleteMany(everyTenant, {})]);
  await Promise.all([
    notes.insertMany(
      everyTenant,
      all.map(({ tenant, at }) => ({ ...noted(tenant, at), ...ofTenant[tenant] })),
    ),
    remarks.insertMany(
      everyTenant,
      all.map(({ tenant, at }) => ({ ...remarked(tenant, at), ...ofTenant[tenant] })),
    ),
  ]);
}

async function fillBoth(): Promise<void> {
  await Promise.all([fill(among, ['a', 'b']), fill(alone, ['a'])]);
}
beforeAll(fillBoth);

/** The order of rows, and the time of a write, are nobody's promise. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(comparable).sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (value instanceof Date) return 'a time';
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, comparable(inner)]));
}

/** An answer, or the kind of refusal: the same request must meet the same. */
async function outcome(request: () => Promise<unknown>): Promise<unknown> {
  try {
    return comparable(await request());
  } catch (error) {
    return { refused: (error as Error).name };
  }
}

async function expectSame(request: (repository: Loose) => Promise<unknown>): Promise<unknown> {
  const ask = ({ notes }: Sample) => outcome(() => request(notes as unknown as Loose));
  const [amongOthers, asAlone] = await Promise.all([ask(among), ask(alone)]);
  expect(amongOthers).toEqual(asAlone);
  expect(String(JSON.stringify(amongOthers))).not.toMatch(/of b|remark b/);
  return amongOthers;
}

const all = async ({ notes, remarks }: Sample, tenantId: string) => [
  await notes.find(everyTenant, { tenantId }),
  await remarks.find(everyTenant, { tenantId }),
];

describe('what tenant A reads', () => {
  const sort = { _id: 1 };
  const reads: Record<string, (notes: Loose, filter: object) => Promise<unknown>> = {
    find: (notes, filter) => notes.find(scopeA, filter),
    findOne: (notes, filter) => notes.findOne(scopeA, filter, { sort }),
    count: (notes, filter) => notes.count(scopeA, filter),
    exists: (notes, filter) => notes.exists(scopeA, filter),
    distinct: (notes, filter) => notes.distinct(scopeA, 'text', filter),
    cursor: async (notes, filter) => {
      const found: unknown[] = [];
      for await (const one of notes.cursor(scopeA, filter) as unknown as AsyncIterable<unknown>)
        found.push(one);
      return found;
    },
    aggregate: (notes, filter) => notes.aggregate(scopeA, [{ $match: filter }, { $sort: sort }]),
  };

  it.each(Object.entries(reads))('by %s, with any filter', async (_, read) => {
    await fc.assert(
      fc.asyncProperty(anyFilter, async (filter) => {
        await expectSame((notes) => read(notes, filter));
      }),
      { numRuns: 50 },
    );
  });

  it('with any pipeline', async () => {
    await fc.assert(
      fc.asyncProperty(anyPipeline, async (pipeline) => {
        await expectSame((notes) => notes.aggregate(scopeA, pipeline));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what tenant A writes', () => {
  const run = (notes: Loose, { method, args }: Write) => notes[method](scopeA, ...args);

  async function expectHarmless(request: (notes: Loose) => Promise<unknown>): Promise<void> {
    const before = await all(among, tenantB);
    await expectSame(request);
    expect(await all(among, tenantB)).toEqual(before);
    expect(comparable(await all(among, tenantA))).toEqual(comparable(await all(alone, tenantA)));
    expect(await alone.notes.count(everyTenant, { tenantId: { $ne: tenantA } })).toBe(0);
    expect(await among.notes.count(everyTenant, { tenantId: { $nin: [tenantA, tenantB] } })).toBe(0);
  }

  it('by any write', async () => {
    await fc.assert(
      fc
        .asyncProperty(anyWrite, (write) => expectHarmless((notes) => run(notes, write)))
        .beforeEach(fillBoth),
      { numRuns: 100 },
    );
  });

  it('by any update of everything that any filter finds', async () => {
    await fc.assert(
      fc
        .asyncProperty(anyFilter, anyUpdate, (filter, update) =>
          expectHarmless((notes) => notes.updateMany(scopeA, filter, update)),
        )
        .beforeEach(fillBoth),
      { numRuns: 50 },
    );
  });

  it('by deleting everything that any filter finds', async () => {
    await fc.assert(
      fc
        .asyncProperty(anyFilter, (filter) => expectHarmless((notes) => notes.deleteMany(scopeA, filter)))
        .beforeEach(fillBoth),
      { numRuns: 50 },
    );
  });
});
