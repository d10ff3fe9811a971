/** Stages, with the results that MongoDB's manual gives. */
import { Decimal128, Double, Long } from 'bson';
import { describe, expect, it } from 'vitest';
import {
  groupKey,
  runUpdatePipeline,
  splitPipeline,
  validatePipeline,
} from '../../../embedded/mongo/aggregate/index.ts';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';
import { type Asked, aggregate, codeOf, now, typed } from './support.ts';

const long = (n: number) => Long.fromNumber(n);
const decimal = (s: string) => Decimal128.fromString(s);
const double = (n: number) => new Double(n);

const calls: Doc[] = [
  { _id: 1, who: 'a', sec: 30, tags: ['x', 'y'], o: { k: 1 } },
  { _id: 2, who: 'b', sec: long(60), tags: [], o: { k: 2, l: [{ m: 1 }, 5] } },
  { _id: 3, who: 'a', sec: decimal('1.5'), tags: 'z', o: null },
  { _id: 4, sec: null, tags: null },
];
const people: Doc[] = [
  { _id: 'p1', name: 'a' },
  { _id: 'p2', name: ['b', 'c'] },
  { _id: 'p3', name: null },
];
const ids = (docs: Doc[]) => docs.map((doc) => doc._id);

type Case = [name: string, pipeline: Doc[], result: unknown[]];

const first: Doc = { $match: { _id: 1 } };
const second: Doc = { $match: { _id: 2 } };

const cases: Case[] = [
  [
    '$project keeps the order of the document',
    [first, { $project: { sec: 1, who: 1, _id: 0 } }],
    [{ who: 'a', sec: 30 }],
  ],
  [
    '$project goes through arrays',
    [second, { $project: { 'o.l.m': 1, _id: 0 } }],
    [{ o: { l: [{ m: 1 }] } }],
  ],
  [
    '$project computes in every element',
    [second, { $project: { 'o.l.n': '$_id', _id: 0 } }],
    [{ o: { l: [{ n: 2 }, { n: 2 }] } }],
  ],
  ['$project leaves out', [first, { $project: { tags: 0, 'o.k': 0, who: 0 } }], [{ _id: 1, sec: 30, o: {} }]],
  [
    '$set of a path keeps the rest',
    [first, { $set: { 'o.n': '$sec', who: '$$REMOVE' } }],
    [{ _id: 1, sec: 30, tags: ['x', 'y'], o: { k: 1, n: 30 } }],
  ],
  ['$unset', [first, { $unset: ['tags', 'o.k'] }], [{ _id: 1, who: 'a', sec: 30, o: {} }]],
  [
    '$group takes the widest type and missing as null',
    [
      {
        $group: {
          _id: '$who',
          n: { $sum: 1 },
          sec: { $sum: '$sec' },
          avg: { $avg: '$sec' },
          last: { $last: '$sec' },
          tags: { $push: '$tags' },
        },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: null, n: 1, sec: 0, avg: null, last: null, tags: [null] },
      {
        _id: 'a',
        n: 2,
        sec: decimal('31.5'),
        avg: decimal('15.75'),
        last: decimal('1.5'),
        tags: [['x', 'y'], 'z'],
      },
      { _id: 'b', n: 1, sec: long(60), avg: double(60), last: long(60), tags: [[]] },
    ],
  ],
  [
    '$group with the best and the ends',
    [
      {
        $group: {
          _id: null,
          top: { $top: { sortBy: { sec: -1 }, output: '$_id' } },
          low: { $bottomN: { n: 2, sortBy: { _id: 1 }, output: '$_id' } },
          two: { $firstN: { n: 2, input: '$_id' } },
          most: { $maxN: { n: 2, input: '$sec' } },
          all: { $count: {} },
        },
      },
    ],
    [{ _id: null, top: 2, low: [3, 4], two: [1, 2], most: [long(60), 30], all: 4 }],
  ],
  [
    '$sortByCount',
    [{ $sortByCount: { $type: '$who' } }],
    [
      { _id: 'string', count: 3 },
      { _id: 'missing', count: 1 },
    ],
  ],
  [
    '$unwind',
    [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
    [
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 3, tags: 'z' },
    ],
  ],
  [
    '$unwind keeps and counts',
    [
      { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
      { $project: { tags: 1, i: 1 } },
    ],
    [
      { _id: 1, tags: 'x', i: long(0) },
      { _id: 1, tags: 'y', i: long(1) },
      { _id: 2, i: null },
      { _id: 3, tags: 'z', i: null },
      { _id: 4, tags: null, i: null },
    ],
  ],
  ['$count', [{ $count: 'n' }], [{ n: 4 }]],
  ['$count of nothing gives nothing', [{ $match: { _id: 9 } }, { $count: 'n' }], []],
  [
    '$skip and $limit',
    [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 3 }, { _id: 2 }],
  ],
  ['$replaceRoot', [first, { $replaceRoot: { newRoot: '$o' } }], [{ k: 1 }]],
  [
    '$facet',
    [{ $facet: { n: [{ $count: 'n' }], one: [first, { $project: { _id: 1 } }] } }],
    [{ n: [{ n: 4 }], one: [{ _id: 1 }] }],
  ],
  [
    '$bucket',
    [
      {
        $bucket: {
          groupBy: '$sec',
          boundaries: [0, 30, 90],
          default: 'none',
          output: { ids: { $push: '$_id' } },
        },
      },
    ],
    [
      { _id: 0, ids: [3] },
      { _id: 30, ids: [1, 2] },
      { _id: 'none', ids: [4] },
    ],
  ],
  [
    '$bucketAuto',
    [{ $bucketAuto: { groupBy: '$_id', buckets: 2 } }],
    [
      { _id: { min: 1, max: 3 }, count: 2 },
      { _id: { min: 3, max: 4 }, count: 2 },
    ],
  ],
  [
    '$lookup by fields',
    [
      { $lookup: { from: 'people', localField: 'who', foreignField: 'name', as: 'p' } },
      { $project: { 'p._id': 1 } },
    ],
    [
      { _id: 1, p: [{ _id: 'p1' }] },
      { _id: 2, p: [{ _id: 'p2' }] },
      { _id: 3, p: [{ _id: 'p1' }] },
      { _id: 4, p: [{ _id: 'p3' }] },
    ],
  ],
  [
    '$lookup by pipeline and variables',
    [
      { $limit: 2 },
      {
        $lookup: {
          from: 'people',
          let: { w: '$who' },
          pipeline: [{ $match: { $expr: { $eq: ['$name', '$$w'] } } }, { $set: { w: '$$w' } }],
          as: 'p',
        },
      },
      { $project: { p: 1 } },
    ],
    [
      { _id: 1, p: [{ _id: 'p1', name: 'a', w: 'a' }] },
      { _id: 2, p: [] },
    ],
  ],
  [
    '$lookup by both',
    [
      first,
      {
        $lookup: {
          from: 'people',
          localField: 'who',
          foreignField: 'name',
          let: { s: '$sec' },
          pipeline: [{ $project: { s: '$$s' } }],
          as: 'p',
        },
      },
      { $project: { p: 1 } },
    ],
    [{ _id: 1, p: [{ _id: 'p1', s: 30 }] }],
  ],
  [
    '$unionWith',
    [first, { $project: { _id: 1 } }, { $unionWith: { coll: 'people', pipeline: [{ $limit: 1 }] } }],
    [{ _id: 1 }, { _id: 'p1', name: 'a' }],
  ],
  [
    '$graphLookup',
    [
      first,
      {
        $graphLookup: {
          from: 'tree',
          startWith: 'b',
          connectFromField: 'up',
          connectToField: '_id',
          as: 't',
          depthField: 'd',
        },
      },
      { $project: { t: 1 } },
    ],
    [
      {
        _id: 1,
        t: [
          { _id: 'b', up: 'c', d: long(0) },
          { _id: 'c', up: 'b', d: long(1) },
        ],
      },
    ],
  ],
  [
    '$setWindowFields',
    [
      {
        $setWindowFields: {
          partitionBy: '$who',
          sortBy: { _id: 1 },
          output: {
            run: { $sum: '$_id', window: { documents: ['unbounded', 'current'] } },
            rank: { $rank: {} },
            next: { $shift: { output: '$_id', by: 1 } },
          },
        },
      },
      { $project: { run: 1, rank: 1, next: 1 } },
    ],
    [
      { _id: 4, run: 4, rank: 1, next: null },
      { _id: 1, run: 1, rank: 1, next: 3 },
      { _id: 3, run: 4, rank: 2, next: null },
      { _id: 2, run: 2, rank: 1, next: null },
    ],
  ],
  [
    '$setWindowFields by value',
    [
      {
        $setWindowFields: {
          sortBy: { _id: 1 },
          output: { near: { $push: '$_id', window: { range: [-1, 1] } } },
        },
      },
      { $project: { near: 1 } },
    ],
    [
      { _id: 1, near: [1, 2] },
      { _id: 2, near: [1, 2, 3] },
      { _id: 3, near: [2, 3, 4] },
      { _id: 4, near: [3, 4] },
    ],
  ],
  [
    '$densify',
    [
      { $match: { _id: { $in: [1, 4] } } },
      { $project: { _id: 1 } },
      { $densify: { field: '_id', range: { step: 1, bounds: 'full' } } },
    ],
    [{ _id: 1 }, { _id: 2 }, { _id: 3 }, { _id: 4 }],
  ],
  [
    '$fill',
    [
      { $fill: { sortBy: { _id: 1 }, output: { sec: { method: 'locf' }, who: { value: '?' } } } },
      { $match: { _id: 4 } },
    ],
    [{ _id: 4, sec: decimal('1.5'), tags: null, who: '?' }],
  ],
  [
    '$redact',
    [second, { $redact: { $cond: [{ $eq: ['$m', 1] }, '$$PRUNE', '$$DESCEND'] } }, { $project: { o: 1 } }],
    [{ _id: 2, o: { k: 2, l: [5] } }],
  ],
];

describe('stages', () => {
  const others = {
    people,
    tree: [
      { _id: 'b', up: 'c' },
      { _id: 'c', up: 'b' },
    ],
  };
  it.each(cases)('%s', (_, pipeline, result) => {
    expect(typed(aggregate(calls, pipeline, others))).toBe(typed(result));
  });

  it('sorts arrays by their least or greatest element, empty ones first', () => {
    const docs = [{ _id: 1, a: [5, 2] }, { _id: 2, a: 3 }, { _id: 3, a: [] }, { _id: 4 }, { _id: 5, a: 'x' }];
    expect(ids(aggregate(docs, [{ $sort: { a: 1 } }]))).toEqual([3, 4, 1, 2, 5]);
    expect(ids(aggregate(docs, [{ $sort: { a: -1 } }]))).toEqual([5, 1, 2, 4, 3]);
  });

  it('sorts the same with a limit as without', () => {
    const docs = Array.from({ length: 5000 }, (_, i) => ({ _id: i, n: (i * 7919) % 1013 }));
    const all = aggregate(docs, [{ $sort: { n: 1 } }]);
    expect(aggregate(docs, [{ $sort: { n: 1 } }, { $limit: 7 }])).toEqual(all.slice(0, 7));
  });

  it('asks a joined collection with an $in over many documents', () => {
    const asked: Asked[] = [];
    aggregate(
      calls,
      [{ $lookup: { from: 'people', localField: 'who', foreignField: 'name', as: 'p' } }],
      others,
      asked,
    );
    expect(asked).toEqual([{ collection: 'people', filter: { name: { $in: ['a', 'b', null] } } }]);
  });

  it('gives the planner what a variable is compared with', () => {
    const asked: Asked[] = [];
    const pipeline = [{ $match: { name: 'a', $expr: { $eq: ['$_id', '$$w'] } } }];
    aggregate(
      [calls[0] as Doc],
      [{ $lookup: { from: 'people', let: { w: '$who' }, pipeline, as: 'p' } }],
      others,
      asked,
    );
    expect(asked[0]?.filter).toEqual({ $and: [{ name: 'a' }, { _id: { $eq: 'a' } }] });
  });

  it('reads no further than a limit asks', () => {
    let read = 0;
    function* endless() {
      for (;;) yield { _id: read++ };
    }
    const found = aggregate([], [{ $unionWith: { coll: 'endless' } }, { $set: { a: 1 } }, { $limit: 3 }], {
      get endless() {
        return { filter: () => endless() } as unknown as Doc[];
      },
    });
    expect([found.length, read]).toEqual([3, 3]);
  });
});

describe('a wrong pipeline is refused with the code', () => {
  const wrong: [pipeline: unknown, code: number][] = [
    [{}, 14],
    [[1], 14],
    [[{}], 40323],
    [[{ $match: {}, $limit: 1 }], 40323],
    [[{ $foo: 1 }], 40324],
    [[{ $addFields: { a: { $foo: 1 } } }], 168],
    [[{ $project: { a: { $foo: 1 } } }], 31325],
    [[{ $group: { _id: 1, a: { $foo: 1 } } }], 15952],
    [[{ $group: { a: { $sum: 1 } } }], 15955],
    [[{ $group: { _id: 1, a: 1 } }], 40234],
    [[{ $changeStream: {} }], 40573],
    [[{ $out: 'x' }, { $limit: 1 }], 40601],
    [[{ $limit: 1 }, { $match: { $text: { $search: 'x' } } }], 17313],
    [[{ $limit: 0 }], 15958],
    [[{ $sort: {} }], 15976],
    [[{ $sort: { a: 2 } }], 15975],
    [[{ $project: { a: 1, b: 0 } }], 31254],
    [[{ $project: { a: 0, b: 1 } }], 31253],
    [[{ $project: { a: 1, 'a.b': 1 } }], 31249],
    [[{ $unwind: 'a' }], 28818],
    [[{ $lookup: { from: 'x', as: 'y' } }], 9],
    [[{ $facet: { a: [{ $facet: { b: [] } }] } }], 40600],
    [[{ $facet: { a: [{ $out: 'x' }] } }], 40601],
    [[{ $lookup: { from: 'x', pipeline: [{ $foo: 1 }], as: 'y' } }], 40324],
    [[{ $bucketAuto: { groupBy: '$a', buckets: 2, granularity: 'R5' } }], 238],
    [[{ $geoNear: {} }], 238],
  ];
  it.each(
    wrong.map(([pipeline, code]): [string, unknown, number] => [JSON.stringify(pipeline), pipeline, code]),
  )('%s', (_, pipeline, code) => expect(codeOf(() => validatePipeline(pipeline))).toBe(code));
});

describe('splitPipeline', () => {
  it('hands the head to the planner', () => {
    const rest = [{ $group: { _id: '$who', s: { $sum: '$sec' } } }];
    const pipeline = [
      { $match: { a: 1 } },
      { $match: { b: 2 } },
      { $sort: { c: 1 } },
      { $skip: 1 },
      { $limit: 2 },
      ...rest,
    ];
    const split = splitPipeline([...pipeline, { $out: 'x' }]);
    expect(split).toEqual({
      filter: { $and: [{ a: 1 }, { b: 2 }] },
      sort: { c: 1 },
      skip: 1,
      limit: 2,
      fields: new Set(['a', 'b', 'c', 'who', 'sec']),
      rest,
      writes: { stage: '$out', spec: 'x' },
      needsCollections: false,
    });
  });

  it.each<[string, Doc[], string[] | undefined]>([
    ['whole documents', [{ $set: { a: 1 } }], undefined],
    ['$$ROOT', [{ $group: { _id: 1, all: { $push: '$$ROOT' } } }], undefined],
    ['$count', [{ $match: { $or: [{ a: 1 }, { 'b.c': 2 }] } }, { $count: 'n' }], ['a', 'b']],
    ['$project', [{ $project: { a: 1, 'b.c': '$d.e' } }, { $set: { x: '$zzz' } }], ['_id', 'a', 'b', 'd']],
    ['$top', [{ $group: { _id: '$a', t: { $top: { sortBy: { b: 1 }, output: '$c' } } } }], ['a', 'b', 'c']],
    ['$facet', [{ $facet: { x: [{ $sortByCount: '$a' }], y: [{ $count: 'n' }] } }], ['a']],
    ['$facet with whole documents', [{ $facet: { x: [{ $limit: 1 }], y: [{ $count: 'n' }] } }], undefined],
    [
      '$lookup',
      [
        { $lookup: { from: 'x', localField: 'a.b', foreignField: 'c', as: 'j' } },
        { $group: { _id: '$j.z' } },
      ],
      ['a', 'j'],
    ],
  ])('knows the fields that %s needs', (_, pipeline, fields) => {
    const found = splitPipeline(pipeline).fields;
    expect(found && [...found].sort()).toEqual(fields);
  });

  it('sees joins in facets', () => {
    expect(splitPipeline([{ $facet: { a: [{ $unionWith: 'x' }] } }]).needsCollections).toBe(true);
  });
});

describe('update pipelines', () => {
  it('change one document', () => {
    const stages = [{ $set: { n: { $add: ['$n', 1] }, at: '$$NOW' } }, { $unset: 'x' }];
    expect(runUpdatePipeline(stages, { _id: 1, n: 1, x: 1 }, { now })).toEqual({ _id: 1, n: 2, at: now });
  });

  it('have no other stages', () => {
    expect(codeOf(() => runUpdatePipeline([{ $match: {} }], {}, { now }))).toBe(72);
  });
});

describe('groupKey', () => {
  it.each<[unknown, unknown, boolean]>([
    [1, double(1), true],
    [1, long(1), true],
    [1, decimal('1.0'), true],
    [0.5, decimal('0.50'), true],
    [0.1, decimal('0.1'), false],
    [-0, 0, true],
    [2 ** 60, long(2 ** 60), true],
    [1, '1', false],
    ['', null, false],
    [null, undefined, false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
    [[1, 2], [long(1), 2], true],
    [['a', 'b'], ['ab', ''], false],
    ['\0n', null, false],
    [true, 1, false],
  ])('%j and %j: %s', (a, b, same) => expect(groupKey(a) === groupKey(b)).toBe(same));
});
