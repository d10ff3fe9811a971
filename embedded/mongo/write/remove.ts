import type { Engine } from '../engine.ts';
import type { Query } from '../read/matching.ts';
import type { Collection } from '../store/catalog.ts';
import { writeRecord } from '../store/records.ts';
import type { Task } from '../store/writer.ts';
import { findAll, findFirst, matcherOf, type Progress, recheck, type Target } from './target.ts';

export function* removeFirst(
  engine: Engine,
  collection: Collection,
  query: Query,
  progress: Progress,
): Task<Target | undefined> {
  const target = yield* findFirst(engine, collection, query, progress);
  if (target) remove(engine, collection, target, progress);
  return target;
}

export function* removeAll(
  engine: Engine,
  collection: Collection,
  query: Query,
  progress: Progress,
): Task<number> {
  const matches = matcherOf(query);
  let removed = 0;
  for (const record of yield* findAll(engine, collection, query, progress)) {
    const target = recheck(engine, collection, record, matches);
    if (!target) continue;
    remove(engine, collection, target, progress);
    removed += 1;
    yield undefined;
  }
  return removed;
}

function remove(engine: Engine, collection: Collection, target: Target, progress: Progress): void {
  const { batch } = engine.writer;
  writeRecord(batch, collection, target.record, target, undefined);
  progress.lastBatch = batch;
}
