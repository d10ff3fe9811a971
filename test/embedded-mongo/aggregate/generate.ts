/** Random documents of every type and random pipelines over them, repeatable by their seed. */
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, ObjectId, Timestamp } from 'bson';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.int(most + 1) }, make);
  }
}

const numbers = [
  0, 1, 2, 3, -1, -7, 10, 100, 2147483647, -2147483648, 0.5, 2.5, -1.25, 1e10,
  new Double(1), new Double(2), new Double(0), new Double(-3),
  Long.fromNumber(1), Long.fromNumber(5), Long.fromString('12345678901'), Long.fromNumber(-2),
  Decimal128.fromString('1'), Decimal128.fromString('2.50'), Decimal128.fromString('-0.1'), Decimal128.fromString('7'),
]; // biome-ignore format: a table
const texts = [
  '',
  'a',
  'b',
  'abc',
  'ABC',
  'a,b,c',
  'Ünïcode',
  ' padded ',
  '12',
  '-3',
  '2.5',
  'x1y2',
  '2024-05-06T07:08:09Z',
];
const dates = [
  '2024-03-10T09:59:59.999Z',
  '2024-11-03T05:30:00Z',
  '2023-12-31T23:00:00Z',
  '2000-01-01T00:00:00Z',
  '1969-07-20T20:17:40Z',
  '2024-02-29T12:00:00Z',
];
const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Kolkata', '+05:30', '-0800', 'UTC'];
const units = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'];
const fields = ['n', 'm', 's', 'd', 'arr', 'docs', 'o', 'x', 'b'];

const number = (r: Random): unknown => r.pick(numbers);
const text = (r: Random): string => r.pick(texts);
const date = (r: Random): Date => new Date(r.pick(dates));

function value(r: Random, depth = 2): unknown {
  switch (r.int(depth > 0 ? 16 : 12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return number(r);
    case 4:
    case 5:
      return text(r);
    case 6:
      return null;
    case 7:
      return r.chance(0.5);
    case 8:
      return date(r);
    case 9:
      return new ObjectId(`65f0000000000000000000${r.pick(['01', '02', 'aa'])}`);
    case 10:
      return r.pick([
        new Binary(Buffer.from([1, 2]), 0),
        new Timestamp({ t: 5, i: 1 }),
        new BSONRegExp('a', 'i'),
      ]);
    case 11:
      return r.pick([new MaxKey(), number(r), text(r)]);
    case 12:
    case 13:
      return r.list(3, () => value(r, depth - 1));
    default:
      return object(r, depth - 1);
  }
}

function object(r: Random, depth: number): Doc {
  const doc: Doc = {};
  for (const name of ['x', 'y', 'z']) if (r.chance(0.6)) doc[name] = value(r, depth);
  return doc;
}

export function document(r: Random, id: number): Doc {
  const doc: Doc = { _id: id };
  const set = (name: string, make: () => unknown) => {
    const dice = r.next();
    if (dice < 0.72) doc[name] = make();
    else if (dice < 0.8) doc[name] = null;
    else if (dice < 0.9) doc[name] = value(r);
  };
  set('n', () => number(r));
  set('m', () => number(r));
  set('s', () => text(r));
  set('d', () => date(r));
  set('arr', () => r.list(4, () => number(r)));
  set('docs', () => r.list(3, () => object(r, 1)));
  set('o', () => object(r, 2));
  set('x', () => value(r));
  set('b', () => r.chance(0.5));
  return doc;
}

type Kind = 'number' | 'text' | 'date' | 'list' | 'bool' | 'any';

const leaves: Record<Kind, (r: Random) => unknown> = {
  number: (r) => (r.chance(0.6) ? r.pick(['$n', '$m', '$_id', '$o.x']) : number(r)),
  text: (r) => (r.chance(0.6) ? '$s' : { $literal: text(r) }),
  date: (r) => (r.chance(0.7) ? '$d' : date(r)),
  list: (r) => (r.chance(0.7) ? r.pick(['$arr', '$docs', '$docs.x', '$o.y']) : r.list(3, () => number(r))),
  bool: (r) => (r.chance(0.7) ? '$b' : r.chance(0.5)),
  any: (r) =>
    r.chance(0.8) ? `$${r.pick([...fields, 'o.x', 'docs.y', 'o.y.z', 'none'])}` : { $literal: value(r, 1) },
};

type Make = (r: Random, e: (kind: Kind) => unknown) => unknown;

const zoned = (r: Random): Doc => (r.chance(0.6) ? { timezone: r.pick(zones) } : {});

const makers: Record<Kind, Record<string, Make>> = {
  number: {
    $add: (r, e) => r.list(3, () => e('number')),
    $subtract: (_, e) => [e('number'), e('number')],
    $multiply: (r, e) => r.list(3, () => e('number')),
    $divide: (_, e) => [e('number'), e('number')],
    $mod: (_, e) => [e('number'), e('number')],
    $abs: (_, e) => e('number'),
    $ceil: (_, e) => e('number'),
    $floor: (_, e) => e('number'),
    $trunc: (r, e) => [e('number'), r.int(4) - 1],
    $round: (r, e) => [e('number'), r.int(4) - 1],
    $bitAnd: (_, e) => [e('number'), e('number')],
    $size: (_, e) => e('list'),
    $sum: (_, e) => e('list'),
    $avg: (_, e) => e('list'),
    $cmp: (_, e) => [e('any'), e('any')],
    $strLenCP: (_, e) => e('text'),
    $strLenBytes: (_, e) => e('text'),
    $indexOfCP: (_, e) => [e('text'), e('text')],
    $indexOfBytes: (_, e) => [e('text'), e('text')],
    $indexOfArray: (_, e) => [e('list'), e('number')],
    $strcasecmp: (_, e) => [e('text'), e('text')],
    $toInt: (_, e) => e('any'),
    $toLong: (_, e) => e('any'),
    $toDouble: (_, e) => e('any'),
    $toDecimal: (_, e) => e('any'),
    $convert: (r, e) => ({
      input: e('any'),
      to: r.pick(['int', 'long', 'double', 'decimal']),
      onError: 'E',
      onNull: 'N',
    }),
    $dateDiff: (r, e) => ({ startDate: e('date'), endDate: e('date'), unit: r.pick(units), ...zoned(r) }),
    $hour: (r, e) => ({ date: e('date'), ...zoned(r) }),
    $dayOfWeek: (r, e) => ({ date: e('date'), ...zoned(r) }),
    $dayOfYear: (r, e) => ({ date: e('date'), ...zoned(r) }),
    $week: (_, e) => e('date'),
    $isoWeek: (_, e) => e('date'),
    $isoWeekYear: (_, e) => e('date'),
    $year: (r, e) => ({ date: e('date'), ...zoned(r) }),
  },
  text: {
    $concat: (r, e) => r.list(3, () => e('text')),
    // Of anything but a field this crashes the peer's database.
    $toUpper: () => '$s',
    $toLower: () => '$s',
    $substrCP: (r, e) => [e('text'), r.int(3), r.int(3)],
    $substrBytes: (r, e) => [e('text'), r.int(2), r.int(3)],
    $trim: (_, e) => ({ input: e('text') }),
    $replaceAll: (_, e) => ({ input: e('text'), find: 'a', replacement: 'zz' }),
    $toString: (r, e) => e(r.pick(['date', 'bool', 'text'])),
    $type: (_, e) => e('any'),
    $dateToString: (r, e) => ({
      date: e('date'),
      format: '%Y-%m-%dT%H:%M:%S.%L %j %u %U %V %G %z %Z',
      ...zoned(r),
    }),
    $regexFind: (r, e) => ({
      input: e('text'),
      regex: r.pick(['a', '[0-9]', '(b)(q)?', '^A']),
      options: r.pick(['', 'i']),
    }),
  },
  date: {
    $dateAdd: (r, e) => ({ startDate: e('date'), unit: r.pick(units), amount: r.int(40) - 20, ...zoned(r) }),
    $dateSubtract: (r, e) => ({ startDate: e('date'), unit: r.pick(units), amount: r.int(5) }),
    $dateTrunc: (r, e) => ({
      date: e('date'),
      unit: r.pick(units),
      ...(r.chance(0.3) ? { binSize: 1 + r.int(5) } : {}),
      ...zoned(r),
    }),
    $add: (_, e) => [e('date'), e('number')],
    $subtract: (_, e) => [e('date'), e('date')],
    $dateToParts: (r, e) => ({ date: e('date'), ...zoned(r), iso8601: r.chance(0.5) }),
    $dateFromParts: (r) => ({
      year: 2024,
      month: r.int(20) - 2,
      day: r.int(50) - 5,
      hour: r.int(30),
      ...zoned(r),
    }),
    $toDate: (_, e) => e('any'),
  },
  list: {
    $concatArrays: (r, e) => r.list(3, () => e('list')),
    $slice: (r, e) => [e('list'), r.int(5) - 2],
    $reverseArray: (_, e) => e('list'),
    $map: (_, e) => ({
      input: e('list'),
      as: 'q',
      in: { $cond: [{ $isNumber: '$$q' }, { $add: ['$$q', 1] }, '$$q'] },
    }),
    $filter: (_, e) => ({ input: e('list'), cond: { $gt: ['$$this', e('number')] } }),
    $zip: (r, e) => ({ inputs: [e('list'), e('list')], useLongestLength: r.chance(0.5) }),
    $sortArray: (r, e) => ({ input: e('list'), sortBy: r.pick([1, -1]) }),
    $range: (r) => [r.int(5), r.int(9), 1 + r.int(3)],
    $split: (_, e) => [e('text'), ','],
    $objectToArray: () => '$o',
    $firstN: (_, e) => ({ input: e('list'), n: 2 }),
    $maxN: (_, e) => ({ input: e('list'), n: 2 }),
  },
  bool: {
    $eq: (_, e) => [e('any'), e('any')],
    $ne: (_, e) => [e('any'), e('any')],
    $gt: (_, e) => [e('any'), e('any')],
    $lte: (_, e) => [e('any'), e('any')],
    $and: (r, e) => r.list(3, () => e('bool')),
    $or: (r, e) => r.list(3, () => e('any')),
    $not: (_, e) => [e('any')],
    $in: (_, e) => [e('any'), e('list')],
    $isArray: (_, e) => [e('any')],
    $isNumber: (_, e) => e('any'),
    $setIsSubset: (_, e) => [e('list'), e('list')],
    $setEquals: (_, e) => [e('list'), e('list')],
    $regexMatch: (_, e) => ({ input: e('text'), regex: 'b', options: 'i' }),
    $toBool: (_, e) => e('any'),
    $anyElementTrue: (_, e) => [e('list')],
  },
  any: {
    $cond: (_, e) => [e('bool'), e('any'), e('any')],
    $ifNull: (_, e) => [e('any'), e('any')],
    $arrayElemAt: (r, e) => [e('list'), r.int(4) - 2],
    $first: (_, e) => e('list'),
    $max: (_, e) => e('list'),
    $min: (_, e) => [e('any'), e('any')],
    $mergeObjects: () => ['$o', { w: '$n' }],
    $getField: () => ({ field: 'x', input: '$o' }),
    $let: (_, e) => ({ vars: { v: e('any') }, in: { a: '$$v', b: '$$v.x' } }),
    $reduce: (_, e) => ({
      input: e('list'),
      initialValue: [],
      in: { $concatArrays: ['$$value', ['$$this']] },
    }),
    // biome-ignore lint/suspicious/noThenProperty: the operator's own word
    $switch: (_, e) => ({ branches: [{ case: e('bool'), then: e('any') }], default: e('number') }),
    $size: (_, e) => ({ $setUnion: [e('list'), e('list')] }),
  },
};

const kinds = Object.keys(makers) as Kind[];

export function expression(r: Random, depth = 2, kind: Kind = r.pick(kinds)): unknown {
  // Now and then something of another type than the operator wants.
  if (r.chance(0.06)) return leaves.any(r);
  if (depth === 0 || r.chance(0.25)) return leaves[kind](r);
  const name = r.pick(Object.keys(makers[kind]));
  return { [name]: (makers[kind][name] as Make)(r, (inner) => expression(r, depth - 1, inner)) };
}

const safe = (r: Random): unknown =>
  r.pick<unknown>([
    '$n',
    '$s',
    '$x',
    '$o',
    '$o.x',
    '$arr',
    '$none',
    '$d',
    { $type: '$x' },
    { $isArray: '$arr' },
    { $ifNull: ['$n', 'none'] },
  ]);

const path = (r: Random): string => r.pick(['n', 's', 'o.x', 'o.y', 'docs.x', 'arr', 'x', 'new', 'o.q']);

const stages: ((r: Random) => Doc)[] = [
  (r) => ({
    $match: {
      [r.pick(['n', 's', 'arr', 'o.x'])]: { [r.pick(['$gt', '$lte', '$eq', '$ne'])]: r.pick([1, 'a', null]) },
    },
  }),
  (r) => ({ $match: { $expr: { [r.pick(['$gt', '$eq', '$lt'])]: [safe(r), safe(r)] } } }),
  (r) => ({
    $project: Object.fromEntries(
      r
        .list(2, () => path(r))
        .concat('m')
        .map((p) => [p, 1]),
    ),
  }),
  (r) => ({
    $project: Object.fromEntries(
      r
        .list(2, () => path(r))
        .concat('m')
        .map((p) => [p, 0]),
    ),
  }),
  (r) => ({ $project: { [path(r)]: safe(r), keep: '$n', d: 1 } }),
  (r) => ({ $addFields: { [path(r)]: safe(r), w: safe(r) } }),
  (r) => ({ $unset: [path(r)] }),
  (r) => ({ $sort: { [r.pick(['n', 's', 'x', 'o.x', 'd', 'docs.x'])]: r.pick([1, -1]), _id: 1 } }),
  (r) => ({
    $unwind: { path: r.pick(['$arr', '$docs', '$o.y', '$x']), preserveNullAndEmptyArrays: r.chance(0.5) },
  }),
  (r) => ({
    $group: {
      _id: safe(r),
      c: { $sum: 1 }, s: { $sum: safe(r) }, a: { $avg: { $cond: [{ $eq: [{ $type: '$n' }, 'decimal'] }, 1, '$n'] } }, lo: { $min: safe(r) }, hi: { $max: safe(r) },
      set: { $addToSet: safe(r) }, setp: { $push: safe(r) },
    }, // biome-ignore format: short
  }),
  (r) => ({
    $lookup: {
      from: 'other',
      localField: r.pick(['n', 'arr', 's', 'o.x', 'docs.x', 'none']),
      foreignField: r.pick(['n', 'arr', 'docs.x']),
      as: 'setj',
    },
  }),
  (r) => ({
    $lookup: {
      from: 'other',
      let: { v: safe(r) },
      pipeline: [{ $match: { $expr: { $eq: ['$n', '$$v'] } } }, { $project: { n: 1 } }],
      as: 'setj',
    },
  }),
  (r) => ({ $replaceWith: { id: '$_id', v: safe(r), n: '$n', s: '$s' } }),
  (r) => ({ $sortByCount: safe(r) }),
  () => ({ $count: 'count' }),
  (r) => ({
    $facet: { setone: [{ $project: { n: 1 } }], settwo: [{ $group: { _id: safe(r), c: { $sum: 1 } } }] },
  }),
  (r) => ({ $unionWith: { coll: 'other', pipeline: [{ $project: { n: 1, [path(r)]: 1 } }] } }),
  (r) => ({
    $bucket: {
      groupBy: '$n',
      boundaries: [0, 2, 10],
      default: 'rest',
      output: { c: { $sum: 1 }, hi: { $max: safe(r) } },
    },
  }),
  (r) => ({
    $setWindowFields: {
      partitionBy: { $type: '$s' }, sortBy: { _id: 1 },
      output: { w: { [r.pick(['$sum', '$max', '$avg', '$push', '$first'])]: safe(r), window: { documents: [r.pick(['unbounded', -1]), r.pick(['current', 1])] } }, rank: { $rank: {} } },
    }, // biome-ignore format: short
  }),
  () => ({ $fill: { sortBy: { _id: 1 }, output: { n: { method: 'locf' }, s: { value: 'filled' } } } }),
];

export function pipeline(r: Random): Doc[] {
  return Array.from({ length: 1 + r.int(3) }, () => r.pick(stages)(r));
}
