/** What updates make of a document, and how wrong ones are refused. */
import { Decimal128, Double, Long } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MongoError } from '../../../embedded/mongo/errors.ts';
import {
  compileUpdate,
  isReplacement,
  type UpdateOptions,
  upsertDocument,
} from '../../../embedded/mongo/update/index.ts';
import { type Doc, encode } from '../../../embedded/mongo/values/bson.ts';
import { often } from '../../helpers/often.ts';
import { fields, value } from './arbitraries.ts';

type Options = Partial<UpdateOptions> & { onInsert?: boolean };

function apply(doc: Doc, update: Doc | Doc[], { onInsert, ...options }: Options = {}): Doc | undefined {
  const before = encode(doc).toString('hex');
  const after = compileUpdate(update, { filter: {}, ...options }).apply(doc, onInsert);
  expect(encode(doc).toString('hex')).toBe(before);
  return after;
}

function refusal(run: () => unknown): { code: number; message: string } {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(MongoError);
    return error as MongoError;
  }
  return expect.fail('was accepted');
}

describe('an update', () => {
  it.each<[string, Doc, Doc, Doc | undefined, Options?]>([
    ['$set of an equal value changes nothing', { a: 1 }, { $set: { a: 1 } }, undefined],
    [
      '$set of another number type is a change',
      { a: 1 },
      { $set: { a: new Double(1) } },
      { a: new Double(1) },
    ],
    [
      'new fields in the order of their names',
      { z: 1 },
      { $set: { c: 1, b10: 1, b: 1, a: { y: 1 } } },
      { z: 1, a: { y: 1 }, b: 1, b10: 1, c: 1 },
    ],
    ['$set makes the documents on the way', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    ['$set beyond an array fills it up', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
    [
      '$set below an array',
      { a: [{ b: 1 }] },
      { $set: { 'a.0.b': 2, 'a.1.b': 3 } },
      { a: [{ b: 2 }, { b: 3 }] },
    ],
    ['numeric names in a document', { a: {} }, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
    ['$unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '', x: '' } }, { b: { d: 2 } }],
    ['$unset of an element', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
    ['$unset of nothing', { a: 1 }, { $unset: { b: '', 'a.b': '' } }, undefined],
    ['$inc', { a: 1 }, { $inc: { a: 2, b: 3 } }, { a: 3, b: 3 }],
    ['$inc beyond an int', { a: 2147483647 }, { $inc: { a: 1 } }, { a: Long.fromNumber(2147483648) }],
    ['$inc by nothing', { a: 1 }, { $inc: { a: 0 } }, undefined],
    ['$inc by another type', { a: 1 }, { $inc: { a: new Double(0) } }, { a: new Double(1) }],
    [
      '$mul',
      { a: 3 },
      { $mul: { a: Decimal128.fromString('1.5'), b: 5 } },
      { a: Decimal128.fromString('4.5'), b: 0 },
    ],
    ['$min and $max', { a: 5, b: 5 }, { $min: { a: 3, c: 1 }, $max: { b: 3 } }, { a: 3, b: 5, c: 1 }],
    ['$max across types', { a: 5 }, { $max: { a: 'x' } }, { a: 'x' }],
    ['$rename', { a: 1, b: 2 }, { $rename: { a: 'c.d', x: 'y' } }, { b: 2, c: { d: 1 } }],
    ['$rename onto a field', { a: 1, b: 2, c: 3 }, { $rename: { a: 'b' } }, { b: 1, c: 3 }],
    ['$currentDate', {}, { $currentDate: { a: true } }, { a: new Date(5) }, { now: new Date(5) }],
    ['$setOnInsert otherwise', { a: 1 }, { $setOnInsert: { b: 1 } }, undefined],
    [
      '$setOnInsert on insertion',
      { a: 1 },
      { $setOnInsert: { b: 1, _id: 7 } },
      { _id: 7, a: 1, b: 1 },
      { onInsert: true },
    ],
    ['$push', { a: [1] }, { $push: { a: [2], b: 1 } }, { a: [1, [2]], b: [1] }],
    [
      '$push with $position and $slice',
      { a: [1, 2, 3] },
      { $push: { a: { $each: [8, 9], $position: -1, $slice: 4 } } },
      { a: [1, 2, 8, 9] },
    ],
    [
      '$push with $sort by a field',
      { a: [{ x: 2 }, { x: 1 }] },
      { $push: { a: { $each: [{ x: 3 }], $sort: { x: -1 }, $slice: -2 } } },
      { a: [{ x: 2 }, { x: 1 }] },
    ],
    ['$push of nothing', { a: [1] }, { $push: { a: { $each: [] } } }, undefined],
    ['$push of nothing makes the array', {}, { $push: { a: { $each: [] } } }, { a: [] }],
    ['$addToSet', { a: [1] }, { $addToSet: { a: { $each: [new Double(1), 2, 2] } } }, { a: [1, 2] }],
    ['$addToSet of a member', { a: [{ x: 1 }] }, { $addToSet: { a: { x: 1 } } }, undefined],
    [
      '$pop',
      { a: [1, 2], b: [1, 2], c: [] },
      { $pop: { a: 1, b: -1, c: 1, d: 1 } },
      { a: [1], b: [2], c: [] },
    ],
    ['$pull of a value', { a: [1, 2, [1]] }, { $pull: { a: 1 } }, { a: [2, [1]] }],
    ['$pull by a condition', { a: [1, 5, 9] }, { $pull: { a: { $gt: 4 } } }, { a: [1] }],
    [
      '$pull of documents',
      { a: [{ x: 1, y: 1 }, { x: 2 }, 1] },
      { $pull: { a: { x: 1 } } },
      { a: [{ x: 2 }, 1] },
    ],
    [
      '$pull by a logical condition',
      { a: [{ x: 1 }, { x: 2 }] },
      { $pull: { a: { $or: [{ x: 2 }] } } },
      { a: [{ x: 1 }] },
    ],
    ['$pullAll', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    ['$bit', { a: 13 }, { $bit: { a: { and: 10, or: 1 }, b: { xor: Long.ONE } } }, { a: 9, b: Long.ONE }],
    ['$', { a: [1, 5] }, { $set: { 'a.$': 0 } }, { a: [1, 0] }, { filter: { a: { $gt: 4 } } }],
    ['$[]', { a: [{ x: 1 }, { x: 2 }] }, { $inc: { 'a.$[].x': 1 } }, { a: [{ x: 2 }, { x: 3 }] }],
    [
      '$[id]',
      {
        a: [
          { x: 1, y: [1, 2] },
          { x: 2, y: [2] },
        ],
      },
      { $set: { 'a.$[i].y.$[j]': 0 } },
      {
        a: [
          { x: 1, y: [1, 2] },
          { x: 2, y: [0] },
        ],
      },
      { arrayFilters: [{ 'i.x': 2 }, { j: { $gte: 2 } }] },
    ],
    [
      '$[id] by $or',
      { a: [1, 2, 3] },
      { $set: { 'a.$[i]': 0 } },
      { a: [0, 2, 0] },
      { arrayFilters: [{ $or: [{ i: 1 }, { i: 3 }] }] },
    ],
    ['a nested $ name', {}, { $set: { a: { $b: 1 } } }, { a: { $b: 1 } }],
    [
      '__proto__ is a field',
      {},
      { $set: JSON.parse('{"__proto__":{"x":1}}') as Doc },
      JSON.parse('{"__proto__":{"x":1}}') as Doc,
    ],
    ['a replacement', { _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
    ['a replacement by the same', { _id: 1, a: 1 }, { a: 1 }, undefined],
    ['a replacement in another order', { _id: 1, a: 1, b: 2 }, { b: 2, a: 1 }, { _id: 1, b: 2, a: 1 }],
  ])('%s', (_name, doc, update, expected, options) => {
    const result = apply(doc, update, options);
    expect(result && encode(result).toString('hex')).toEqual(expected && encode(expected).toString('hex'));
  });

  it.each<[Doc, Doc, number, string, Options?]>([
    [{ a: 1 }, { $set: { 'a.b': 1 } }, 28, "Cannot create field 'b' in element {a: 1}"],
    [{ a: [1] }, { $set: { 'a.b': 1 } }, 28, "Cannot create field 'b' in element {a: [ 1 ]}"],
    [
      { a: 1 },
      { $pop: { 'a.b': 1 } },
      28,
      'Cannot use the part (b) of (a.b) to traverse the element ({a: 1})',
    ],
    [{ a: [] }, { $set: { 'a.1500002': 1 } }, 15891, "can't backfill more than 1500000 elements"],
    [{}, { $set: { a: 1, 'a.b': 1 } }, 40, "Updating the path 'a.b' would create a conflict at 'a'"],
    [{}, { $set: { a: 1 }, $inc: { a: 1 } }, 40, "Updating the path 'a' would create a conflict at 'a'"],
    [
      { a: [1] },
      { $set: { 'a.$[]': 1, 'a.0': 2 } },
      40,
      "Updating the path 'a.0' would create a conflict at 'a'",
    ],
    [
      { a: [1] },
      { $set: { 'a.$': 1, 'a.0': 2 } },
      40,
      "Update created a conflict at 'a.0'",
      { filter: { a: 1 } },
    ],
    [
      { _id: 1, a: 'x' },
      { $inc: { a: 1 } },
      14,
      "Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'a' of non-numeric type string",
    ],
    [{}, { $inc: { a: 'x' } }, 14, 'Cannot increment with non-numeric argument: {a: "x"}'],
    [
      { _id: 1, a: Long.MAX_VALUE },
      { $inc: { a: 1 } },
      2,
      'Failed to apply $inc operations to current value ((NumberLong)9223372036854775807) for document {_id: 1}',
    ],
    [
      { _id: 1, a: 1 },
      { $push: { a: 1 } },
      2,
      "The field 'a' must be an array but is of type int in document {_id: 1}",
    ],
    [
      {},
      { $push: { a: { $each: 1 } } },
      2,
      'The argument to $each in $push must be an array but it was of type: int',
    ],
    [{}, { $push: { a: { $each: [], $x: 1 } } }, 2, 'Unrecognized clause in $push: $x'],
    [{ a: 1 }, { $addToSet: { a: 1 } }, 2, 'Cannot apply $addToSet to non-array field.'],
    [{ a: 1 }, { $pop: { a: 1 } }, 14, "Path 'a' contains an element of non-array type 'int'"],
    [{}, { $pop: { a: 2 } }, 9, '$pop expects 1 or -1, found: 2'],
    [{ a: 1 }, { $pull: { a: 1 } }, 2, 'Cannot apply $pull to a non-array value'],
    [{}, { $pullAll: { a: 1 } }, 2, '$pullAll requires an array argument but was given a int'],
    [{ a: 1.5 }, { $bit: { a: { and: 1 } } }, 2, 'Cannot apply $bit to a value of non-integral type.'],
    [{}, { $rename: { a: 'a' } }, 2, 'The source and target field for $rename must differ'],
    [{ a: [1] }, { $rename: { 'a.0': 'b' } }, 2, 'The source field cannot be an array element'],
    [{}, { $currentDate: { a: 1 } }, 2, 'int is not valid type for $currentDate.'],
    [{ _id: 1 }, { $set: { _id: 2 } }, 66, "would modify the immutable field '_id'"],
    [{ _id: 1 }, { $unset: { _id: '' } }, 66, "would modify the immutable field '_id'"],
    [{ _id: 1 }, { _id: 2 }, 66, "the (immutable) field '_id' was found to have been altered to _id: 2"],
    [{}, { a: 1, $set: {} }, 52, "The dollar ($) prefixed field '$set' in '$set' is not allowed"],
    [{}, { $set: { $a: 1 } }, 52, "The dollar ($) prefixed field '$a' in '$a' is not allowed"],
    [{}, { $foo: { a: 1 } }, 9, 'Unknown modifier: $foo.'],
    [{}, { $set: {}, a: 1 }, 9, 'Unknown modifier: a.'],
    [{}, { $set: 1 }, 9, 'Modifiers operate on fields but we found type int instead.'],
    [
      {},
      { $set: { 'a..b': 1 } },
      56,
      "The update path 'a..b' contains an empty field name, which is not allowed.",
    ],
    [
      {},
      { $set: { '$.a': 1 } },
      2,
      "Cannot have positional (i.e. '$') element in the first position in path '$.a'",
    ],
    [{}, { $set: { 'a.$.b.$': 1 } }, 2, "Too many positional (i.e. '$') elements found in path 'a.$.b.$'"],
    [
      { a: [1] },
      { $set: { 'a.$': 1 } },
      2,
      'The positional operator did not find the match needed from the query.',
    ],
    [
      {},
      { $set: { 'a.$[]': 1 } },
      2,
      "The path 'a' must exist in the document in order to apply array updates.",
    ],
    [{ a: 1 }, { $set: { 'a.$[]': 1 } }, 2, 'Cannot apply array updates to non-array element a: 1'],
    [{}, { $set: { 'a.$[i]': 1 } }, 2, "No array filter found for identifier 'i' in path 'a.$[i]'"],
    [
      {},
      { $set: { a: 1 } },
      9,
      "The array filter for identifier 'i' was not used in the update",
      { arrayFilters: [{ i: 1 }] },
    ],
    [
      {},
      { $set: { 'a.$[i]': 1 } },
      9,
      'Found multiple array filters with the same top-level field name i',
      { arrayFilters: [{ i: 1 }, { i: 2 }] },
    ],
    [
      {},
      { $set: { 'a.$[i]': 1 } },
      9,
      "Expected a single top-level field name, found 'i' and 'j'",
      { arrayFilters: [{ i: 1, j: 1 }] },
    ],
  ])('%j by %j is refused', (doc, update, code, message, options) => {
    expect(refusal(() => apply(doc, update, options))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('hands a pipeline on, and keeps _id', () => {
    const options = { runPipeline: (stages: Doc[], doc: Doc) => ({ ...doc, ...stages[0] }) };
    expect(apply({ _id: 1, a: 1 }, [{ a: 2 }], options)).toEqual({ _id: 1, a: 2 });
    expect(apply({ _id: 1, a: 1 }, [{}], options)).toBeUndefined();
    expect(refusal(() => apply({ _id: 1 }, [{ _id: 2 }], options)).code).toBe(66);
    expect(refusal(() => apply({}, [{}], { ...options, arrayFilters: [{ i: 1 }] })).code).toBe(9);
  });

  it('knows a replacement', () => {
    expect([{}, { a: 1 }].every(isReplacement)).toBe(true);
    expect(isReplacement({ $set: {} })).toBe(false);
    expect(isReplacement([])).toBe(false);
  });

  it.each(['$set', '$addToSet', '$min', '$max', '$unset'])(
    '%s changes nothing the second time',
    (operator) => {
      const path = fc.constantFrom('a', 'b', 'a.b', 'a.0');
      fc.assert(
        fc.property(fields, path, value, (doc, field, operand) => {
          const update = { [operator]: { [field]: operand } };
          let once: Doc | undefined;
          try {
            once = apply(doc, update);
          } catch (error) {
            expect(error).toBeInstanceOf(MongoError);
            return;
          }
          // An element that is unset is null from then on, and stays so.
          if (once && operator !== '$unset') expect(apply(once, update)).toBeUndefined();
          if (once) expect(apply(once, update) ?? once).toEqual(once);
        }),
        { numRuns: often(1000) },
      );
    },
  );
});

describe('the document of an upsert', () => {
  it.each<[string, Doc, Doc]>([
    [
      'equalities by the order of their paths, _id first',
      { b: 1, a: { $eq: 2 }, _id: 3 },
      { _id: 3, a: 2, b: 1 },
    ],
    [
      'nothing but equalities',
      { a: { $gt: 1 }, b: /x/, c: { $in: [1, 2] }, d: { $elemMatch: { e: 1 } } },
      {},
    ],
    ['dotted paths', { 'a.b': 1, 'a.c.d': 2 }, { a: { b: 1, c: { d: 2 } } }],
    [
      '$and, single $or, $in and $all',
      { $and: [{ a: 1 }], $or: [{ b: 2 }], c: { $in: [3] }, d: { $all: [4] } },
      { a: 1, b: 2, c: 3, d: 4 },
    ],
    ['an $or of several', { $or: [{ a: 1 }, { a: 2 }] }, {}],
    ['equality among other conditions', { a: { $gt: 0, $eq: 1 } }, { a: 1 }],
  ])('%s', (_name, filter, expected) => {
    expect(JSON.stringify(upsertDocument(filter))).toBe(JSON.stringify(expected));
  });

  it.each<[Doc, number]>([
    [{ a: 1, $and: [{ a: 1 }] }, 54],
    [{ a: 1, 'a.b': 2 }, 54],
    [{ a: { $all: [1, 2] } }, 54],
    [{ $expr: true }, 224],
  ])('%j is refused', (filter, code) => {
    expect(refusal(() => upsertDocument(filter)).code).toBe(code);
  });
});
