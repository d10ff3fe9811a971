import fc from 'fast-check';
import type { Doc } from '../driver.ts';
import * as random from '../random-documents.ts';

const number = fc.oneof(fc.integer({ min: -3, max: 5 }), fc.constantFrom(0.5, 2.5));

type Change = [operator: string, path: string, value: unknown];
const single: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('$set'), random.path, random.value) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('$unset'), random.path, fc.constant('')) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('$inc'), random.path, number) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('$mul'), random.path, number) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('$min', '$max'), random.path, random.scalar) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('$push', '$addToSet'), random.field, random.value) },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('$push'),
      random.field,
      fc
        .tuple(
          fc.array(random.scalar, { maxLength: 3 }),
          fc.constantFrom({}, { $slice: 2 }, { $slice: -1 }, { $sort: 1 }, { $position: 0 }),
        )
        .map(([values, how]) => ({ $each: values, ...how })),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('$pop'), random.field, fc.constantFrom(1, -1)) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('$pull'),
      random.field,
      fc.oneof(
        random.scalar,
        random.scalar.map((v) => ({ $gte: v })),
      ),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('$rename'), random.field, fc.constantFrom('d', 'e')) },
);

/**
 * Operators that write to paths in the order of their names: MongoDB adds fields in that order whatever the order
 * of the update, the peer in the order of the update.
 */
const operators: fc.Arbitrary<Doc> = fc.array(single, { minLength: 1, maxLength: 3 }).map((changes) => {
  const update: Record<string, Record<string, unknown>> = {};
  let last = '';
  for (const [operator, path, value] of changes) {
    const open = Object.keys(update).at(-1);
    if (path < last || (operator in update && operator !== open)) continue;
    update[operator] = { ...update[operator], [path]: value };
    last = operator === '$rename' ? String(value) : path;
  }
  return update;
});

const piped: fc.Arbitrary<Doc[]> = fc.constantFrom<Doc[]>(
  [{ $set: { d: '$a' } }],
  [{ $set: { a: { $ifNull: ['$a', 0] }, e: { $type: '$b' } } }],
  [{ $unset: 'b' }],
  [{ $set: { d: { $cond: [{ $gt: ['$a', 1] }, 'big', 'small'] } } }, { $unset: ['c'] }],
  [{ $replaceWith: { _id: '$_id', a: '$b', b: '$a' } }],
);

/** An update by operators or by a pipeline. */
export const change: fc.Arbitrary<Doc | Doc[]> = fc.oneof(
  { weight: 6, arbitrary: operators },
  { weight: 1, arbitrary: piped },
);

export const replacement: fc.Arbitrary<Doc> = random.document;
