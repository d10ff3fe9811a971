/** The cursors that clients have open: how each goes on, and what becomes of it. */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { Budget, type Namespace, PAUSED, SLICE_MS } from '../read/context.ts';
import { type FindQuery, type FindStream, openFind, type SortedStream, type Stream } from '../read/find.ts';
import type { Collection } from '../store/catalog.ts';
import { separate } from '../wire/batches.ts';
import type { RemoteCursor } from '../workers/pool.ts';
import { type Limits, pack } from '../workers/protocol.ts';

export interface Batch {
  readonly docs: Buffer[];
  readonly done: boolean;
}

export interface Cursor {
  next(limits: Limits): Promise<Batch>;
  close(): void;
}

interface Open {
  readonly cursor: Cursor;
  readonly namespace: string;
  readonly session: string | undefined;
  lastUsed: number;
  busy: boolean;
}

const IDLE_MS = 10 * 60_000;

export class Cursors {
  private readonly open = new Map<bigint, Open>();
  private readonly timer = setInterval(() => this.closeIdle(), 60_000).unref();

  get size(): number {
    return this.open.size;
  }

  add(cursor: Cursor, namespace: string, session: string | undefined): bigint {
    const id = randomBytes(8).readBigInt64LE() & 0x7fff_ffff_ffff_ffffn || 1n;
    this.open.set(id, { cursor, namespace, session, lastUsed: Date.now(), busy: false });
    return id;
  }

  async next(id: bigint, namespace: string, limits: Limits): Promise<Batch> {
    const open = this.open.get(id);
    if (!open) throw new MongoError(43, `cursor id ${id} not found`);
    if (open.namespace !== namespace) {
      throw new MongoError(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${open.namespace}`,
      );
    }
    if (open.busy) throw new MongoError(12051, `cursor id ${id} is already in use`);
    open.busy = true;
    try {
      const batch = await open.cursor.next(limits);
      if (batch.done) this.open.delete(id);
      return batch;
    } catch (error) {
      this.kill(id);
      throw error;
    } finally {
      open.busy = false;
      open.lastUsed = Date.now();
    }
  }

  kill(id: bigint): boolean {
    const open = this.open.get(id);
    if (!open) return false;
    this.open.delete(id);
    open.cursor.close();
    return true;
  }

  endSession(session: string): void {
    for (const [id, open] of this.open) if (open.session === session) this.kill(id);
  }

  private closeIdle(): void {
    const limit = Date.now() - IDLE_MS;
    for (const [id, { lastUsed, busy }] of this.open) if (!busy && lastUsed < limit) this.kill(id);
  }

  close(): void {
    clearInterval(this.timer);
    for (const id of this.open.keys()) this.kill(id);
  }
}

function sizeOf(docs: readonly Buffer[]): number {
  return docs.reduce((sum, { length }) => sum + length, 0);
}

function isFull(docs: readonly Buffer[], bytes: number, limits: Limits): boolean {
  return docs.length >= limits.docs || bytes >= limits.bytes;
}

/** A find: first a slice on this thread, which is enough for most; what takes longer goes on in a worker. */
export class FindCursor implements Cursor {
  private readonly engine: Engine;
  private readonly namespace: Namespace;
  private readonly query: FindQuery;
  private readonly stream: FindStream | SortedStream;
  private remote: RemoteCursor | undefined;
  private closed = false;

  constructor(engine: Engine, collection: Collection, query: FindQuery) {
    this.engine = engine;
    this.namespace = { database: collection.database, collection: collection.name };
    this.query = query;
    this.stream = openFind(engine.reading, collection, query);
  }

  async next(limits: Limits): Promise<Batch> {
    const docs: Buffer[] = [];
    if (limits.docs === 0) return { docs, done: false };
    if (this.remote) return this.rest(docs, limits);
    for (;;) {
      const status = this.slice(this.stream, docs, limits);
      if (status !== 'late') return { docs, done: status === 'end' };
      const handover = this.stream.handover();
      if (handover !== 'stay') {
        const query = pack({ ...this.query, namespace: this.namespace });
        const from = handover && { from: handover };
        this.remote = this.engine.pool.open({ method: 'open', kind: 'find', query, ...from });
        return this.rest(docs, limits);
      }
      await nextTurn();
      this.assertOpen();
    }
  }

  /** Fills the batch as far as one slice of this thread goes. */
  private slice(stream: Stream, docs: Buffer[], limits: Limits): 'full' | 'end' | 'late' {
    const budget = new Budget(SLICE_MS);
    let bytes = sizeOf(docs);
    try {
      for (;;) {
        const next = stream.next(budget);
        if (next === undefined) return 'end';
        if (next === PAUSED) return 'late';
        docs.push(next);
        bytes += next.length;
        if (isFull(docs, bytes, limits)) return 'full';
        if (budget.spent) return 'late';
      }
    } finally {
      stream.pause();
    }
  }

  private async rest(docs: Buffer[], limits: Limits): Promise<Batch> {
    const wanted = { docs: limits.docs - docs.length, bytes: limits.bytes - sizeOf(docs) };
    const batch = await (this.remote as RemoteCursor).next(wanted);
    for (const doc of separate(batch.docs)) docs.push(doc);
    return { docs, done: batch.done };
  }

  /** Whoever asked may have had no more time for it while it was handed over. */
  private assertOpen(): void {
    if (this.closed) throw new MongoError(11601, 'operation was interrupted');
  }

  close(): void {
    this.closed = true;
    this.stream.pause();
    this.remote?.close();
  }
}

/** A read that is a worker's from the start. Whatever is wrong with it is told by the first answer, also an empty one. */
export class RemoteOnly implements Cursor {
  private readonly remote: RemoteCursor;

  constructor(engine: Engine, { kind, query }: { kind: 'find' | 'aggregate'; query: object }) {
    this.remote = engine.pool.open({ method: 'open', kind, query: pack(query) });
  }

  async next(limits: Limits): Promise<Batch> {
    const { docs, done } = await this.remote.next(limits);
    return { docs: separate(docs), done };
  }

  close(): void {
    this.remote.close();
  }
}

/** Documents that are all there already. */
export class ListCursor implements Cursor {
  private readonly docs: readonly Buffer[];
  private at = 0;

  constructor(docs: readonly Buffer[]) {
    this.docs = docs;
  }

  next(limits: Limits): Promise<Batch> {
    const docs: Buffer[] = [];
    let bytes = 0;
    while (this.at < this.docs.length && !isFull(docs, bytes, limits)) {
      const doc = this.docs[this.at++] as Buffer;
      docs.push(doc);
      bytes += doc.length;
    }
    return Promise.resolve({ docs, done: limits.docs > 0 && this.at >= this.docs.length });
  }

  close(): void {}
}
