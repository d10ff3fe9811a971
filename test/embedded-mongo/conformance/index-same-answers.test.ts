import { EJSON } from 'bson';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import * as random from '../support/random-documents.ts';

const mongo = await database();
const { FUZZ_RUNS: runs, FUZZ_SEED: seed = runs ? String(Date.now() % 2 ** 31) : '20261' } = process.env;

interface Question {
  filter: Doc;
  sort: Record<string, 1 | -1>;
  skip: number;
  limit: number;
}
const question: fc.Arbitrary<Question> = fc.record({
  filter: random.filter,
  sort: random.totalSort,
  skip: fc.constantFrom(0, 0, 2),
  limit: fc.constantFrom(0, 0, 3),
});
const index = fc.record({
  key: random.indexKey,
  sparse: fc.boolean(),
  partial: fc.option(fc.constantFrom({ a: { $exists: true } }, { b: { $gt: 0 } }, { c: 'a' }), {
    nil: undefined,
  }),
});

it('an index never changes an answer', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(
    fc.array(random.document, { minLength: 1, maxLength: 12 }),
    fc.array(question, { minLength: 1, maxLength: 8 }),
    fc.array(index, { minLength: 1, maxLength: 3 }),
    async (documents, questions, indexes) => {
      const c = mongo.collection();
      try {
        await c.insertMany(documents.map((document, _id) => ({ _id, ...document })));
        // A sort by two arrays is refused, with or without an index.
        const answer = async ({ filter, sort, skip, limit }: Question) => ({
          found: await c
            .find(filter, { promoteValues: false })
            .sort(sort)
            .skip(skip)
            .limit(limit)
            .toArray()
            .then(EJSON.stringify, (error: { code?: number }) => `refused ${error.code}`),
          count: await c.countDocuments(filter),
        });
        const before = await Promise.all(questions.map(answer));
        let made = 0;
        for (const { key, sparse, partial } of indexes) {
          if (random.refusesTogether(documents, key)) continue;
          const kind = partial ? { partialFilterExpression: partial } : { sparse };
          await c.createIndex(key, { ...kind, name: `i${made++}` }).catch((error: { code?: number }) => {
            // The same key twice in other dress is refused; two arrays deeper down are, too.
            if (![85, 86, 171].includes(error.code ?? 0)) throw error;
          });
        }
        for (const [n, asked] of questions.entries())
          expect(await answer(asked), EJSON.stringify(asked)).toEqual(before[n]);
        // A document that comes and goes leaves every index as it was.
        await c.insertOne({ _id: -1, a: 1, b: 'a', c: null });
        await c.updateOne({ _id: -1 }, { $set: { a: { x: 2 }, c: 'b' }, $unset: { b: 1 } });
        await c.deleteOne({ _id: -1 });
        for (const [n, asked] of questions.entries())
          expect(await answer(asked), EJSON.stringify(asked)).toEqual(before[n]);
      } finally {
        await c.drop();
      }
    },
  );
  await fc.assert(property, { numRuns: Number(runs ?? 60), seed: Number(seed), endOnFailure: false });
});
