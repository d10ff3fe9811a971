import { Decimal128, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import type { Doc } from './driver.ts';

/** Few names and few values, so that filters often find something and values often meet. */
export const field = fc.constantFrom('a', 'b', 'c');
export const path = fc.oneof(field, fc.constantFrom('a.x', 'b.x', 'a.0', 'b.x.y'));

export const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 5 }) },
  { weight: 2, arbitrary: fc.constantFrom(0.5, 1.5, -0.5, 2 ** 40) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(Long.fromNumber(1), Long.fromNumber(4), Long.fromString('9007199254740993')),
  },
  { weight: 1, arbitrary: fc.constantFrom('1', '1.5', '-2').map((text) => Decimal128.fromString(text)) },
  { weight: 4, arbitrary: fc.constantFrom('', 'a', 'ab', 'b', 'B', 'é') },
  { weight: 2, arbitrary: fc.boolean() },
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 1000).map((ms) => new Date(ms)) },
  { weight: 1, arbitrary: fc.constantFrom('1', '2').map((n) => new ObjectId(n.padStart(24, '0'))) },
);

const inner = fc.dictionary(fc.constantFrom('x', 'y'), scalar, { maxKeys: 2, noNullPrototype: true });

export const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(fc.oneof(scalar, inner), { maxLength: 3 }) },
  { weight: 2, arbitrary: inner },
);

export const document: fc.Arbitrary<Doc> = fc.dictionary(field, value, { maxKeys: 3, noNullPrototype: true });

const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: value },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne', '$eq'), scalar)
      .map(([op, v]) => ({ [op]: v })),
  },
  { weight: 2, arbitrary: fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high })) },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })) },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }).map((values) => ({ $nin: values })) },
  { weight: 1, arbitrary: fc.boolean().map((there) => ({ $exists: there })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('number', 'string', 'null', 'array').map((type) => ({ $type: type })),
  },
  { weight: 1, arbitrary: fc.constantFrom(/^a/, /b$/i).map((regex) => regex) },
  { weight: 1, arbitrary: scalar.map((v) => ({ $not: { $gt: v } })) },
  { weight: 1, arbitrary: scalar.map((v) => ({ $elemMatch: { $gte: v } })) },
  { weight: 1, arbitrary: fc.nat(2).map((size) => ({ $size: size })) },
);

const simple: fc.Arbitrary<Doc> = fc.dictionary(path, condition, {
  minKeys: 1,
  maxKeys: 2,
  noNullPrototype: true,
});

export const filter: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 6, arbitrary: simple },
  { weight: 1, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.array(simple, { minLength: 1, maxLength: 3 }).map((branches) => ({ $or: branches })),
  },
  {
    weight: 1,
    arbitrary: fc.array(simple, { minLength: 1, maxLength: 2 }).map((branches) => ({ $and: branches })),
  },
  {
    weight: 1,
    arbitrary: fc.array(simple, { minLength: 1, maxLength: 2 }).map((branches) => ({ $nor: branches })),
  },
);

const direction = fc.constantFrom<1 | -1>(1, -1);

/** A sort in which no two documents are equal, so that its order is the only right one. */
export const totalSort: fc.Arbitrary<Record<string, 1 | -1>> = fc
  .tuple(fc.dictionary(path, direction, { maxKeys: 2, noNullPrototype: true }), direction)
  .map(([sort, last]) => ({ ...sort, _id: last }));

export const indexKey: fc.Arbitrary<Record<string, 1 | -1>> = fc.dictionary(path, direction, {
  minKeys: 1,
  maxKeys: 3,
  noNullPrototype: true,
});

/** Two arrays in one document cannot be in one index; MongoDB refuses such a document. */
export function refusesTogether(documents: Doc[], key: Record<string, unknown>): boolean {
  const heads = new Set(Object.keys(key).map((name) => name.split('.')[0] as string));
  return documents.some((d) => [...heads].filter((head) => Array.isArray(d[head])).length > 1);
}
