/** Everything that tenant A might ask for, innocent or not, of collections that hold tenant B's data as well. */
import fc, { type Arbitrary } from 'fast-check';
import { newId } from '../../../src/core/ids.ts';
import { tenantA, tenantB } from './sample.ts';

const ids = { a: [0, 1, 2].map(() => newId('fact')), b: [0, 1, 2].map(() => newId('fact')) };
export const idsOf = (tenant: 'a' | 'b') => ids[tenant];

const key = fc.constantFrom('key 0', 'key 1', 'key 2', 'key 3');
const tag = fc.constantFrom('shared', 'tag 0', 'tag 1', 'tag 2');
const id = fc.constantFrom(...ids.a, ...ids.b);
const rev = fc.integer({ min: -1, max: 3 });
const tenant = fc.constantFrom(tenantA, tenantB);

const condition: Arbitrary<object> = fc.oneof(
  fc.record({ key }),
  fc.record({ key: fc.record({ $in: fc.array(key) }) }),
  fc.record({ key: fc.record({ $ne: key }) }),
  fc.record({
    rev: fc.oneof(
      fc.record({ $gte: rev }),
      fc.record({ $lt: rev }),
      fc.record({ $not: fc.record({ $eq: rev }) }),
    ),
  }),
  fc.record({ tags: tag }),
  fc.record({ tags: fc.record({ $all: fc.array(tag, { minLength: 1 }) }) }),
  fc.record({ _id: id }),
  fc.record({ _id: fc.record({ $in: fc.array(id) }) }),
  fc.constantFrom<object>(
    {},
    { _id: { $exists: true } },
    { text: /of b/ },
    { text: { $regex: 'words' } },
    { text: 'quiet words of b' },
    { $expr: true },
    { $expr: { $eq: ['$tenantId', tenantB] } },
    { $expr: { $ne: ['$tenantId', tenantA] } },
    { $expr: { $or: [{ $eq: ['$tenantId', tenantB] }, true] } },
  ),
);

const forbidden = fc.constantFrom<object>(
  { tenantId: tenantB },
  { tenantId: { $ne: tenantA } },
  { tenantId: { $in: [tenantA, tenantB] } },
  { $where: 'true' },
);

export const { filter: anyFilter } = fc.letrec<{ filter: object; some: object[] }>((tie) => ({
  some: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
  filter: fc.oneof(
    { maxDepth: 3 },
    { weight: 12, arbitrary: condition },
    { weight: 1, arbitrary: forbidden },
    { weight: 2, arbitrary: fc.record({ $and: tie('some') }) },
    { weight: 3, arbitrary: fc.record({ $or: tie('some') }) },
    { weight: 3, arbitrary: fc.record({ $nor: tie('some') }) },
    {
      weight: 2,
      arbitrary: fc.tuple(condition, tie('filter')).map(([one, other]) => ({ ...one, ...other })),
    },
  ),
}));

/** Cut in a settled order, or what is left would be chance. */
const cut = fc
  .tuple(fc.constantFrom('$limit', '$skip'), fc.integer({ min: 1, max: 3 }))
  .map(([stage, n]) => [{ $sort: { _id: 1, tags: 1, key: 1, text: 1 } }, { [stage]: n }]);

const simpleStage: Arbitrary<object> = fc.oneof(
  anyFilter.map(($match) => ({ $match })),
  fc.constantFrom<object>(
    { $match: { tenantId: tenantB } },
    { $match: { $text: { $search: 'quiet' } } },
    { $addFields: { tenantId: tenantB } },
    { $set: { key: 'key 1' } },
    { $unset: 'tenantId' },
    { $project: { key: 1, tags: 1, of: '$tenantId' } },
    { $unwind: '$tags' },
    { $replaceWith: '$$ROOT' },
    { $replaceRoot: { newRoot: { _id: '$_id', tenantId: tenantB, key: '$key' } } },
    { $group: { _id: '$tenantId', n: { $sum: 1 }, texts: { $addToSet: '$text' } } },
    { $group: { _id: null, all: { $push: '$$ROOT' } } },
    { $sortByCount: '$text' },
    { $count: 'n' },
  ),
);

const missing = fc.constantFrom<object>(
  { $out: 'notes' },
  { $merge: 'notes' },
  { $graphLookup: { from: 'notes' } },
);
const from = fc.constantFrom('notes', 'remarks', 'notes', 'remarks', 'leases');
const field = fc.constantFrom('_id', 'tenantId', 'key', 'noteKey', 'tags', 'nothing');

export const { pipeline: anyPipeline } = fc.letrec<{ pipeline: object[]; stages: object[] }>((tie) => ({
  stages: fc.oneof(
    { maxDepth: 2 },
    { weight: 10, arbitrary: simpleStage.map((stage) => [stage]) },
    { weight: 2, arbitrary: cut },
    { weight: 1, arbitrary: missing.map((stage) => [stage]) },
    {
      weight: 3,
      arbitrary: fc
        .record({ from, localField: field, foreignField: field })
        .map((join) => [{ $lookup: { ...join, as: 'joined' } }]),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({ from, pipeline: tie('pipeline'), let: fc.constant({ key: '$key' }) })
        .map((join) => [{ $lookup: { ...join, as: 'joined' } }]),
    },
    {
      weight: 2,
      arbitrary: fc.record({ coll: from, pipeline: tie('pipeline') }).map((union) => [{ $unionWith: union }]),
    },
    { weight: 1, arbitrary: from.map((coll) => [{ $unionWith: coll }]) },
    {
      weight: 2,
      arbitrary: fc
        .record({ one: tie('pipeline'), other: tie('pipeline') })
        .map((facet) => [{ $facet: facet }]),
    },
  ),
  pipeline: fc.array(tie('stages'), { maxLength: 3 }).map((stages) => stages.flat()),
}));

export const anyUpdate: Arbitrary<object> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ $set: fc.record({ text: fc.string(), rev }) }) },
  { weight: 2, arbitrary: fc.record({ $inc: fc.record({ rev }), $addToSet: fc.record({ tags: tag }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ $pull: fc.record({ tags: tag }), $unset: fc.constant({ text: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ $set: fc.record({ 'detail.kind': key }) }) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.record({ $set: fc.record({ tenantId: tenant }) }),
      fc.record({ $max: fc.record({ tenantId: tenant }) }),
      fc.constantFrom<object>(
        { $unset: { tenantId: true } },
        { $rename: { tenantId: 'key' } },
        { $rename: { key: 'tenantId' } },
        { text: 'a whole document' },
        [{ $set: { tenantId: tenantB } }],
      ),
    ),
  },
);

export interface Write {
  readonly method: 'insertOne' | 'insertMany' | 'updateOne' | 'findOneAndUpdate' | 'deleteOne' | 'bulkWrite';
  readonly args: readonly unknown[];
}

const newNote = fc
  .record({
    key,
    text: fc.constant('new'),
    rev,
    tags: fc.array(tag),
    tenantId: fc.option(tenant, { nil: undefined }),
  })
  .map(({ tenantId, ...fields }) => ({ ...fields, ...(tenantId === undefined ? {} : { tenantId }) }))
  .chain((fields) => fc.uuid().map((_id) => ({ ...fields, _id })));

/** By its id, because which one of several is written is left to the server. */
const one = fc.tuple(id, anyFilter).map(([_id, filter]) => ({ $and: [{ _id }, filter] }));
const upsert = fc
  .tuple(key, fc.uuid())
  .map(([key, _id]) => ({ key, update: { $set: { rev: 9 }, $setOnInsert: { _id } } }));

const entry: Arbitrary<object> = fc.oneof(
  newNote.map((document) => ({ insertOne: { document } })),
  fc.tuple(one, anyUpdate).map(([filter, update]) => ({ updateOne: { filter, update } })),
  upsert.map(({ key, update }) => ({ updateOne: { filter: { key }, update, upsert: true } })),
  one.map((filter) => ({ deleteOne: { filter } })),
);

const write = (method: Write['method'], ...args: unknown[]): Write => ({ method, args });
const ordered = fc.record({ ordered: fc.boolean() });

export const anyWrite: Arbitrary<Write> = fc.oneof(
  newNote.map((document) => write('insertOne', document)),
  fc.tuple(fc.array(newNote, { maxLength: 4 }), ordered).map(([all, how]) => write('insertMany', all, how)),
  fc.tuple(one, anyUpdate).map(([filter, update]) => write('updateOne', filter, update)),
  fc
    .tuple(anyFilter, anyUpdate)
    .map(([filter, update]) => write('findOneAndUpdate', filter, update, { sort: { _id: 1 } })),
  upsert.map(({ key, update }) => write('updateOne', { key }, update, { upsert: true })),
  one.map((filter) => write('deleteOne', filter)),
  fc.tuple(fc.array(entry, { maxLength: 4 }), ordered).map(([all, how]) => write('bulkWrite', all, how)),
);
