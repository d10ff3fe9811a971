import type { Engine } from '../engine.ts';
import type { Query } from '../read/matching.ts';
import { writeRecord } from '../store/records.ts';
import type { Task } from '../store/writer.ts';
import type { Doc } from '../values/bson.ts';
import { changerFor, type Perform } from './changer.ts';
import type { Progress } from './target.ts';

/** How many were removed; `removed` is given each of them. */
export function* remove(
  engine: Engine,
  namespace: { database: string; collection: string },
  { query, one }: { query: Query; one: boolean },
  progress: Progress,
  removed: (doc: Doc) => void = () => {},
): Task<number> {
  const changer = changerFor(engine, { query, multi: !one, now: new Date() }, progress);
  const collection = engine.catalog.find(namespace.database, namespace.collection);
  if (!collection) {
    yield* changer.check();
    return 0;
  }
  const perform: Perform = (target) => {
    const { batch } = engine.writer;
    writeRecord(batch, collection, target.record, target, undefined);
    progress.lastBatch = batch;
    removed(target.doc);
  };
  if (!one) return yield* changer.all(collection, perform);
  return (yield* changer.first(collection, perform)) ? 1 : 0;
}
