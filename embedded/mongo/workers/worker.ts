/** A thread that reads: scans, sorts, groups and searches that would hold up the thread that answers and writes. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { validatePipeline } from '../aggregate/index.ts';
import { type AggregateQuery, openAggregate } from '../read/aggregate.ts';
import {
  collectionOf,
  type Namespace,
  nextBudget,
  PAUSED,
  pauseAll,
  type ReadContext,
  refuseCancelled,
  startBudget,
} from '../read/context.ts';
import { count } from '../read/count.ts';
import { distinct } from '../read/distinct.ts';
import { explain } from '../read/explain.ts';
import { type FindQuery, type FindState, openFind, type Stream } from '../read/find.ts';
import { matchingRecords, type Query } from '../read/matching.ts';
import { projectionOf, validateFilter, validateFind } from '../read/validate.ts';
import { Catalog } from '../store/catalog.ts';
import { openEnv } from '../store/env.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import { changed, inserted } from './changes.ts';
import {
  type Answer,
  asBuffer,
  type BatchOfDocs,
  type Envelope,
  failureOf,
  type Limits,
  type Request,
} from './protocol.ts';

// On Linux this is the thread alone: whoever answers and writes goes first.
if (process.platform === 'linux') setPriority(10);

const env = openEnv(workerData as { dir: string; volatile: boolean });
const catalog = new Catalog(env);
const context: ReadContext = {
  env,
  catalog,
  patience: 'endless',
  openScans: new Set(),
  isCancelled: () => Atomics.load(cancelled, 0) !== 0,
};
const cursors = new Map<number, Iterator<Buffer>>();
let catalogVersion = 0;
let cancelled: Int32Array = new Int32Array(1);
let lastCursor = 0;

/** The first sign of life: the file is open. */
parentPort?.postMessage({ id: 0, result: undefined } satisfies Answer);

parentPort?.on('message', ({ id, catalogVersion: version, request, cancel }: Envelope) => {
  cancelled = new Int32Array(cancel);
  try {
    if (request.method === 'exit') {
      parentPort?.close();
      void env.root.close();
      return;
    }
    // Nobody waits for it any more; what it has opened is closed all the same.
    if (request.method !== 'close') refuseCancelled(context);
    env.root.resetReadTxn();
    if (version !== catalogVersion) {
      catalog.load();
      catalogVersion = version;
    }
    const result = perform(request);
    const transfer = isBatch(result) ? [result.docs.buffer as ArrayBuffer] : [];
    parentPort?.postMessage({ id, result } satisfies Answer, transfer);
  } catch (error) {
    parentPort?.postMessage({ id, error: failureOf(error) } satisfies Answer);
  }
});

function perform(request: Exclude<Request, { method: 'exit' }>): unknown {
  switch (request.method) {
    case 'open':
      lastCursor += 1;
      cursors.set(lastCursor, open(request.kind, decode(asBuffer(request.query)), request.from));
      return lastCursor;
    case 'next':
      return nextBatch(request.cursor, request.limits);
    case 'close':
      cursors.get(request.cursor)?.return?.();
      cursors.delete(request.cursor);
      return undefined;
    case 'count': {
      const query = decode(asBuffer(request.query)) as unknown as FindQuery & { namespace: Namespace };
      validateFilter(query.filter);
      const collection = collectionOf(context, query.namespace);
      return collection ? count(context, collection, query) : 0;
    }
    case 'distinct': {
      const { namespace, key, filter } = decode(asBuffer(request.query)) as unknown as DistinctQuery;
      validateFilter(filter);
      const collection = collectionOf(context, namespace);
      return encode({ values: collection ? distinct(context, collection, key, filter) : [] });
    }
    case 'explain':
      return encode(explain(context, decode(asBuffer(request.query))));
    case 'records': {
      const query = decode(asBuffer(request.query)) as unknown as Query & { namespace: Namespace };
      const records: number[] = [];
      const collection = collectionOf(context, query.namespace);
      for (const record of collection ? matchingRecords(context, collection, query) : []) {
        records.push(record);
        if (records.length >= request.limit) break;
      }
      return Float64Array.from(records);
    }
    case 'change':
      return changed(request, () => refuseCancelled(context));
    case 'insert':
      return inserted(request);
    case 'project': {
      const { projection, filter, variables } = decode(asBuffer(request.query)) as unknown as FindQuery;
      const project = projectionOf(projection, filter, variables);
      return request.doc && encode(project(decode(asBuffer(request.doc))));
    }
  }
}

interface DistinctQuery {
  readonly namespace: Namespace;
  readonly key: string;
  readonly filter: Doc;
}

function open(kind: 'find' | 'aggregate', query: Doc, from: FindState | undefined): Iterator<Buffer> {
  if (kind === 'aggregate') {
    const aggregation = query as unknown as AggregateQuery;
    validatePipeline(aggregation.pipeline, aggregation.variables);
    return openAggregate(context, aggregation);
  }
  const { namespace, ...find } = query as unknown as FindQuery & { namespace: Namespace };
  if (!from) validateFind(find);
  const collection = collectionOf(context, namespace);
  if (!collection) return [].values();
  return steadily(openFind(context, collection, find, from && revived(from)));
}

function revived({ access, position, ...counts }: FindState): FindState {
  return {
    ...counts,
    access: asBuffer(access),
    position: { ...position, key: position.key && asBuffer(position.key) },
  };
}

/** A find's documents, each slice of them from a snapshot of its own. */
function* steadily(stream: Stream): Generator<Buffer> {
  let budget = startBudget(context);
  context.openScans.add(stream);
  try {
    for (;;) {
      const next = stream.next(budget);
      if (next === undefined) return;
      if (next === PAUSED || budget.spent) budget = nextBudget(context, stream);
      if (next !== PAUSED) yield next;
    }
  } finally {
    context.openScans.delete(stream);
    stream.pause();
  }
}

function nextBatch(cursor: number, limits: Limits): BatchOfDocs {
  const documents = cursors.get(cursor);
  if (!documents) return { docs: new Uint8Array(0), done: true };
  const docs: Buffer[] = [];
  let bytes = 0;
  try {
    while (docs.length < limits.docs && bytes < limits.bytes) {
      const step = documents.next();
      if (step.done) {
        cursors.delete(cursor);
        return { docs: joined(docs, bytes), done: true };
      }
      docs.push(step.value);
      bytes += step.value.length;
    }
    return { docs: joined(docs, bytes), done: false };
  } catch (error) {
    cursors.delete(cursor);
    throw error;
  } finally {
    pauseAll(context);
  }
}

/** In a buffer of its own, so that it can be handed over without a copy. */
function joined(docs: readonly Buffer[], bytes: number): Uint8Array {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const doc of docs) {
    all.set(doc, at);
    at += doc.length;
  }
  return all;
}

function isBatch(result: unknown): result is BatchOfDocs {
  return typeof result === 'object' && result !== null && 'done' in result;
}
