/** An update leaves alone the indexes whose fields it does not touch; the entries of all of them stay right. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifyFolder } from '../../../embedded/mongo/verify.ts';
import { startEngine } from '../../helpers/mongo.ts';
import { MongoClient } from '../support/driver.ts';
import { temporaryFolder } from '../support/server-process.ts';

const path = fc.constantFrom('n', 'state', 'tags', 'inner', 'inner.a', 'inner.b', 'list.a', 'other', 'text');
const value = fc.oneof(
  fc.constantFrom<unknown>('new', 'done', null, 0, -0, 1, 2.5),
  fc.array(fc.constantFrom<unknown>('new', 1, 2), { maxLength: 3 }),
  fc.record({ a: fc.constantFrom<unknown>('new', 1, [1, 2]), b: fc.nat({ max: 2 }) }, { requiredKeys: [] }),
);
const id = fc.nat({ max: 3 });
const change = fc.oneof(
  fc.record({ $set: fc.dictionary(path, value, { minKeys: 1, maxKeys: 2 }) }),
  fc.record({ $unset: fc.dictionary(path, fc.constant(true), { minKeys: 1, maxKeys: 2 }) }),
  fc.record({ $push: fc.record({ tags: fc.constantFrom<unknown>('new', 1) }) }),
  fc.record({ $inc: fc.record({ n: fc.integer({ min: -1, max: 1 }) }) }),
  fc.record({ $rename: fc.constantFrom({ n: 'other' }, { other: 'n' }, { 'inner.a': 'state' }) }),
);
const step = fc.oneof(
  fc.record({ id, change }),
  fc.record({
    id,
    document: fc.dictionary(
      path.filter((name) => !name.includes('.')),
      value,
    ),
  }),
);

test('whatever an update changes, verified from the documents', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
      const dir = await temporaryFolder();
      const engine = await startEngine({ dir });
      const client = new MongoClient(engine.uri);
      try {
        const rows = client.db('checked').collection<{ _id: number }>('rows');
        await rows.createIndexes([
          { key: { n: 1 } },
          { key: { tags: 1, n: -1 } },
          { key: { 'inner.a': 1 } },
          { key: { 'inner.b': 1 }, sparse: true },
          { key: { 'list.a': 1, other: 1 } },
          { key: { other: 1 }, partialFilterExpression: { state: 'new' }, name: 'by another field' },
          {
            key: { n: 1 },
            partialFilterExpression: { 'inner.a': { $exists: true } },
            name: 'by an inner field',
          },
          {
            key: { state: 1 },
            partialFilterExpression: { $and: [{ n: { $gt: 0 } }, { other: 'new' }] },
            name: 'by several',
          },
          { key: { text: 'text' } },
        ]);
        await rows.insertMany([0, 1, 2, 3].map((_id) => ({ _id, n: _id, state: 'new', list: [{ a: _id }] })));
        for (const one of steps) {
          // Some cannot be: a number is not pushed to, and what is no number is not counted up.
          if ('change' in one)
            await rows.updateOne({ _id: one.id }, one.change as object).catch(() => undefined);
          else await rows.replaceOne({ _id: one.id }, one.document as object).catch(() => undefined);
        }
      } finally {
        await client.close();
        await engine.close();
      }
      expect((await verifyFolder(dir)).problems).toEqual([]);
    }),
    { numRuns: 15 },
  );
}, 120_000);
