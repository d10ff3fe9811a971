/**
 * Finds the documents that a write is to change.
 *
 * The search runs on the trees, which do not hold what the latest batches have staged; so each candidate is read
 * again through the batch and held against the filter once more. That also makes two writers who want the same
 * document take different ones, or one after the other.
 */
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { idOf } from '../plan/plan.ts';
import { OverBudget } from '../read/context.ts';
import { matchingRecords, type Query } from '../read/matching.ts';
import { isHeavy } from '../read/weight.ts';
import type { Batch } from '../store/batch.ts';
import type { Collection } from '../store/catalog.ts';
import { entryKey } from '../store/records.ts';
import { COMMITTED, EARLIER, type Task } from '../store/writer.ts';
import { type Doc, decode } from '../values/bson.ts';
import { keyOf } from '../values/keys.ts';
import { pack } from '../workers/protocol.ts';

export interface Target {
  readonly record: number;
  readonly bytes: Buffer;
  readonly doc: Doc;
}

/** What one command has done so far: its own changes must be visible to its later statements. */
export interface Progress {
  lastBatch?: Batch;
  /** Nobody waits for the command any more. */
  readonly signal?: AbortSignal;
}

/** What is done stays done; the rest is left. */
export function refuseLate({ signal }: Progress): void {
  if (signal?.aborted) throw new MongoError(50, 'operation exceeded time limit');
}

/** What a search is to wait for: it has to see what the command itself has done so far. */
export function visibleTo(engine: Engine, { lastBatch }: Progress): typeof COMMITTED | typeof EARLIER {
  return lastBatch === engine.writer.batch ? COMMITTED : EARLIER;
}

const ALL = 2 ** 31;
/** So many candidates are asked for when the first one is wanted: others may take some of them. */
const SPARE = 256;

export function* findFirst(
  engine: Engine,
  collection: Collection,
  query: Query,
  progress: Progress,
  matches: (doc: Doc) => boolean,
): Task<Target | undefined> {
  const byId = idTarget(engine, collection, query);
  if (byId) return byId.target && matches(byId.target.doc) ? byId.target : undefined;
  for (;;) {
    yield visibleTo(engine, progress);
    const here = searchHere(engine, collection, query, matches);
    if (here !== 'too long') return here;
    const records = (yield search(engine, collection, query, SPARE, progress.signal)) as Float64Array;
    for (const record of records) {
      const target = read(engine, collection, record);
      if (target && matches(target.doc)) return target;
    }
    if (records.length < SPARE) return undefined;
    yield COMMITTED;
  }
}

/** The records of all candidates; each is to be read with `recheck` before it is changed. */
export function* findAll(
  engine: Engine,
  collection: Collection,
  query: Query,
  progress: Progress,
): Task<Iterable<number>> {
  const byId = idTarget(engine, collection, query);
  if (byId) return byId.target ? [byId.target.record] : [];
  yield visibleTo(engine, progress);
  try {
    return [...new Set(matchingRecords(engine.reading, collection, query))];
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    return (yield search(engine, collection, query, ALL, progress.signal)) as Float64Array;
  }
}

export function recheck(
  engine: Engine,
  collection: Collection,
  record: number,
  matches: (doc: Doc) => boolean,
): Target | undefined {
  const target = read(engine, collection, record);
  return target && matches(target.doc) ? target : undefined;
}

function read(engine: Engine, collection: Collection, record: number): Target | undefined {
  const bytes = engine.writer.batch.document(collection, record);
  return bytes && { record, bytes, doc: decode(bytes) };
}

/** One document by its `_id`: seen through the batch, so also when it was staged a moment ago. */
export function idTarget(
  engine: Engine,
  collection: Collection,
  { filter, hint }: Query,
): { target: Target | undefined } | undefined {
  const wanted = hint === undefined || hint === null ? idOf(filter) : undefined;
  const index = collection.indexes.find(({ spec }) => spec.name === '_id_');
  if (!wanted || !index) return undefined;
  const key = Buffer.concat([index.prefix, keyOf(wanted.id)]);
  if (key.length >= 1000) return undefined; // it may have been shortened: the planner knows how
  const record = engine.writer.batch.entry(entryKey(index, key, 0))?.readUIntBE(0, 6);
  return { target: record === undefined ? undefined : read(engine, collection, record) };
}

function searchHere(
  engine: Engine,
  collection: Collection,
  query: Query,
  matches: (doc: Doc) => boolean,
): Target | undefined | 'too long' {
  if (isHeavy(query)) return 'too long';
  try {
    for (const record of matchingRecords(engine.reading, collection, query)) {
      const target = recheck(engine, collection, record, matches);
      if (target) return target;
    }
    return undefined;
  } catch (error) {
    if (error instanceof OverBudget) return 'too long';
    throw error;
  }
}

export function search(
  engine: Engine,
  { database, name }: Collection,
  query: Query,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const namespace = { database, collection: name };
  return engine.pool.ask({ method: 'records', query: pack({ ...query, namespace }), limit }, signal);
}
