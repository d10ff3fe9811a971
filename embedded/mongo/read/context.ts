/** What every read needs, in the main thread and in workers. */
import { MongoError } from '../errors.ts';
import type { Catalog, Collection } from '../store/catalog.ts';
import type { Env } from '../store/env.ts';

export interface ReadContext {
  readonly env: Env;
  readonly catalog: Catalog;
  /** A read that takes longer than a slice: the main thread gives it up, a worker takes a new snapshot and goes on. */
  readonly patience: 'slice' | 'endless';
  /** Scans that may hold a snapshot; whoever ends a slice of this thread pauses them all. */
  readonly openScans: Set<{ pause(): void }>;
  /** Has whoever asked stopped waiting? */
  isCancelled(): boolean;
}

export function pauseAll({ openScans }: ReadContext): void {
  for (const scan of openScans) scan.pause();
}

/** The time that a read may take before it has to pause. */
export class Budget {
  private readonly until: number;
  private sinceLook = 0;

  constructor(ms: number) {
    this.until = performance.now() + ms;
  }

  get spent(): boolean {
    return performance.now() > this.until;
  }

  /** The same for what is asked again and again: the clock is looked at once for so many bytes of documents. */
  isSpentAfter(bytes: number): boolean {
    this.sinceLook += bytes;
    if (this.sinceLook < LOOK_EVERY) return false;
    this.sinceLook = 0;
    return this.spent;
  }
}

const LOOK_EVERY = 16 * 1024;

/** What the main thread gives one read before it hands it to a worker, or lets others have their turn. */
export const SLICE_MS = 2;
/** How long a worker keeps one snapshot, and so keeps LMDB from using freed pages again. */
const SNAPSHOT_MS = 50;

export function startBudget({ patience }: ReadContext): Budget {
  return new Budget(patience === 'slice' ? SLICE_MS : SNAPSHOT_MS);
}

/** Thrown by reads that cannot be paused when the main thread's slice is over: they start anew in a worker. */
export class OverBudget extends Error {}

export function nextBudget(context: ReadContext, scan: { pause(): void }): Budget {
  scan.pause();
  if (context.patience === 'slice') throw new OverBudget();
  refuseCancelled(context);
  context.env.root.resetReadTxn();
  return startBudget(context);
}

export function refuseCancelled(context: ReadContext): void {
  if (context.isCancelled()) throw new MongoError(11601, 'operation was interrupted');
}

/** Returned by reads that can be paused. */
export const PAUSED = Symbol('paused');

export interface Namespace {
  readonly database: string;
  readonly collection: string;
}

export function collectionOf(
  { catalog }: ReadContext,
  { database, collection }: Namespace,
): Collection | undefined {
  return catalog.find(database, collection);
}
