/** Random values, documents, filters, updates and projections: few names and small values, so that they meet. */
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';

const decimal = (text: string) => Decimal128.fromString(text);

export const number: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -3, max: 5 }) },
  fc.constantFrom<unknown>(1.5, -0.5, 0.1, Number.NaN, Number.POSITIVE_INFINITY, 1e17, 2 ** 53),
  fc.constantFrom<unknown>(new Double(1), new Double(2), new Double(0)),
  fc.constantFrom<unknown>(Long.fromNumber(1), Long.fromNumber(2), Long.fromString('9007199254740993')),
  fc.constantFrom<unknown>(decimal('1'), decimal('1.50'), decimal('0.1'), decimal('-2'), decimal('NaN')),
  fc.constantFrom<unknown>(2147483647, -2147483648),
);

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 4, arbitrary: fc.constantFrom<unknown>('', 'a', 'b', 'ab', 'A', 'é', '\uffee', '\u{1f600}') },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false) },
  fc.constantFrom<unknown>(new Date(0), new Date(-1), new Date(86_400_000)),
  fc.constantFrom<unknown>(
    new ObjectId('0123456789abcdef01234567'),
    new ObjectId('ffffffffffffffffffffffff'),
  ),
  fc.constantFrom<unknown>(
    new Binary(Buffer.from([1, 2])),
    new Binary(Buffer.from([1]), 4),
    new Binary(Buffer.from([7])),
  ),
  fc.constantFrom<unknown>(
    new Timestamp({ t: 1, i: 1 }),
    new MinKey(),
    new MaxKey(),
    new BSONRegExp('a', 'i'),
  ),
);

const names = fc.constantFrom('a', 'b', 'c');

export const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }) },
  ),
})).value;

export const fields: fc.Arbitrary<Doc> = fc.record(
  { a: value, b: value, c: value },
  { requiredKeys: [], noNullPrototype: true },
);

const path = fc.constantFrom(
  'a',
  'b',
  'a.b',
  'a.a',
  'a.0',
  'a.1',
  'a.0.b',
  'a.b.c',
  'a.b.0',
  'b.a.b',
  'a.1.0',
);

const type = fc.constantFrom<unknown>(
  'number',
  'int',
  'double',
  'array',
  'object',
  'string',
  'null',
  2,
  -1,
  ['int', 'bool'],
  'decimal',
);
const bits = fc.oneof(
  fc.nat(7),
  fc.array(fc.nat(9), { maxLength: 2 }),
  fc.constant<unknown>(new Binary(Buffer.from([3]))),
);
const plain = value.filter((v) => !(v instanceof BSONRegExp));

const leaf: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ $eq: plain }, { noNullPrototype: true }) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne'), plain)
      .map(([op, v]) => ({ [op]: v })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('$in', '$nin'), fc.array(value, { maxLength: 3 }))
      .map(([op, v]) => ({ [op]: v })),
  },
  fc.boolean().map(($exists) => ({ $exists })),
  type.map(($type) => ({ $type })),
  fc.nat(3).map(($size) => ({ $size })),
  fc.tuple(fc.constantFrom(1, 2, 3, -2), fc.integer({ min: -1, max: 2 })).map(($mod) => ({ $mod })),
  fc.array(plain, { maxLength: 2 }).map(($all) => ({ $all })),
  fc.constantFrom<Doc>({ $regex: 'A', $options: 'i' }, { $regex: '^a' }, { $regex: 'b$', $options: 'm' }),
  fc
    .tuple(fc.constantFrom('$bitsAllSet', '$bitsAnySet', '$bitsAllClear', '$bitsAnyClear'), bits)
    .map(([op, v]) => ({ [op]: v })),
);

export const filter: fc.Arbitrary<Doc> = fc.letrec<{ filter: Doc; operators: Doc }>((tie) => ({
  operators: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: leaf },
    fc.tuple(leaf, leaf).map(([a, b]) => ({ ...a, ...b })),
    tie('operators').map(($not) => ({ $not })),
    tie('operators').map(($elemMatch) => ({ $elemMatch })),
    tie('filter').map(($elemMatch) => ({ $elemMatch })),
    fc
      .array(
        tie('filter').map(($elemMatch) => ({ $elemMatch })),
        { minLength: 1, maxLength: 2 },
      )
      .map(($all) => ({ $all })),
  ),
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 2, arbitrary: fc.tuple(path, value).map(([p, v]) => ({ [p]: v })) },
    { weight: 6, arbitrary: fc.tuple(path, tie('operators')).map(([p, v]) => ({ [p]: v })) },
    fc.tuple(path, tie('operators'), path, tie('operators')).map(([p, v, q, w]) => ({ [p]: v, [q]: w })),
    fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 2 }))
      .map(([op, parts]) => ({ [op]: parts })),
  ),
})).filter;

const target = fc.constantFrom(
  'a',
  'b',
  'c',
  'a.b',
  'a.0',
  'a.2',
  'a.b.c',
  'b.a',
  'd',
  'd.e',
  'a.$[]',
  'a.$[].b',
  'a.$[x]',
  'a.$[x].b',
);

const change: fc.Arbitrary<Doc> = fc
  .oneof(
    fc.tuple(fc.constantFrom('$set', '$min', '$max', '$addToSet', '$push'), target, value),
    fc.tuple(fc.constantFrom('$inc', '$mul'), target, number),
    fc.tuple(fc.constant('$unset'), target, fc.constant('')),
    fc.tuple(fc.constant('$pop'), target, fc.constantFrom(1, -1)),
    fc.tuple(
      fc.constant('$rename'),
      fc.constantFrom('a', 'b', 'a.b'),
      fc.constantFrom('c', 'd', 'b.c', 'd.e'),
    ),
    fc.tuple(fc.constant('$pull'), target, fc.oneof(value, leaf, filter)),
    fc.tuple(fc.constant('$pullAll'), target, fc.array(value, { maxLength: 2 })),
    fc.tuple(
      fc.constant('$bit'),
      target,
      fc.tuple(fc.constantFrom('and', 'or', 'xor'), fc.nat(7)).map(([op, n]) => ({ [op]: n })),
    ),
    fc.tuple(
      fc.constant('$push'),
      target,
      fc.record(
        {
          $each: fc.array(value, { maxLength: 3 }),
          $slice: fc.integer({ min: -3, max: 3 }),
          $position: fc.integer({ min: -3, max: 3 }),
          $sort: fc.constantFrom<unknown>(1, -1, { a: 1 }, { b: -1, a: 1 }),
        },
        { requiredKeys: ['$each'], noNullPrototype: true },
      ),
    ),
    fc.tuple(
      fc.constant('$addToSet'),
      target,
      fc.array(value, { maxLength: 3 }).map(($each) => ({ $each })),
    ),
  )
  .map(([op, field, operand]) => ({ [op]: { [field]: operand } }));

/** One operator, or two different ones. */
export const update: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 3, arbitrary: change },
  fc.tuple(change, change).map(([a, b]) => ({ ...a, ...b })),
);

const shown = fc.constantFrom<unknown>(
  1,
  true,
  0,
  false,
  { $slice: 1 },
  { $slice: -2 },
  { $slice: [1, 1] },
  { $slice: [-2, 1] },
  { b: 1 },
  { b: 0 },
);

const idShown = fc.tuple(fc.constant('_id'), fc.constantFrom<unknown>(0, 1));
const fieldShown = fc.tuple(fc.constantFrom('a', 'b', 'c', 'a.b', 'a.b.c', 'b.a', 'c.b'), shown);

export const projection: fc.Arbitrary<Doc> = fc
  .tuple(fc.option(idShown), fc.uniqueArray(fieldShown, { selector: ([name]) => name, maxLength: 3 }))
  .map(([id, others]) => Object.fromEntries(id ? [id, ...others] : others));
