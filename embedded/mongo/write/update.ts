import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Query } from '../read/matching.ts';
import type { Collection } from '../store/catalog.ts';
import { writeRecord } from '../store/records.ts';
import { COMMITTED, type Task } from '../store/writer.ts';
import type { Doc } from '../values/bson.ts';
import { type Changer, changerFor, type Perform } from './changer.ts';
import { ensureCollection } from './collections.ts';
import { storeMade, withId } from './insert.ts';
import type { Progress } from './target.ts';

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
  const changer = changerFor(engine, { ...statement, now: new Date() }, progress);
  for (let tries = 1; ; tries++) {
    const collection = engine.catalog.find(namespace.database, namespace.collection);
    const done: Updated = collection
      ? yield* updateMatching(engine, collection, changer, statement, progress)
      : { matched: 0, modified: 0 };
    if (!collection) yield* changer.check();
    if (done.matched > 0 || !statement.upsert) return done;
    try {
      const doc = withId(yield* changer.insert());
      storeMade(engine, ensureCollection(engine, namespace.database, namespace.collection), doc);
      progress.lastBatch = engine.writer.batch;
      return { matched: 0, modified: 0, upserted: doc, after: doc };
    } catch (error) {
      if (!(error instanceof MongoError) || error.code !== 11000 || tries === UPSERT_TRIES) throw error;
      yield COMMITTED;
    }
  }
}

function* updateMatching(
  engine: Engine,
  collection: Collection,
  changer: Changer,
  { multi }: Update,
  progress: Progress,
): Task<Updated> {
  const done: Updated = { matched: 0, modified: 0 };
  const perform: Perform = (target, after) => {
    done.matched += 1;
    if (!multi) Object.assign(done, { before: target.doc, after: after?.doc ?? target.doc });
    if (!after) return;
    const { batch } = engine.writer;
    writeRecord(batch, collection, target.record, target, after);
    progress.lastBatch = batch;
    done.modified += 1;
  };
  yield* multi ? changer.all(collection, perform) : changer.first(collection, perform);
  return done;
}
