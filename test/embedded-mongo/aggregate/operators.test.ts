/** What operators of other libraries for JavaScript get wrong, one case each: types, null and missing, zones, code points. */
import { Decimal128, Double, Long, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';
import { evaluate, typed } from './support.ts';

const long = (n: number | string) => Long.fromString(String(n));
const decimal = (s: string) => Decimal128.fromString(s);
const date = (s: string) => new Date(s);
const timezone = 'America/New_York';

type Case = [name: string, expr: unknown, result: unknown, doc?: Doc];

const families: Record<string, Case[]> = {
  arithmetic: [
    ['$add keeps int64', { $add: ['$l', 1] }, long('9007199254740994'), { l: long('9007199254740993') }],
    ['$add keeps decimals exact', { $add: ['$d', '$d'] }, decimal('0.2'), { d: decimal('0.1') }],
    ['$subtract of dates is an int64', { $subtract: ['$a', '$a'] }, long(0), { a: date('2024-01-01') }],
    ['$multiply of int64', { $multiply: ['$l', 2] }, long(6), { l: long(3) }],
    ['$divide is a double', { $divide: [6, 2] }, new Double(3)],
    ['$mod of null is null', { $mod: ['$none', 2] }, null],
    ['$mod of a decimal', { $mod: ['$d', 1] }, decimal('0.5'), { d: decimal('2.5') }],
    ['$abs of int64', { $abs: '$l' }, long(3), { l: long(-3) }],
    ['$floor keeps the double', { $floor: '$d' }, new Double(2), { d: 2.5 }],
    ['$ceil of a decimal', { $ceil: '$d' }, decimal('3'), { d: decimal('2.5') }],
    ['$round takes a number that is no list', { $round: '$d' }, new Double(2), { d: 2.5 }],
    ['$trunc takes a number that is no list', { $trunc: '$d' }, new Double(2), { d: 2.5 }],
    ['$pow of int64', { $pow: ['$l', 2] }, long(9), { l: long(3) }],
    ['$sqrt of a decimal', { $sqrt: '$d' }, decimal('1.5'), { d: decimal('2.25') }],
    ['$log is a double', { $log: [8, 2] }, new Double(3)],
    ['$bitAnd of int64', { $bitAnd: ['$l', 6] }, long(2), { l: long(3) }],
    ['$bitOr of int64', { $bitOr: ['$l', 4] }, long(7), { l: long(3) }],
    ['$bitXor of int64', { $bitXor: ['$l', 1] }, long(2), { l: long(3) }],
    ['$bitNot of int64', { $bitNot: '$l' }, long(-4), { l: long(3) }],
  ],
  comparison: [
    ['$eq across number types', { $eq: ['$l', 1] }, true, { l: long(1) }],
    ['$ne across number types', { $ne: ['$l', 1] }, false, { l: long(1) }],
    ['$gt across types', { $gt: ['a', 1] }, true],
    ['$gte of int64', { $gte: ['$l', 2] }, true, { l: long(10) }],
    ['$lte missing against null', { $lte: ['$none', null] }, true],
    ['$cmp of arrays by position', { $cmp: [{ $literal: [2, 1] }, { $literal: [1, 3] }] }, 1],
  ],
  variables: [
    [
      '$filter counts NaN as true',
      { $filter: { input: '$a', cond: '$$this' } },
      [Number.NaN],
      { a: [Number.NaN, 0] },
    ],
    ['$and of a decimal zero', { $and: ['$d'] }, false, { d: decimal('0') }],
    ['$or of NaN', { $or: ['$n'] }, true, { n: Number.NaN }],
    ['$not of an empty text', { $not: [''] }, false],
    ['$cond of a decimal zero', { $cond: ['$d', 1, 2] }, 2, { d: decimal('0') }],
    [
      '$switch of a decimal zero',
      // biome-ignore lint/suspicious/noThenProperty: the operator's own word
      { $switch: { branches: [{ case: '$d', then: 1 }], default: 2 } },
      2,
      { d: decimal('0') },
    ],
  ],
  arrays: [
    ['$first of nested arrays', { $first: '$a' }, [1, 2], { a: [[1, 2]] }],
    ['$last of nested arrays', { $last: '$a' }, [3], { a: [[1, 2], [3]] }],
    ['$arrayElemAt by int64', { $arrayElemAt: ['$a', '$l'] }, 2, { a: [1, 2], l: long(1) }],
    ['$in across number types', { $in: ['$l', [1]] }, true, { l: long(1) }],
    ['$indexOfArray not found from a start', { $indexOfArray: [[1, 2], 9, 1] }, -1],
    ['$slice of null is null', { $slice: ['$none', 1] }, null],
    ['$range by int64', { $range: [0, '$l'] }, [0, 1], { l: long(2) }],
    [
      '$zip leaves null elements',
      { $zip: { inputs: ['$a', [1]], useLongestLength: true, defaults: ['x', 'y'] } },
      [[null, 1]],
      { a: [null] },
    ],
    ['$arrayToObject keeps array values', { $arrayToObject: '$a' }, { k: [1, 2] }, { a: [['k', [1, 2]]] }],
  ],
  sets: [
    ['$setUnion across number types', { $setUnion: ['$a', [1]] }, [1], { a: [1, long(1)] }],
    ['$setIntersection across number types', { $setIntersection: ['$a', [1]] }, [long(1)], { a: [long(1)] }],
    ['$setDifference across number types', { $setDifference: ['$a', [1]] }, [], { a: [long(1)] }],
    ['$setEquals across number types', { $setEquals: ['$a', [1]] }, true, { a: [long(1)] }],
    ['$setIsSubset across number types', { $setIsSubset: ['$a', [1]] }, true, { a: [long(1)] }],
    ['$anyElementTrue of a decimal zero', { $anyElementTrue: ['$a'] }, false, { a: [decimal('0')] }],
    ['$allElementsTrue of a decimal zero', { $allElementsTrue: ['$a'] }, false, { a: [decimal('0')] }],
  ],
  objects: [
    [
      '$setField of a missing value removes',
      { $setField: { field: 'a', input: '$o', value: '$none' } },
      {},
      { o: { a: 1 } },
    ],
  ],
  strings: [
    ['$toUpper of null is empty', { $toUpper: '$none' }, ''],
    ['$toLower changes ASCII only', { $toLower: 'ÄB' }, 'Äb'],
    ['$substrBytes may end beyond the text', { $substrBytes: ['abc', 1, 9] }, 'bc'],
    ['$indexOfBytes counts bytes', { $indexOfBytes: ['äb', 'b'] }, 2],
    ['$indexOfCP exists', { $indexOfCP: ['äb', 'b'] }, 1],
    ['$strcasecmp of null and text', { $strcasecmp: ['$none', 'a'] }, -1],
    [
      '$regexFind counts code points',
      { $regexFind: { input: '😀a', regex: 'a' } },
      { match: 'a', idx: 1, captures: [] },
    ],
    [
      '$regexFindAll of an empty match ends',
      { $regexFindAll: { input: 'a', regex: 'b*' } },
      [{ match: '', idx: 0, captures: [] }],
    ],
    ['$regexMatch of a PCRE class', { $regexMatch: { input: 'a', regex: '[[:alpha:]]' } }, true],
  ],
  types: [
    ['$type of a decimal', { $type: '$d' }, 'decimal', { d: decimal('1') }],
    ['$isNumber of a decimal', { $isNumber: '$d' }, true, { d: decimal('1') }],
    [
      '$toString of an ObjectId',
      { $toString: '$id' },
      '65f000000000000000000000',
      { id: new ObjectId('65f000000000000000000000') },
    ],
    ['$toLong is an int64', { $toLong: 5 }, long(5)],
    ['$toDouble is a double', { $toDouble: 5 }, new Double(5)],
    ['$toDecimal is a decimal', { $toDecimal: 5 }, decimal('5')],
    ['$toBool of a decimal zero', { $toBool: '$d' }, false, { d: decimal('0') }],
    ['$toDate of int64', { $toDate: '$l' }, date('1970-01-01'), { l: long(0) }],
    [
      '$toObjectId exists',
      { $toObjectId: '65f000000000000000000000' },
      new ObjectId('65f000000000000000000000'),
    ],
    ['$convert to a decimal', { $convert: { input: '1.0', to: 'decimal' } }, decimal('1.0')],
  ],
  dates: [
    [
      'offsets of less than an hour',
      { $hour: { date: '$d', timezone: '-00:30' } },
      9,
      { d: date('2024-01-01T10:10:00Z') },
    ],
    [
      '$dateToString across the year of weeks',
      { $dateToString: { date: '$d', format: '%G-%V' } },
      '2025-01',
      { d: date('2024-12-30') },
    ],
    [
      '$dateFromString of another order',
      { $dateFromString: { dateString: '1.2.2024', format: '%d.%m.%Y' } },
      date('2024-02-01'),
    ],
    [
      '$dateToParts of the year of weeks',
      { $dateToParts: { date: '$d', iso8601: true } },
      { isoWeekYear: 2025, isoWeek: 1, isoDayOfWeek: 1, hour: 0, minute: 0, second: 0, millisecond: 0 },
      { d: date('2024-12-30') },
    ],
    ['$dateFromParts runs over', { $dateFromParts: { year: 2024, month: 14, day: 35 } }, date('2025-03-07')],
    [
      '$dateAdd of a month ends in the month',
      { $dateAdd: { startDate: '$d', unit: 'month', amount: 1 } },
      date('2024-02-29'),
      { d: date('2024-01-31') },
    ],
    [
      '$dateSubtract of a day across daylight-saving time',
      { $dateSubtract: { startDate: '$d', unit: 'day', amount: 1, timezone } },
      date('2024-03-09T17:00:00Z'),
      { d: date('2024-03-10T16:00:00Z') },
    ],
    [
      '$dateDiff is an int64',
      { $dateDiff: { startDate: '$d', endDate: '$d', unit: 'day' } },
      long(0),
      { d: date('2024-01-31') },
    ],
    [
      '$dateTrunc by day in a zone',
      { $dateTrunc: { date: '$d', unit: 'day', timezone } },
      date('2024-03-09T05:00:00Z'),
      { d: date('2024-03-10T03:00:00Z') },
    ],
    ['$week of a first Sunday', { $week: '$d' }, 1, { d: date('2023-01-01') }],
    ['$isoWeekYear', { $isoWeekYear: '$d' }, long(2025), { d: date('2024-12-30') }],
    ['$year of a missing date is null', { $year: '$none' }, null],
  ],
  accumulating: [
    [
      '$sum is exact over int64',
      { $sum: '$a' },
      long('9007199254740994'),
      { a: [long('9007199254740993'), 1] },
    ],
    ['$sum compensates', { $sum: [0.1, 0.2, 0.3] }, 0.6],
    ['$avg is a double', { $avg: [1, 3] }, new Double(2)],
    ['$min across number types', { $min: '$a' }, long(2), { a: [10, long(2)] }],
    ['$max across number types', { $max: '$a' }, 100, { a: [long(9), 100] }],
    ['$stdDevPop over int64', { $stdDevPop: '$a' }, new Double(1), { a: [long(1), long(3)] }],
    ['$minN across number types', { $minN: { input: '$a', n: 1 } }, [long(2)], { a: [10, long(2)] }],
    ['$median of an even count', { $median: { input: [1, 2, 3, 4], method: 'approximate' } }, new Double(2)],
  ],
  paths: [['a path does not index arrays', '$a.0', [], { a: [1, 2] }]],
};

for (const [family, cases] of Object.entries(families)) {
  describe(`operators: ${family}`, () => {
    for (const [name, expr, result, doc = {}] of cases) {
      it(name, () => expect(typed(evaluate(expr, doc))).toBe(typed(result)));
    }
  });
}
