/** A thread that reads: scans, sorts, groups and searches that would hold up the thread that answers and writes. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openAggregate } from '../read/aggregate.ts';
import {
  type Namespace,
  nextBudget,
  PAUSED,
  pauseAll,
  type ReadContext,
  startBudget,
} from '../read/context.ts';
import { count } from '../read/count.ts';
import { distinct } from '../read/distinct.ts';
import { explain } from '../read/explain.ts';
import { type FindQuery, type FindState, openFind, type Stream } from '../read/find.ts';
import { matchingRecords, type Query } from '../read/matching.ts';
import { Catalog, type Collection } from '../store/catalog.ts';
import { openEnv } from '../store/env.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import {
  type Answer,
  asBuffer,
  type BatchOfDocs,
  type Envelope,
  failure,
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
    env.root.resetReadTxn();
    if (version !== catalogVersion) {
      catalog.load();
      catalogVersion = version;
    }
    const result = perform(request);
    const transfer = isBatch(result) ? [result.docs.buffer as ArrayBuffer] : [];
    parentPort?.postMessage({ id, result } satisfies Answer, transfer);
  } catch (error) {
    parentPort?.postMessage(failure(id, error));
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
      return count(context, collectionOf(query.namespace), query);
    }
    case 'distinct': {
      const { namespace, key, filter } = decode(asBuffer(request.query)) as unknown as DistinctQuery;
      return encode({ values: distinct(context, collectionOf(namespace), key, filter) });
    }
    case 'explain':
      return encode(explain(context, decode(asBuffer(request.query))));
    case 'records': {
      const query = decode(asBuffer(request.query)) as unknown as Query & { namespace: Namespace };
      const records: number[] = [];
      for (const record of matchingRecords(context, collectionOf(query.namespace), query)) {
        records.push(record);
        if (records.length >= request.limit) break;
      }
      return Float64Array.from(records);
    }
  }
}

interface DistinctQuery {
  readonly namespace: Namespace;
  readonly key: string;
  readonly filter: Doc;
}

const NOWHERE: Collection = {
  number: 0,
  database: '',
  name: '',
  uuid: Buffer.alloc(16),
  indexes: [],
  count: 0,
  bytes: 0,
  dropped: false,
};

function collectionOf({ database, collection }: Namespace): Collection {
  return catalog.find(database, collection) ?? NOWHERE;
}

function open(kind: 'find' | 'aggregate', query: Doc, from: FindState | undefined): Iterator<Buffer> {
  if (kind === 'aggregate')
    return openAggregate(context, query as unknown as Parameters<typeof openAggregate>[1]);
  const { namespace, ...find } = query as unknown as FindQuery & { namespace: Namespace };
  return steadily(openFind(context, collectionOf(namespace), find, from && revived(from)));
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
  return typeof result === 'object' && result !== null && 'docs' in result;
}
