/** $out and $merge: what an aggregation found is written where it says. */

import type { Cursor } from '../commands/cursors.ts';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { compileMatcher } from '../read/filtered.ts';
import type { Collection } from '../store/catalog.ts';
import { writeRecord } from '../store/records.ts';
import type { Task } from '../store/writer.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import { changerFor, type Perform } from './changer.ts';
import { dropCollection, ensureCollection, refuseBadName, renameCollection } from './collections.ts';
import { addIndex } from './indexes.ts';
import { insertDocument, storeMade, withId } from './insert.ts';
import { findFirst, type Progress, refuseLate } from './target.ts';

interface Place {
  readonly database: string;
  readonly collection: string;
}

const LIMITS = { docs: 1000, bytes: 16 * 1024 * 1024 };

export async function writeResult(
  engine: Engine,
  source: Place,
  { stage, spec }: { stage: '$merge' | '$out'; spec: unknown },
  cursor: Cursor,
  { durable, signal }: { durable: boolean; signal: AbortSignal },
): Promise<void> {
  const { database } = source;
  if (stage === '$out') return replaceCollection(engine, placeOf(spec, database), cursor, durable);
  const merge = mergeOf(spec, database);
  const intoItself = merge.database === source.database && merge.collection === source.collection;
  // What is written into the collection that is read would be met again, without end.
  const batches = intoItself ? [await everything(cursor)] : batchesOf(cursor);
  for await (const docs of batches)
    await engine.writer.run(mergeAll(engine, merge, docs, { signal }), durable);
}

async function* batchesOf(cursor: Cursor): AsyncGenerator<Buffer[]> {
  for (;;) {
    const { docs, done } = await cursor.next(LIMITS);
    yield docs;
    if (done) return;
  }
}

async function everything(cursor: Cursor): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const docs of batchesOf(cursor)) for (const doc of docs) all.push(doc);
  return all;
}

function placeOf(spec: unknown, database: string): Place {
  if (typeof spec === 'string') return { database, collection: spec };
  const { db = database, coll } = spec as { db?: string; coll: string };
  return { database: db, collection: coll };
}

/** Everything goes into a collection of its own first, which takes the old one's name and indexes at the end. */
async function replaceCollection(
  engine: Engine,
  place: Place,
  cursor: Cursor,
  durable: boolean,
): Promise<void> {
  refuseBadName(place.database, String(place.collection ?? ''));
  const temporary = `tmp.agg_out.${engine.numbers.next()}`;
  const { database } = place;
  try {
    await engine.writer.once(() => likeTheOld(engine, place, temporary), false);
    for (;;) {
      const { docs, done } = await cursor.next(LIMITS);
      await engine.writer.run(insertAll(engine, database, temporary, docs), durable);
      if (done) break;
    }
    await engine.writer.once(() => takeOver(engine, place, temporary), durable);
  } catch (error) {
    await engine.writer.once(() => dropIfThere(engine, database, temporary), false);
    throw error;
  }
  engine.clearRemnants();
}

function likeTheOld(engine: Engine, { database, collection }: Place, temporary: string): void {
  const fresh = ensureCollection(engine, database, temporary);
  const old = engine.catalog.find(database, collection);
  for (const index of old?.indexes.slice(1) ?? []) addIndex(engine, fresh, index.spec);
}

function* insertAll(engine: Engine, database: string, name: string, docs: readonly Buffer[]): Task<void> {
  for (const bytes of docs) {
    insertDocument(engine, ensureCollection(engine, database, name), bytes);
    yield undefined;
  }
}

function takeOver(engine: Engine, { database, collection }: Place, temporary: string): void {
  const old = engine.catalog.find(database, collection);
  if (old) dropCollection(engine, old);
  renameCollection(engine, ensureCollection(engine, database, temporary), collection);
}

function dropIfThere(engine: Engine, database: string, name: string): void {
  const collection = engine.catalog.find(database, name);
  if (collection) dropCollection(engine, collection);
}

interface Merge extends Place {
  readonly on: readonly string[];
  readonly variables: Doc | undefined;
  readonly whenMatched: string | Doc[];
  readonly whenNotMatched: string;
  readonly now: Date;
}

function mergeOf(spec: unknown, database: string): Merge {
  const {
    into,
    on = '_id',
    whenMatched = 'merge',
    whenNotMatched = 'insert',
    let: variables,
  } = typeof spec === 'string' ? ({ into: spec } as Doc) : (spec as Doc);
  const known = ['replace', 'keepExisting', 'merge', 'fail'];
  if (!Array.isArray(whenMatched) && !known.includes(String(whenMatched))) {
    throw new MongoError(
      2,
      `Enumeration value '${whenMatched}' for field '$merge.whenMatched' is not a valid value.`,
    );
  }
  if (!['insert', 'discard', 'fail'].includes(String(whenNotMatched))) {
    throw new MongoError(
      2,
      `Enumeration value '${whenNotMatched}' for field '$merge.whenNotMatched' is not a valid value.`,
    );
  }
  return {
    ...placeOf(into, database),
    on: (Array.isArray(on) ? on : [on]).map(String),
    variables: variables as Doc | undefined,
    whenMatched: whenMatched as Merge['whenMatched'],
    whenNotMatched: String(whenNotMatched),
    now: new Date(),
  };
}

function* mergeAll(engine: Engine, merge: Merge, docs: readonly Buffer[], progress: Progress): Task<void> {
  const collection = ensureCollection(engine, merge.database, merge.collection);
  const unique =
    merge.on.every((path) => path === '_id') ||
    collection.indexes.some(
      ({ unique, fields, partial }) =>
        unique &&
        !partial &&
        fields.length === merge.on.length &&
        fields.every(({ path }) => merge.on.includes(path)),
    );
  if (!unique) throw new MongoError(51183, 'Cannot find index to verify that join fields will be unique');
  for (const bytes of docs) {
    refuseLate(progress);
    const doc = withId(decode(bytes));
    yield* mergeOne(engine, merge, doc, progress);
    yield undefined;
  }
}

function* mergeOne(engine: Engine, merge: Merge, doc: Doc, progress: Progress): Task<void> {
  const collection = ensureCollection(engine, merge.database, merge.collection);
  const filter: Doc = {};
  for (const path of merge.on) {
    const value = valueAt(doc, path);
    if (value === undefined || value === null || Array.isArray(value)) {
      throw new MongoError(
        51132,
        `$merge write error: 'on' field '${path}' cannot be missing, null, undefined or an array`,
      );
    }
    filter[path] = { $eq: value };
  }
  const perform: Perform = (target, merged) => {
    if (!merged) return;
    const { batch } = engine.writer;
    writeRecord(batch, collection, target.record, target, merged);
    progress.lastBatch = batch;
  };
  if (!(yield* mergeInto(engine, collection, { merge, filter, doc, perform, progress }))) {
    if (merge.whenNotMatched === 'fail') {
      throw new MongoError(
        13113,
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      );
    }
    if (merge.whenNotMatched === 'discard') return;
    storeMade(engine, collection, doc);
    progress.lastBatch = engine.writer.batch;
  }
}

interface Merging {
  readonly merge: Merge;
  readonly filter: Doc;
  readonly doc: Doc;
  readonly perform: Perform;
  readonly progress: Progress;
}

/** Was there a document to merge it with? */
function* mergeInto(
  engine: Engine,
  collection: Collection,
  { merge: { whenMatched, variables, now }, filter, doc, perform, progress }: Merging,
): Task<boolean> {
  if (Array.isArray(whenMatched)) {
    const query = { filter, variables: { ...variables, new: doc } };
    const changer = changerFor(engine, { query, update: whenMatched, multi: false, now }, progress);
    return yield* changer.first(collection, perform);
  }
  const target = yield* findFirst(engine, collection, { filter }, progress, compileMatcher(filter));
  if (!target) return false;
  const merged = mergedWith(target.doc, doc, whenMatched);
  perform(target, merged && { doc: merged, bytes: encode(merged) });
  return true;
}

function mergedWith(old: Doc, doc: Doc, whenMatched: string): Doc | undefined {
  switch (whenMatched) {
    case 'replace':
      return { ...doc, _id: old._id };
    case 'merge':
      return { ...old, ...doc, _id: old._id };
    case 'keepExisting':
      return undefined;
    default:
      throw new MongoError(11000, '$merge failed: a matching document is already in the target collection');
  }
}

function valueAt(doc: Doc, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Doc | undefined)?.[name], doc);
}
