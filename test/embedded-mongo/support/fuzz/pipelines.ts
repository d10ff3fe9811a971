import fc from 'fast-check';
import type { Doc } from '../driver.ts';
import * as random from '../random-documents.ts';

interface Pipeline {
  stages: Doc[];
  ordered: boolean;
}

const dollar = random.path.map((path) => `$${path.replace('.0', '.x')}`);
const expression: fc.Arbitrary<unknown> = fc.oneof(
  dollar,
  fc
    .tuple(
      fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp'),
      dollar,
      fc.oneof(dollar, fc.integer({ min: 0, max: 3 })),
    )
    .map(([op, a, b]) => ({ [op]: [a, b] })),
  dollar.map((a) => ({ $type: a })),
  dollar.map((a) => ({ $ifNull: [a, 'none'] })),
  dollar.map((a) => ({ $isArray: [a] })),
  dollar.map((a) => ({ $cond: [a, 1, 2] })),
  fc.tuple(dollar, dollar).map(([a, b]) => ({ $and: [a, { $not: [b] }] })),
  dollar.map((a) => ({ $cond: [{ $isNumber: a }, { $add: [a, 1] }, null] })),
  dollar.map((a) => ({ $cond: [{ $isArray: a }, { $size: { $ifNull: [a, []] } }, -1] })),
  dollar.map((a) => ({ $concat: ['x', { $cond: [{ $eq: [{ $type: a }, 'string'] }, a, '-'] }] })),
);

/** Stages that keep the documents and their order. */
const shaping: fc.Arbitrary<Doc> = fc.oneof(
  random.filter.map((filter) => ({ $match: filter })),
  expression.map((value) => ({ $addFields: { n: value } })),
  expression.map((value) => ({ $project: { a: 1, n: value } })),
  fc.constantFrom<Doc>({ $unset: 'b' }, { $unset: ['a', 'c'] }, { $project: { b: 0 } }),
  fc
    .tuple(random.field, fc.boolean())
    .map(([field, keep]) => ({ $unwind: { path: `$${field}`, preserveNullAndEmptyArrays: keep } })),
);

const sort = random.totalSort.map((by) => ({ $sort: by }));
const page = fc.constantFrom<Doc[]>([], [], [{ $limit: 3 }], [{ $skip: 1 }], [{ $skip: 1 }, { $limit: 2 }]);

/** Half of the time a value that is there for certain: servers differ in what is missing. */
const key = fc
  .tuple(dollar, fc.boolean())
  .map(([path, there]) => (there ? { $ifNull: [path, 'none'] } : path));

const accumulators: fc.Arbitrary<Doc> = fc
  .tuple(key, fc.constantFrom('$sum', '$min', '$max', '$first', '$last', '$push', '$addToSet'))
  .map(([path, operator]) => ({ v: { [operator]: path }, n: { $sum: 1 } }));

/** Stages that gather: what comes out has no order. */
const gathering: fc.Arbitrary<Doc[]> = fc.oneof(
  fc.tuple(key, accumulators).map(([by, fields]) => [{ $group: { _id: by, ...fields } }]),
  accumulators.map((fields) => [{ $group: { _id: null, ...fields } }]),
  fc.constant<Doc[]>([{ $count: 'n' }]),
  key.map((by) => [{ $sortByCount: by }]),
  fc.tuple(random.field, random.field, fc.boolean()).map(([localField, foreignField, piped]) => [
    {
      $lookup: {
        from: 'right',
        localField,
        foreignField,
        ...(piped ? { pipeline: [{ $sort: { _id: 1 } }, { $project: { _id: 1 } }] } : {}),
        as: 'joined',
      },
    },
  ]),
  random.filter.map((filter) => [{ $unionWith: { coll: 'right', pipeline: [{ $match: filter }] } }]),
  fc.tuple(random.filter, key).map(([filter, by]) => [
    {
      $facet: {
        some: [{ $match: filter }, { $sort: { _id: 1 } }, { $limit: 2 }],
        count: [{ $group: { _id: by } }, { $count: 'n' }],
      },
    },
  ]),
);

/** A sort in front makes what $first, $last and $push see, and what a page holds, the only right thing. */
export const pipeline: fc.Arbitrary<Pipeline> = fc.oneof(
  fc
    .tuple(sort, page, fc.array(shaping, { maxLength: 3 }))
    .map(([first, cut, stages]) => ({ stages: [first, ...cut, ...stages], ordered: true })),
  fc
    .tuple(
      fc.array(
        shaping.filter((stage) => !('$project' in stage)),
        { maxLength: 2 },
      ),
      sort,
      gathering,
    )
    .map(([stages, by, last]) => ({
      stages: [...stages.filter((stage) => !('$unwind' in stage)), by, ...last],
      ordered: false,
    })),
);
