/** What filters find, and how wrong ones are refused. */
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MongoError } from '../../../embedded/mongo/errors.ts';
import { compileFilter, type FilterOptions, positionalMatch } from '../../../embedded/mongo/match/index.ts';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';
import { often } from '../../helpers/often.ts';
import { fields, filter } from './arbitraries.ts';

const finds = (condition: Doc, doc: Doc, options?: FilterOptions) => compileFilter(condition, options)(doc);

describe('a filter', () => {
  it.each<[string, Doc, Doc[], Doc[]]>([
    [
      'null also finds missing fields',
      { a: null },
      [{}, { a: null }, { a: [null] }],
      [{ a: undefined }, { a: 0 }, { a: [] }],
    ],
    [
      'an equal value of another number type',
      { a: 1 },
      [{ a: new Double(1) }, { a: Long.ONE }, { a: [0, 1] }],
      [{ a: '1' }, { a: true }],
    ],
    [
      'an array as a whole or as an element',
      { a: [1] },
      [{ a: [1] }, { a: [[1], 2] }],
      [{ a: 1 }, { a: [1, 2] }],
    ],
    [
      'an object by the order of its fields',
      { a: { x: 1, y: 2 } },
      [{ a: { x: 1, y: 2 } }],
      [{ a: { y: 2, x: 1 } }, { a: { x: 1, y: 2, z: 3 } }],
    ],
    [
      'a path through arrays',
      { 'a.b': 1 },
      [{ a: { b: 1 } }, { a: [{ b: 1 }] }, { a: [0, { b: [2, 1] }] }],
      [{ a: [[{ b: 1 }]] }, { a: 1 }],
    ],
    [
      'an index',
      { 'a.0': 1 },
      [{ a: [1] }, { a: { 0: 1 } }, { a: [{ 0: 1 }] }],
      [{ a: [[1]] }, { a: [2, 1] }],
    ],
    ['a path below an index', { 'a.0.b': 1 }, [{ a: [{ b: 1 }] }], [{ a: [{ b: 2 }, { b: 1 }] }]],
    [
      'null below an array',
      { 'a.b': null },
      [{ a: [{}] }, { a: 1 }, { a: [{ b: 1 }, {}] }],
      [{ a: [] }, { a: [1] }, { a: [{ b: 1 }] }],
    ],
    [
      'a range of its own type only',
      { a: { $gt: 1 } },
      [{ a: 2 }, { a: [0, 5] }],
      [{ a: '2' }, { a: null }, { a: true }, { a: Number.NaN }],
    ],
    ['one element each for two conditions', { a: { $gt: 4, $lt: 2 } }, [{ a: [1, 5] }], [{ a: [3] }]],
    [
      '$elemMatch: one element for both',
      { a: { $elemMatch: { $gt: 4, $lt: 6 } } },
      [{ a: [1, 5] }],
      [{ a: [1, 7] }, { a: 5 }],
    ],
    [
      '$elemMatch on documents',
      { a: { $elemMatch: { x: 1, y: 2 } } },
      [{ a: [{ x: 1, y: 2 }] }],
      [{ a: [{ x: 1 }, { y: 2 }] }, { a: { x: 1, y: 2 } }],
    ],
    [
      '$elemMatch on arrays in arrays',
      { a: { $elemMatch: { 0: 1 } } },
      [{ a: [[1]] }],
      [{ a: [1] }, { a: [[2, 1]] }],
    ],
    [
      '$elemMatch with $or',
      { a: { $elemMatch: { $or: [{ x: 1 }, { y: 1 }] } } },
      [{ a: [{ y: 1 }] }],
      [{ a: [{ z: 1 }] }],
    ],
    [
      'NaN equals itself',
      { a: { $lte: Number.NaN } },
      [{ a: Number.NaN }, { a: Decimal128.fromString('NaN') }],
      [{ a: 1 }],
    ],
    ['$gte null', { a: { $gte: null } }, [{}, { a: null }], [{ a: 1 }]],
    [
      'above MinKey',
      { a: { $gt: new MinKey() } },
      [{}, { a: 1 }, { a: new MaxKey() }],
      [{ a: new MinKey() }],
    ],
    ['$ne of an array element', { a: { $ne: 1 } }, [{}, { a: 2 }, { a: [] }], [{ a: 1 }, { a: [2, 1] }]],
    [
      '$in with a pattern and null',
      { a: { $in: [/^x/, null, 3] } },
      [{ a: 'xy' }, {}, { a: [3] }],
      [{ a: 'yx' }, { a: 4 }],
    ],
    ['$nin', { a: { $nin: [1, 2] } }, [{}, { a: 3 }], [{ a: 1 }, { a: [3, 2] }]],
    ['$all', { a: { $all: [1, /x/] } }, [{ a: [1, 'x'] }], [{ a: [1] }, { a: 'x' }]],
    ['$all of an array', { a: { $all: [[1]] } }, [{ a: [1] }, { a: [[1]] }], [{ a: 1 }]],
    ['$all of nothing', { a: { $all: [] } }, [], [{ a: [] }, {}]],
    [
      '$all with $elemMatch',
      { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { x: 2 } }] } },
      [{ a: [{ x: 1 }, { x: 2 }] }],
      [{ a: [{ x: 1 }] }],
    ],
    ['$size', { a: { $size: 1 } }, [{ a: [1] }], [{ a: [] }, { a: 1 }, { a: [[1], [2]] }]],
    ['$exists', { a: { $exists: true } }, [{ a: null }, { a: undefined }, { a: [] }], [{}]],
    [
      '$exists false',
      { 'a.b': { $exists: false } },
      [{}, { a: [] }, { a: 1 }],
      [{ a: { b: null } }, { a: [{}, { b: 1 }] }],
    ],
    ['$type looks into arrays', { a: { $type: 'string' } }, [{ a: 'x' }, { a: [1, 'x'] }], [{ a: 1 }]],
    ['$type array', { a: { $type: 'array' } }, [{ a: [] }, { a: [1] }], [{ a: 1 }]],
    ['$type number', { a: { $type: ['number'] } }, [{ a: 1 }, { a: Long.ONE }, { a: 0.5 }], [{ a: '1' }]],
    [
      '$type int and double apart',
      { a: { $type: 'double' } },
      [{ a: new Double(1) }, { a: 1.5 }],
      [{ a: 1 }],
    ],
    [
      '$mod cuts fractions off',
      { a: { $mod: [2, 1] } },
      [{ a: 3.9 }, { a: 1 }, { a: Long.ONE }],
      [{ a: 2 }, { a: '1' }, { a: Number.NaN }],
    ],
    ['$not with a range', { a: { $not: { $gt: 1 } } }, [{}, { a: 1 }, { a: 'x' }], [{ a: 2 }, { a: [1, 2] }]],
    ['$not with a pattern', { a: { $not: /x/ } }, [{}, { a: 'y' }], [{ a: 'x' }]],
    ['$nor', { $nor: [{ a: 1 }, { b: 1 }] }, [{}, { a: 2 }], [{ a: 1 }, { b: 1 }]],
    [
      '$bitsAllSet',
      { a: { $bitsAllSet: [0, 2] } },
      [{ a: 5 }, { a: -1 }, { a: new Binary(Buffer.from([7])) }],
      [{ a: 4 }, { a: 5.5 }, { a: '5' }],
    ],
    ['$bitsAnyClear by a mask', { a: { $bitsAnyClear: 6 } }, [{ a: 2 }], [{ a: 6 }]],
    [
      'a stored pattern equal to the asked one',
      { a: new BSONRegExp('x', 'i') },
      [{ a: 'X' }, { a: new BSONRegExp('x', 'i') }],
      [{ a: new BSONRegExp('x', '') }],
    ],
    ['$regex with $options', { a: { $options: 'i', $regex: 'x' } }, [{ a: 'X' }], [{ a: 'y' }]],
    [
      'a DBRef is a value',
      { a: { $ref: 'c', $id: 1 } },
      [{ a: { $ref: 'c', $id: 1 } }],
      [{ a: { $ref: 'c', $id: 2 } }],
    ],
    ['inherited names are no fields', { constructor: { $exists: true } }, [{ constructor: 1 }], [{}]],
    ['$comment says nothing', { $comment: 'why', a: 1 }, [{ a: 1 }], [{ a: 2 }]],
  ])('%s', (_name, condition, found, notFound) => {
    for (const doc of found)
      expect.soft(finds(condition, doc), `should find ${JSON.stringify(doc)}`).toBe(true);
    for (const doc of notFound)
      expect.soft(finds(condition, doc), `should not find ${JSON.stringify(doc)}`).toBe(false);
  });

  it('leaves expressions and text to their callbacks', () => {
    const compileExpression = (expression: unknown) => () => expression;
    for (const truthy of [1, '', [], 'x', Number.NaN])
      expect(finds({ $expr: truthy }, {}, { compileExpression })).toBe(true);
    for (const falsy of [0, null, undefined, false, Long.ZERO]) {
      expect(finds({ $expr: falsy }, {}, { compileExpression })).toBe(false);
    }
    expect(finds({ $text: { $search: 'x' } }, { a: 1 }, { text: (doc) => doc.a === 1 })).toBe(true);
  });

  it.each<[Doc, number, string]>([
    [{ a: { $foo: 1 } }, 2, 'unknown operator: $foo'],
    [{ a: { $gt: 1, b: 1 } }, 2, 'unknown operator: b'],
    [{ $foo: 1 }, 2, 'unknown top level operator: $foo.'],
    [{ a: { $in: 1 } }, 2, '$in needs an array'],
    [{ a: { $nin: 1 } }, 2, '$nin needs an array'],
    [{ a: { $in: [{ $gt: 1 }] } }, 2, 'cannot nest $ under $in'],
    [{ $and: 1 }, 2, '$and must be an array'],
    [{ $or: [] }, 2, '$and/$or/$nor must be a nonempty array'],
    [{ $nor: [1] }, 2, '$or/$and/$nor entries need to be full objects'],
    [{ a: { $not: 1 } }, 2, '$not needs a regex or a document'],
    [{ a: { $not: {} } }, 2, '$not cannot be empty'],
    [{ a: { $size: 'x' } }, 2, 'Failed to parse $size. Expected a number in: $size: "x"'],
    [{ a: { $all: 1 } }, 2, '$all needs an array'],
    [{ a: { $all: [{ $gt: 1 }] } }, 2, 'no $ expressions in $all'],
    [{ a: { $elemMatch: 1 } }, 2, '$elemMatch needs an Object'],
    [{ a: { $mod: [1] } }, 2, 'malformed mod, not enough elements'],
    [{ a: { $mod: [0, 1] } }, 2, 'divisor cannot be 0'],
    [{ a: { $type: 'x' } }, 2, 'Unknown type name alias: x'],
    [{ a: { $type: 99 } }, 2, 'Invalid numerical type code: 99'],
    [{ a: { $type: [] } }, 9, 'a must match at least one type'],
    [{ a: { $regex: 1 } }, 2, '$regex has to be a string'],
    [{ a: { $regex: '(' } }, 51091, 'Regular expression is invalid: /(/'],
    [{ a: { $regex: 'a', $options: 'g' } }, 51108, 'invalid flag in regex options: g'],
    [{ a: { $options: 'i' } }, 2, '$options needs a $regex'],
    [{ a: { $gt: /x/ } }, 2, "Can't have RegEx as arg to predicate over field 'a'."],
    [{ a: { $ne: /x/ } }, 2, "Can't have regex as arg to $ne."],
    [{ a: undefined }, 2, 'cannot compare to undefined'],
    [{ $where: 'true' }, 238, '$where is not supported by this server'],
    [{ a: { $near: [0, 0] } }, 238, '$near is not supported by this server'],
    [{ a: { $elemMatch: { $expr: 1, b: 1 } } }, 2, 'unknown operator: $expr'],
    [{ $text: { $search: 'x' } }, 27, 'text index required for $text query'],
  ])('%j is refused', (condition, code, message) => {
    try {
      compileFilter(condition);
    } catch (error) {
      expect(error).toBeInstanceOf(MongoError);
      expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
      return;
    }
    expect.fail('was accepted');
  });

  it('is never true together with its negation, and one of them always is', () => {
    fc.assert(
      fc.property(fields, filter, (doc, condition) => {
        const matches = compiled(condition);
        fc.pre(matches !== undefined);
        expect(finds({ $nor: [condition] }, doc)).toBe(!matches?.(doc));
        expect(finds({ $and: [condition] }, doc)).toBe(matches?.(doc));
        expect(finds({ $or: [condition, condition] }, doc)).toBe(matches?.(doc));
      }),
      { numRuns: often(2000) },
    );
  });

  function compiled(condition: Doc) {
    try {
      return compileFilter(condition);
    } catch {
      return undefined;
    }
  }
});

describe('patterns', () => {
  it.each<[string, string, string, boolean]>([
    ['^a.c$', '', 'abc\n', true],
    ['a$', '', 'a\nb', false],
    ['a$', 'm', 'a\nb', true],
    ['a.b', '', 'a\nb', false],
    ['a.b', '', 'a\rb', true],
    ['a.b', 's', 'a\nb', true],
    ['(?i)ABC', '', 'xabc', true],
    ['a b # note', 'x', 'ab', true],
    ['[[:alpha:]]', '', '12', false],
    ['^[\\w-.]+$', '', 'a-b.c', true],
    ['\\-\\_\\@', '', '-_@', true],
    ['a{,2}', '', 'a{,2}', true],
    ['}]', '', '}]', true],
    ['\\Qa.c\\E', '', 'abc', false],
    ['^.$', '', '\u{1f600}', true],
    ['(?P<n>a)(?P=n)', '', 'aa', true],
    ['\\s', '', '\u00a0', false],
    ['[]]', '', ']', true],
    ['\\Ab\\z', '', 'a\nb', false],
    ['É', 'i', 'é', true],
    ['\\p{L}', '', 'ß', true],
  ])('/%s/%s on %j', (pattern, options, text, expected) => {
    expect(finds({ a: { $regex: pattern, $options: options } }, { a: text })).toBe(expected);
  });

  it.each(['(', '[a', 'a++', '(?>a)b', 'a\\'])('%s is refused', (pattern) => {
    expect(() => compileFilter({ a: { $regex: pattern } })).toThrow('Regular expression is invalid');
  });
});

describe('the position for $', () => {
  it.each<[string, Doc, Doc, string, number | undefined]>([
    ['an element', { a: 5 }, { a: [1, 5] }, 'a', 1],
    ['a field of an element', { 'a.x': 2 }, { a: [{ x: 1 }, { x: [3, 2] }] }, 'a', 1],
    ['$elemMatch', { a: { $elemMatch: { x: 2 } } }, { a: [{ x: 1 }, { x: 2 }] }, 'a', 1],
    ['the right one of two arrays', { a: 5, b: 1 }, { a: [1, 5], b: [1] }, 'a', 1],
    ['in $or', { $or: [{ a: 9 }, { a: 5 }] }, { a: [1, 5] }, 'a', 1],
    [
      'not of an alternative that failed',
      { $or: [{ a: 1, b: 9 }, { c: 1 }] },
      { a: [1], c: 1 },
      'a',
      undefined,
    ],
    ['an explicit index says nothing', { 'a.1': 5 }, { a: [1, 5] }, 'a', undefined],
    ['a negation says nothing', { a: { $ne: 9 } }, { a: [1, 5] }, 'a', undefined],
  ])('%s', (_name, condition, doc, path, index) => {
    expect(positionalMatch(condition, doc, path)).toBe(index);
  });
});
