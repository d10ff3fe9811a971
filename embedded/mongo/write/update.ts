import { runUpdatePipeline } from '../aggregate/index.ts';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Query } from '../read/matching.ts';
import type { Collection } from '../store/catalog.ts';
import { writeRecord } from '../store/records.ts';
import { COMMITTED, type Task } from '../store/writer.ts';
import { compileUpdate, isReplacement, upsertDocument } from '../update/index.ts';
import { type Doc, encode } from '../values/bson.ts';
import { ensureCollection } from './collections.ts';
import { store, withId } from './insert.ts';
import { findAll, findFirst, matcherOf, type Progress, recheck, type Target } from './target.ts';

export interface Update {
  readonly query: Query;
  readonly update: Doc | Doc[];
  readonly arrayFilters: Doc[] | undefined;
  readonly multi: boolean;
  readonly upsert: boolean;
}

export interface Updated {
  matched: number;
  modified: number;
  /** The document that an upsert made. */
  upserted?: Doc;
  /** Of an update of one document: as it was and as it is. */
  before?: Doc;
  after?: Doc;
}

/** Another client may insert the same new document at the same time: then it is there to be updated. */
const UPSERT_TRIES = 5;

export function* update(
  engine: Engine,
  namespace: { database: string; collection: string },
  statement: Update,
  progress: Progress,
): Task<Updated> {
  const compiled = compile(statement);
  for (let tries = 1; ; tries++) {
    const collection = engine.catalog.find(namespace.database, namespace.collection);
    const done = collection
      ? yield* updateMatching(engine, collection, statement, compiled, progress)
      : { matched: 0, modified: 0 };
    if (done.matched > 0 || !statement.upsert) return done;
    try {
      const doc = withId(
        compiled.apply(upsertDocument(statement.query.filter), true) ??
          upsertDocument(statement.query.filter),
      );
      store(engine, ensureCollection(engine, namespace.database, namespace.collection), doc, encode(doc));
      progress.lastBatch = engine.writer.batch;
      return { matched: 0, modified: 0, upserted: doc, after: doc };
    } catch (error) {
      if (!(error instanceof MongoError) || error.code !== 11000 || tries === UPSERT_TRIES) throw error;
      yield COMMITTED;
    }
  }
}

type Compiled = ReturnType<typeof compileUpdate>;

function compile({ query, update, arrayFilters, multi }: Update): Compiled {
  if (multi && isReplacement(update)) {
    throw new MongoError(9, 'multi update is not supported for replacement-style update');
  }
  const now = new Date();
  return compileUpdate(update, {
    filter: query.filter,
    now,
    runPipeline: (stages, doc) =>
      runUpdatePipeline(stages, doc, { now, ...(query.variables && { variables: query.variables }) }),
    ...(arrayFilters && { arrayFilters }),
  });
}

function* updateMatching(
  engine: Engine,
  collection: Collection,
  { query, multi }: Update,
  compiled: Compiled,
  progress: Progress,
): Task<Updated> {
  if (!multi) {
    const target = yield* findFirst(engine, collection, query, progress);
    if (!target) return { matched: 0, modified: 0 };
    const after = apply(engine, collection, target, compiled, progress);
    return { matched: 1, modified: after ? 1 : 0, before: target.doc, after: after ?? target.doc };
  }
  const done = { matched: 0, modified: 0 };
  const matches = matcherOf(query);
  for (const record of yield* findAll(engine, collection, query, progress)) {
    const target = recheck(engine, collection, record, matches);
    if (!target) continue;
    done.matched += 1;
    if (apply(engine, collection, target, compiled, progress)) done.modified += 1;
    yield undefined;
  }
  return done;
}

function apply(
  engine: Engine,
  collection: Collection,
  target: Target,
  compiled: Compiled,
  progress: Progress,
): Doc | undefined {
  const doc = compiled.apply(target.doc);
  if (!doc) return undefined;
  const { batch } = engine.writer;
  writeRecord(batch, collection, target.record, target, { doc, bytes: encode(doc) });
  progress.lastBatch = batch;
  return doc;
}
