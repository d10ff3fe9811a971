import fc from 'fast-check';
import type { Doc } from '../driver.ts';
import * as random from '../random-documents.ts';
import { everyType } from '../values.ts';
import { pipeline } from './pipelines.ts';
import { change, replacement } from './updates.ts';

/** One command of a sequence. */
export interface Step {
  readonly command: Doc;
  /** Whether the order of what is found was asked for; else it is compared as a bag. */
  readonly ordered: boolean;
}

/** Two collections, so that joins have something to join; the first is used more often. */
const collections = ['left', 'left', 'left', 'right'] as const;
const collection = fc.constantFrom(...collections);
const id = fc.oneof(
  { weight: 6, arbitrary: fc.nat(9) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('a', 'b', null, true, 2.5) },
);
const anyValue = fc.oneof(
  { weight: 6, arbitrary: random.value },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(everyType)) },
);
const document = fc
  .tuple(id, fc.dictionary(random.field, anyValue, { maxKeys: 3, noNullPrototype: true }))
  .map(([_id, fields]): Doc => ({ _id, ...fields }));

const plain = (command: fc.Arbitrary<Doc>): fc.Arbitrary<Step> =>
  command.map((it) => ({ command: it, ordered: false }));

const insert = plain(
  fc
    .record({
      coll: collection,
      documents: fc.array(document, { minLength: 1, maxLength: 5 }),
      ordered: fc.boolean(),
    })
    .map(({ coll, documents, ordered }) => ({ insert: coll, documents, ordered })),
);

const indexOptions: fc.Arbitrary<Doc> = fc.constantFrom(
  {},
  {},
  {},
  { unique: true },
  { sparse: true },
  { unique: true, sparse: true },
  { partialFilterExpression: { a: { $gt: 1 } } },
  { unique: true, partialFilterExpression: { b: { $exists: true } } },
);

const createIndex = plain(
  fc.tuple(collection, random.indexKey, indexOptions).map(([coll, key, options]) => {
    const name = Object.entries(key)
      .map(([path, direction]) => `${path}_${direction}`)
      .join('_');
    return { createIndexes: coll, indexes: [{ key, name, ...options }] };
  }),
);

const dropIndexes = plain(
  fc
    .tuple(collection, fc.constantFrom<unknown>('*', 'a_1', 'b_1', { a: 1 }, { c: -1 }, 'a_-1'))
    .map(([coll, index]) => ({ dropIndexes: coll, index })),
);

/** One document, by its _id, or all that match: never an arbitrary one of several. */
const update = plain(
  fc
    .record({
      coll: collection,
      key: fc.option(id, { nil: undefined }),
      where: random.filter,
      u: fc.oneof(change, change, change, replacement),
      upsert: fc.boolean(),
    })
    .map(({ coll, key, where, u, upsert }) => {
      const isReplacement = !Array.isArray(u) && !Object.keys(u).some((name) => name.startsWith('$'));
      const one = key !== undefined || isReplacement || upsert;
      const q = one ? { _id: key ?? 0, ...(upsert ? {} : where) } : where;
      return { update: coll, updates: [{ q, u, multi: !one, upsert }] };
    }),
);

const remove = plain(
  fc.tuple(collection, fc.option(id, { nil: undefined }), random.filter).map(([coll, key, where]) => ({
    delete: coll,
    deletes: [key === undefined ? { q: where, limit: 0 } : { q: { _id: key, ...where }, limit: 1 }],
  })),
);

const findAndModify = plain(
  fc
    .record({
      coll: collection,
      query: random.filter,
      sort: random.totalSort,
      how: fc.oneof(change, fc.constant('remove')),
      after: fc.boolean(),
    })
    .map(({ coll, query, sort, how, after }) => ({
      findAndModify: coll,
      query,
      sort,
      ...(how === 'remove' ? { remove: true } : { update: how, new: after }),
    })),
);

const projection: fc.Arbitrary<Doc | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.dictionary(random.path, fc.constant(1), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  },
  {
    weight: 2,
    arbitrary: fc.dictionary(random.path, fc.constant(0), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Doc>(
      { _id: 0, a: 1 },
      { a: { $slice: 1 } },
      { b: { $elemMatch: { $gte: 1 } } },
      { n: '$a', _id: 1 },
    ),
  },
);

const find: fc.Arbitrary<Step> = fc
  .record({
    coll: collection,
    filter: random.filter,
    sort: fc.option(random.totalSort, { nil: undefined }),
    skip: fc.constantFrom(0, 0, 1, 3),
    limit: fc.constantFrom(0, 0, 2, 5),
    projection,
  })
  .map(({ coll, filter, sort, skip, limit, projection: fields }) => ({
    // Without a sort, any page would be a right one.
    command: {
      find: coll,
      filter,
      ...(sort ? { sort, skip, limit } : {}),
      ...(fields ? { projection: fields } : {}),
      batchSize: 1000,
    },
    ordered: sort !== undefined,
  }));

const count = plain(
  fc
    .tuple(collection, random.filter, fc.constantFrom(0, 0, 2), fc.constantFrom(0, 0, 3))
    .map(([coll, query, skip, limit]) => ({ count: coll, query, skip, limit })),
);

const distinct = plain(
  fc
    .tuple(collection, random.path, random.filter)
    .map(([coll, key, query]) => ({ distinct: coll, key, query })),
);

const aggregate: fc.Arbitrary<Step> = fc.tuple(collection, pipeline).map(([coll, { stages, ordered }]) => ({
  command: { aggregate: coll, pipeline: stages, cursor: { batchSize: 1000 } },
  ordered,
}));

const any: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: insert },
  { weight: 2, arbitrary: createIndex },
  { weight: 1, arbitrary: dropIndexes },
  { weight: 4, arbitrary: update },
  { weight: 2, arbitrary: remove },
  { weight: 3, arbitrary: findAndModify },
  { weight: 7, arbitrary: find },
  { weight: 2, arbitrary: count },
  { weight: 1, arbitrary: distinct },
  { weight: 4, arbitrary: aggregate },
);

/** A few documents and perhaps indexes first, then anything. */
export const sequence: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(createIndex, { maxLength: 2 }),
    fc.array(insert, { minLength: 1, maxLength: 3 }),
    fc.array(any, { minLength: 1, maxLength: 14 }),
  )
  .map((parts) => parts.flat());
