/** Looking whole keys of unique indexes up finds what looking at every document would, in order and each once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { often } from '../../helpers/often.ts';

const mongo = await database();

const some = fc.integer({ min: 0, max: 6 });
const values = fc.oneof(some, fc.uniqueArray(some, { maxLength: 5 }));
const fits = (asked: number | number[], value: number) => [asked].flat().includes(value);
const query = (asked: number | number[]) => (Array.isArray(asked) ? { $in: asked } : asked);

test('of two fields, one of them descending', async () => {
  const collection = mongo.collection();
  await collection.createIndex({ a: 1, b: -1 }, { unique: true });
  const all = [0, 1, 2, 3, 4].flatMap((a) => [0, 2, 3, 5].map((b) => ({ _id: `${a} ${b}`, a, b })));
  await collection.insertMany(all);
  await fc.assert(
    fc.asyncProperty(values, values, fc.constantFrom(1, -1), async (a, b, way) => {
      const found = await collection
        .find({ a: query(a), b: query(b) })
        .sort({ a: way as 1, b: -way as 1 })
        // Each page goes on from where the last one ended.
        .batchSize(2)
        .toArray();
      const wanted = all
        .filter((one) => fits(a, one.a) && fits(b, one.b))
        .sort((one, other) => way * (one.a - other.a || other.b - one.b));
      expect(found).toEqual(wanted);
      expect(await collection.countDocuments({ a: query(a), b: query(b) })).toBe(wanted.length);
    }),
    { numRuns: often(500) },
  );
});

test('of the elements of lists, whose documents are told once', async () => {
  const collection = mongo.collection();
  await collection.createIndex({ of: 1 }, { unique: true });
  await collection.insertMany([
    { _id: 'one', of: [0, 1, 2] },
    { _id: 'two', of: [3, 4] },
    { _id: 'three', of: 5 },
    { _id: 'four' },
  ]);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.oneof(some, fc.constant(null)), { maxLength: 8 }), async (asked) => {
      const has = (...of: unknown[]) => asked.some((value) => of.includes(value));
      const found = await collection
        .find({ of: { $in: asked } })
        .batchSize(1)
        .toArray();
      expect(found.map(({ _id }) => _id).sort()).toEqual(
        [has(null) && 'four', has(0, 1, 2) && 'one', has(5) && 'three', has(3, 4) && 'two'].filter(Boolean),
      );
    }),
    { numRuns: often(300) },
  );
});

test('of many more values than there are documents', async () => {
  const collection = mongo.collection();
  await collection.insertMany([7, 70_000].map((_id) => ({ _id })));
  const asked = Array.from({ length: 100_000 }, (_, at) => at);
  expect(await collection.find({ _id: { $in: asked } }).toArray()).toEqual([{ _id: 7 }, { _id: 70_000 }]);
  expect(await collection.countDocuments({ _id: { $in: asked } })).toBe(2);
  expect(await collection.countDocuments({ _id: { $in: asked.map((n) => `${n}`) } })).toBe(0);
});
