import { Decimal128, Long, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { evaluated } from '../support/evaluate.ts';
import { type Difference, unlessPeer } from './peer-differences.ts';

const mongo = await database();
type Case = [name: string, expression: unknown, expected: unknown, peer?: Difference];

describe('conditions, arrays, objects, numbers and conversions', () => {
  const cases: Case[] = [
    // biome-ignore lint/suspicious/noThenProperty: the operator's own name
    ['$cond in both forms', [{ $cond: ['$t', 1, 2] }, { $cond: { if: '$f', then: 1, else: 2 } }], [1, 2]],
    [
      '$switch',
      // biome-ignore lint/suspicious/noThenProperty: the operator's own name
      { $switch: { branches: [{ case: { $gt: ['$n', 9] }, then: 'big' }], default: 'small' } },
      'small',
    ],
    ['$ifNull with several', { $ifNull: ['$nothing', null, '$n'] }, 7],
    ['$and, $or, $not', [{ $and: ['$t', 1] }, { $or: ['$f', 0] }, { $not: ['$f'] }], [true, false, true]],
    [
      'comparisons go across types',
      [{ $gt: ['a', 5] }, { $lt: [null, 0] }, { $eq: [1, Long.fromNumber(1)] }],
      [true, true, true],
    ],
    ['$arrayElemAt', [{ $arrayElemAt: ['$l', 1] }, { $arrayElemAt: ['$l', -1] }], [1, 2]],
    ['$filter', { $filter: { input: '$l', as: 'e', cond: { $gte: ['$$e', 2] } } }, [3, 2]],
    ['$map', { $map: { input: '$l', in: { $multiply: ['$$this', 2] } } }, [6, 2, 4]],
    ['$reduce', { $reduce: { input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
    [
      '$size, $in, $indexOfArray',
      [{ $size: '$l' }, { $in: [2, '$l'] }, { $indexOfArray: ['$l', 2] }],
      [3, true, 2],
    ],
    [
      '$slice and $reverseArray',
      [{ $slice: ['$l', 2] }, { $reverseArray: '$l' }],
      [
        [3, 1],
        [2, 1, 3],
      ],
    ],
    ['$sortArray', { $sortArray: { input: '$l', sortBy: -1 } }, [3, 2, 1]],
    [
      '$concatArrays and $range',
      [{ $concatArrays: ['$l', [9]] }, { $range: [0, 6, 2] }],
      [
        [3, 1, 2, 9],
        [0, 2, 4],
      ],
    ],
    [
      '$setUnion and $setDifference',
      [{ $size: { $setUnion: ['$l', [1, 9]] } }, { $setDifference: ['$l', [1, 2]] }],
      [4, [3]],
    ],
    [
      '$zip',
      { $zip: { inputs: [[1, 2], ['a']], useLongestLength: true } },
      [
        [1, 'a'],
        [2, null],
      ],
    ],
    [
      '$objectToArray and back',
      [{ $objectToArray: '$o' }, { $arrayToObject: [[['k', 1]]] }],
      [[{ k: 'a', v: 1 }], { k: 1 }],
    ],
    ['$mergeObjects', { $mergeObjects: ['$o', null, { b: 2 }] }, { a: 1, b: 2 }],
    [
      '$getField and $setField',
      [{ $getField: { field: 'a', input: '$o' } }, { $setField: { field: 'x.y', input: {}, value: 1 } }],
      [1, { 'x.y': 1 }],
    ],
    ['$let', { $let: { vars: { x: { $add: ['$n', 1] } }, in: { $multiply: ['$$x', 2] } } }, 16],
    [
      'arithmetic',
      [
        { $add: [1, 2.5] },
        { $subtract: [5, 7] },
        { $multiply: [2, 3] },
        { $divide: [7, 2] },
        { $mod: [-7, 3] },
      ],
      [3.5, -2, 6, 3.5, -1],
    ],
    [
      'rounding is to even',
      [
        { $round: [2.5] },
        { $round: [3.5] },
        { $round: [1234.567, 1] },
        { $trunc: [-1.7] },
        { $floor: -1.2 },
        { $ceil: 1.2 },
      ],
      [2, 4, 1234.6, -1, -2, 2],
    ],
    ['$abs, $pow, $sqrt', [{ $abs: -5 }, { $pow: [2, 10] }, { $sqrt: 16 }], [5, 1024, 4]],
    [
      'conversions',
      [
        { $toString: 12 },
        { $toInt: '12' },
        { $toDouble: '1.5' },
        { $toBool: 0 },
        { $toDate: Long.fromNumber(5) },
      ],
      ['12', 12, 1.5, false, new Date(5)],
    ],
    [
      '$toDecimal and $toLong',
      [{ $toString: { $toDecimal: '1.10' } }, { $toLong: '9007199254740991' }],
      ['1.10', 9_007_199_254_740_991],
    ],
    ['$toObjectId', { $toObjectId: '65f000000000000000000001' }, new ObjectId('65f000000000000000000001')],
    ['$convert with onError', { $convert: { input: 'x', to: 'int', onError: -1, onNull: 0 } }, -1],
    [
      '$type',
      [{ $type: '$nothing' }, { $type: '$l' }, { $type: 1.5 }, { $type: { $literal: null } }],
      ['missing', 'array', 'double', 'null'],
    ],
    ['$sum and $max of a list', [{ $sum: '$l' }, { $max: '$l' }, { $avg: '$l' }], [6, 3, 2]],
    ['a path through an array', '$docs.k', [1, 2]],
    [
      'decimals stay decimals',
      { $toString: { $add: [Decimal128.fromString('0.1'), Decimal128.fromString('0.2')] } },
      '0.3',
    ],
    [
      'a long that a double cannot hold',
      { $toString: { $add: [Long.fromString('9007199254740993'), 1] } },
      '9007199254740994',
    ],
  ];
  it.each(cases)('%s', async (_, expression, expected, peer) => {
    const document = {
      t: true,
      f: false,
      n: 7,
      l: [3, 1, 2],
      o: { a: 1 },
      docs: [{ k: 1 }, { x: 1 }, { k: 2 }],
    };
    const value = await evaluated(mongo.collection(), expression, document);
    await unlessPeer(peer, () => expect(value).toEqual(expected));
  });
});
