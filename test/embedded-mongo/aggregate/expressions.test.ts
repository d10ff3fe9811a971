/** Operators of expressions, with the results that MongoDB's manual gives. */
import { Decimal128, Double, Long, MinKey, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { codeOf, evaluate, now, typed } from './support.ts';

const long = (n: number | string) => Long.fromString(String(n));
const decimal = (s: string) => Decimal128.fromString(s);
const double = (n: number) => new Double(n);
const date = (s: string) => new Date(s);

const doc = {
  i: 5,
  n: -7,
  l: long(12345678901),
  d: 2.5,
  w: double(3),
  dec: decimal('1.10'),
  s: 'Hällo Wörld',
  nul: null,
  arr: [3, 1, 2],
  docs: [{ a: 1, b: 2 }, { a: 2 }, { b: 3 }],
  o: { x: 1, y: { z: 'q' } },
  date: date('2024-03-10T09:30:15.123Z'),
  b: true,
  mix: [1, double(1), long(1), decimal('1'), '1', null],
  nested: [[1, 2], [{ a: 3 }], { a: 4 }],
};

const $date = '$date';
const timezone = 'America/New_York';

type Case = [expr: unknown, result: unknown];

const families: Record<string, Case[]> = {
  paths: [
    ['$o.y.z', 'q'],
    ['$docs.a', [1, 2]],
    ['$docs.a.q', []],
    ['$nested.a', [4]],
    ['$none', undefined],
    ['$i.x', undefined],
    ['$$ROOT.i', 5],
    ['$$CURRENT.o.x', 1],
    ['$$NOW', now],
    ['$$REMOVE', undefined],
    [{ a: '$i', b: '$none' }, { a: 5 }],
    [
      ['$i', '$none'],
      [5, null],
    ],
    [{ $literal: '$i' }, '$i'],
  ],
  comparison: [
    [{ $eq: ['$none', null] }, false],
    [{ $eq: ['$none', '$none2'] }, true],
    [{ $lt: ['$none', null] }, true],
    [{ $gt: ['$s', '$i'] }, true],
    [{ $eq: [long(1), decimal('1.0')] }, true],
    [{ $cmp: [new MinKey(), '$none'] }, -1],
    [{ $gte: ['$arr', [3, 1]] }, true],
  ],
  conditions: [
    [{ $and: [] }, true],
    [{ $or: [] }, false],
    [{ $and: ['$s', '$arr', 1] }, true],
    [{ $not: [double(0)] }, true],
    [{ $not: [Number.NaN] }, false],
    [{ $cond: ['$b', 1, 2] }, 1],
    [{ $ifNull: ['$none', '$nul', 'z'] }, 'z'],
    [{ $ifNull: ['$nul', '$none'] }, undefined],
    [{ $let: { vars: { a: '$i' }, in: { $let: { vars: { a: 1 }, in: '$$a' } } } }, 1],
  ],
  arrays: [
    [
      { $map: { input: '$arr', in: { $map: { input: [1], as: 'b', in: ['$$this', '$$b'] } } } },
      [[[3, 1]], [[1, 1]], [[2, 1]]],
    ],
    [{ $filter: { input: '$arr', cond: { $gt: ['$$this', 1] }, limit: 1 } }, [3]],
    [
      { $reduce: { input: '$arr', initialValue: '', in: { $concat: ['$$value', { $toString: '$$this' }] } } },
      '312',
    ],
    [{ $slice: ['$arr', -2] }, [1, 2]],
    [{ $slice: ['$arr', -5, 2] }, [3, 1]],
    [{ $arrayElemAt: ['$arr', -1] }, 2],
    [{ $arrayElemAt: ['$arr', 9] }, undefined],
    [{ $in: [1, '$mix'] }, true],
    [{ $range: [5, 0, -2] }, [5, 3, 1]],
    [{ $sortArray: { input: '$docs', sortBy: { a: -1 } } }, [{ a: 2 }, { a: 1, b: 2 }, { b: 3 }]],
    [{ $sortArray: { input: '$arr', sortBy: 1 } }, [1, 2, 3]],
    [{ $size: '$arr' }, 3],
    [{ $concatArrays: ['$arr', '$nul', '$i'] }, null],
    [{ $firstN: { n: 2, input: '$arr' } }, [3, 1]],
    [{ $maxN: { n: 2, input: '$arr' } }, [3, 2]],
  ],
  objects: [
    [{ $mergeObjects: ['$o', null, { x: 2 }] }, { x: 2, y: { z: 'q' } }],
    [{ $getField: { field: { $literal: 'a.b' }, input: { $literal: { 'a.b': 1 } } } }, 1],
    [{ $getField: 'i' }, 5],
    [{ $setField: { field: 'x', input: '$o', value: '$$REMOVE' } }, { y: { z: 'q' } }],
    [{ $unsetField: { field: 'y', input: '$o' } }, { x: 1 }],
    [{ $objectToArray: { $literal: { a: 1 } } }, [{ k: 'a', v: 1 }]],
  ],
  strings: [
    [{ $concat: ['$s', '$none'] }, null],
    [{ $split: ['a,b', ','] }, ['a', 'b']],
    [{ $trim: { input: ' x ' } }, 'x'],
    [{ $rtrim: { input: 'xyy', chars: 'y' } }, 'x'],
    [{ $replaceOne: { input: 'aXbX', find: 'X', replacement: '-' } }, 'a-bX'],
    [{ $regexMatch: { input: '$s', regex: 'w', options: 'i' } }, true],
    [{ $regexFind: { input: '$s', regex: '(l+)(z)?' } }, { match: 'll', idx: 2, captures: ['ll', null] }],
  ],
  conversions: [
    [{ $toInt: 2.7 }, 2],
    [{ $toInt: '5' }, 5],
    [{ $toLong: '12345678901' }, long(12345678901)],
    [{ $toDouble: true }, double(1)],
    [{ $toDouble: '1e3' }, double(1000)],
    [{ $toDecimal: '1.10' }, decimal('1.10')],
    [{ $toDecimal: 2.5 }, decimal('2.50000000000000')],
    [{ $toString: 1e21 }, '1e+21'],
    [{ $toString: 0.00001 }, '1e-05'],
    [{ $toString: '$date' }, '2024-03-10T09:30:15.123Z'],
    [{ $toBool: '' }, true],
    [{ $toDate: '2024-01-01' }, date('2024-01-01')],
    [{ $toDate: long(0) }, date('1970-01-01')],
    [{ $toObjectId: '65f000000000000000000000' }, new ObjectId('65f000000000000000000000')],
    [{ $convert: { input: 'x', to: 'int', onError: 'E' } }, 'E'],
    [{ $convert: { input: '$none', to: 'int', onNull: 'N' } }, 'N'],
    [{ $convert: { input: '5', to: 16 } }, 5],
    [{ $type: '$none' }, 'missing'],
    [{ $type: '$w' }, 'double'],
    [{ $isNumber: '$dec' }, true],
  ],
  accumulating: [
    [{ $sum: '$arr' }, 6],
    [{ $sum: ['$arr', '$i'] }, 5],
    [{ $avg: '$arr' }, double(2)],
    [{ $avg: [decimal('1'), 2] }, decimal('1.5')],
    [{ $max: ['$i', '$s'] }, 'Hällo Wörld'],
    [{ $stdDevSamp: '$arr' }, double(1)],
    [{ $median: { input: '$arr', method: 'approximate' } }, double(2)],
  ],
  dates: [
    [{ $hour: { date: $date, timezone } }, 5],
    [{ $hour: { date: $date, timezone: '-05:30' } }, 4],
    [
      { $dateToString: { date: $date, format: '%Y-%m-%d %H:%M:%S.%L %j %w %u %z %Z %b', timezone } },
      '2024-03-10 05:30:15.123 070 1 7 -0400 -240 Mar',
    ],
    [{ $dateToString: { date: '$none', onNull: 'none' } }, 'none'],
    [{ $dateFromString: { dateString: '06/05/2024', format: '%d/%m/%Y' } }, date('2024-05-06')],
    [{ $dateFromString: { dateString: '2024-05-06', timezone } }, date('2024-05-06T04:00:00Z')],
    [{ $dateFromString: { dateString: 'x', onError: 'E' } }, 'E'],
    [{ $dateFromParts: { year: 2024, month: 14, day: 35 } }, date('2025-03-07')],
    // The clock jumps from 02:00 to 03:00 there.
    [
      { $dateFromParts: { year: 2024, month: 3, day: 10, hour: 2, minute: 30, timezone } },
      date('2024-03-10T07:30:00Z'),
    ],
    [{ $dateFromParts: { isoWeekYear: 2024, isoWeek: 10, isoDayOfWeek: 3 } }, date('2024-03-06')],
    [
      { $dateAdd: { startDate: date('2024-03-09T10:00:00Z'), unit: 'day', amount: 1, timezone } },
      date('2024-03-10T09:00:00Z'),
    ],
    [
      { $dateAdd: { startDate: date('2024-03-09T10:00:00Z'), unit: 'hour', amount: 24, timezone } },
      date('2024-03-10T10:00:00Z'),
    ],
    [{ $dateAdd: { startDate: date('2024-01-31'), unit: 'month', amount: 1 } }, date('2024-02-29')],
    [{ $dateSubtract: { startDate: date('2024-02-29'), unit: 'year', amount: 1 } }, date('2023-02-28')],
    [{ $dateDiff: { startDate: date('2024-01-01'), endDate: $date, unit: 'week' } }, long(10)],
    [{ $dateDiff: { startDate: date('2023-12-31'), endDate: date('2024-01-01'), unit: 'year' } }, long(1)],
    [
      {
        $dateDiff: {
          startDate: date('2024-03-10T06:30:00Z'),
          endDate: date('2024-03-10T08:30:00Z'),
          unit: 'hour',
          timezone,
        },
      },
      long(2),
    ],
    [{ $dateTrunc: { date: $date, unit: 'day', timezone } }, date('2024-03-10T05:00:00Z')],
    [
      { $dateTrunc: { date: date('2024-03-10T20:00:00Z'), unit: 'week', startOfWeek: 'monday' } },
      date('2024-03-04'),
    ],
    [{ $dateTrunc: { date: $date, unit: 'month', binSize: 2 } }, date('2024-03-01')],
    [{ $dateTrunc: { date: $date, unit: 'hour', timezone: '+05:30' } }, date('2024-03-10T09:30:00Z')],
    [{ $dateTrunc: { date: $date, unit: 'quarter' } }, date('2024-01-01')],
    [
      { $dateToParts: { date: $date, iso8601: true } },
      { isoWeekYear: 2024, isoWeek: 10, isoDayOfWeek: 7, hour: 9, minute: 30, second: 15, millisecond: 123 },
    ],
    [{ $isoWeekYear: date('2024-12-30') }, long(2025)],
  ],
};

for (const [family, cases] of Object.entries(families)) {
  describe(family, () => {
    it.each(cases.map(([expr, result]): [string, unknown, unknown] => [JSON.stringify(expr), expr, result]))(
      '%s',
      (_, expr, result) => expect(typed(evaluate(expr, doc))).toBe(typed(result)),
    );
  });
}

describe('errors have MongoDB codes', () => {
  const cases: [expr: unknown, code: number][] = [
    [{ $foo: 1 }, 168],
    [{ $function: { body: 'function() {}', args: [], lang: 'js' } }, 168],
    [{ $add: [1], $subtract: [1, 2] }, 15983],
    [{ $subtract: [1] }, 16020],
    ['$$nope', 17276],
    ['$', 16872],
    ['$a.', 40353],
    [{ $add: ['$s', 1] }, 14],
    [{ $divide: [1, 0] }, 2],
    [{ $mod: [1, 0] }, 16610],
    [{ $concat: ['$i'] }, 16702],
    [{ $size: '$i' }, 17124],
    [{ $toInt: 'x' }, 241],
    [{ $toInt: 3e10 }, 241],
    [{ $toDate: 5 }, 241],
    [{ $toObjectId: 'x' }, 241],
    [{ $year: '$s' }, 16006],
    [{ $hour: { date: $date, timezone: 'No/Where' } }, 40485],
    [{ $dateToString: { date: $date, format: '%Q' } }, 18536],
    // biome-ignore lint/suspicious/noThenProperty: the operator's own word
    [{ $switch: { branches: [{ case: false, then: 1 }] } }, 40066],
    [{ $map: { input: '$i', in: 1 } }, 16883],
    [{ $arrayElemAt: ['$i', 0] }, 28689],
    [{ $trim: { input: 'a', chars: 1 } }, 50700],
    [{ $sin: decimal('1') }, 238],
    [{ $let: { vars: { A: 1 }, in: 1 } }, 9],
  ];
  it.each(cases.map(([expr, code]): [string, unknown, number] => [JSON.stringify(expr), expr, code]))(
    '%s',
    (_, expr, code) => expect(codeOf(() => evaluate(expr, doc))).toBe(code),
  );
});

describe('field names that JavaScript knows', () => {
  it('are data', () => {
    const odd = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}') as Record<string, unknown>;
    expect(evaluate('$__proto__.polluted', odd)).toBe(1);
    expect(evaluate('$constructor', odd)).toBe(2);
    expect(evaluate('$constructor', {})).toBe(undefined);
    expect(evaluate('$toString', {})).toBe(undefined);
    const made = evaluate({ $arrayToObject: [[['__proto__', { polluted: 1 }]]] }) as object;
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(Object.keys(made)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
  });
});
