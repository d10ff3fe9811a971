/**
 * All writing: tasks of many clients are run one after the other into a batch, the batch is committed in one
 * transaction, and while it is on its way to the disk the next one is filled. No batch is filled for longer
 * than SLICE_MS, so that nothing else waits for long.
 *
 * A task is a generator:
 *   yield             here the batch may be cut: what was staged so far may be committed before the rest
 *   yield COMMITTED   go on only when everything staged so far is visible to scans
 *   yield promise     go on, in a later batch, with what the promise brings
 */
import { statfsSync } from 'node:fs';
import { MongoError } from '../errors.ts';
import { Batch } from './batch.ts';
import type { Catalog } from './catalog.ts';
import type { Env } from './env.ts';

export const COMMITTED = Symbol('committed');

export type Task<T> = Generator<undefined | typeof COMMITTED | Promise<unknown>, T, unknown>;

interface Running {
  readonly task: Task<unknown>;
  readonly durable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** What the next step gets: a value, or an error to be thrown into the task. */
  next: { value: unknown } | { error: unknown };
}

type Outcome = { running: Running; value: unknown } | { running: Running; error: unknown };

const SLICE_MS = 3;

export class Writer {
  private readonly env: Env;
  private readonly catalog: Catalog;
  /** Called in the same turn in which changes of collections or indexes have become visible. */
  private readonly onCatalogChange: () => void;
  private readonly queue: Running[] = [];
  private current: Batch;
  private filling = false;
  private pending = 0;
  private idle: (() => void)[] = [];
  /** Kept when everything that was committed so far is on disk. */
  private flushed: Promise<unknown> = Promise.resolve();
  /** Why nothing is written any more: the server is closing, or the disk can no longer be trusted. */
  private stopped: MongoError | undefined;

  constructor(env: Env, catalog: Catalog, onCatalogChange: () => void) {
    this.env = env;
    this.catalog = catalog;
    this.onCatalogChange = onCatalogChange;
    this.current = new Batch(env);
  }

  /** The batch that is being filled. Tasks take it from here after every yield, as it may be another one then. */
  get batch(): Batch {
    return this.current;
  }

  /** Runs a task; `durable`: the promise is kept only when everything it wrote is on disk. */
  run<T>(task: Task<T>, durable: boolean): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.stopped) return reject(this.stopped);
      this.pending += 1;
      this.queue.push({ task, durable, resolve, reject, next: { value: undefined } });
      this.wake();
    }) as Promise<T>;
  }

  /** Runs a task that is done in one step. */
  once<T>(step: () => T, durable: boolean): Promise<T> {
    function* task(): Task<T> {
      yield undefined;
      return step();
    }
    return this.run(task(), durable);
  }

  /** Resolves when no task is left. */
  async drained(): Promise<void> {
    if (this.pending === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** Ends every task at the next point where it may be cut, and takes no more. */
  stop(reason: MongoError): void {
    this.stopped ??= reason;
    this.wake();
  }

  private wake(): void {
    if (this.filling) return;
    this.filling = true;
    // After the sockets of this turn were read: their writes share one transaction.
    setImmediate(() => this.fill());
  }

  private fill(): void {
    const batch = new Batch(this.env);
    this.current = batch;
    const finished: Outcome[] = [];
    const waiting: Running[] = [];
    const end = performance.now() + SLICE_MS;
    for (let running = this.queue.shift(); running; running = this.queue.shift()) {
      if (this.stopped) running.next = { error: this.stopped };
      this.advance(running, end, finished, waiting);
      if (performance.now() > end) break;
    }
    const durable = finished.filter(({ running }) => running.durable);
    if (batch.empty) {
      this.settle(finished.filter(({ running }) => !running.durable));
      // What was written earlier for it, or what it saw and found right, may still be on its way to the disk.
      this.whenFlushed(durable);
      this.queue.unshift(...waiting);
      this.refill();
      return;
    }
    const changesCatalog = batch.changesCatalog;
    const commit = batch.commit(this.catalog);
    this.flushed = commit.then(() => commit.flushed);
    this.flushed.catch(() => {});
    commit.then(
      () => {
        if (changesCatalog) this.onCatalogChange();
        this.settle(finished.filter(({ running }) => !running.durable));
        this.queue.unshift(...waiting);
        this.refill();
        this.whenFlushed(durable);
      },
      async (error) => {
        const failure = diskError(await causeOf(error), this.env.dir);
        this.env.root.resetReadTxn();
        if (batch.isStored() || !this.canWrite()) this.stopped ??= distrust(failure);
        // The catalog and its counters are what the file says, and everybody is told.
        this.catalog.load();
        this.onCatalogChange();
        this.fail(finished, failure);
        for (const running of waiting) running.next = { error: failure };
        this.queue.unshift(...waiting);
        this.refill();
      },
    );
  }

  private whenFlushed(durable: readonly Outcome[]): void {
    if (durable.length === 0) return;
    this.flushed.then(
      () => this.settle(durable),
      (error) => this.fail(durable, diskError(error, this.env.dir)),
    );
  }

  /** After some failures LMDB refuses everything, and waits for ever when it is asked to write in the background. */
  canWrite(): boolean {
    try {
      this.env.root.transactionSync(() => {});
      return true;
    } catch {
      return false;
    }
  }

  private refill(): void {
    this.filling = false;
    if (this.queue.length > 0) this.wake();
  }

  /** Runs one task until it ends, waits, or the slice is over. */
  private advance(running: Running, end: number, finished: Outcome[], waiting: Running[]): void {
    for (;;) {
      let step: IteratorResult<unknown, unknown>;
      try {
        const { next } = running;
        step = 'error' in next ? running.task.throw(next.error) : running.task.next(next.value);
      } catch (error) {
        finished.push({ running, error });
        return;
      }
      running.next = { value: undefined };
      if (step.done) {
        finished.push({ running, value: step.value });
        return;
      }
      if (step.value === COMMITTED) {
        if (this.current.empty) continue;
        waiting.push(running);
        return;
      }
      if (step.value instanceof Promise) {
        step.value.then(
          (value) => this.resume(running, { value }),
          (error) => this.resume(running, { error }),
        );
        return;
      }
      if (performance.now() > end) {
        waiting.push(running);
        return;
      }
    }
  }

  private resume(running: Running, next: Running['next']): void {
    running.next = next;
    this.queue.push(running);
    this.wake();
  }

  private settle(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if ('error' in outcome) outcome.running.reject(outcome.error);
      else outcome.running.resolve(outcome.value);
    }
    this.left(outcomes.length);
  }

  private fail(outcomes: readonly Outcome[], failure: MongoError): void {
    for (const { running } of outcomes) running.reject(failure);
    this.left(outcomes.length);
  }

  private left(count: number): void {
    this.pending -= count;
    if (this.pending > 0) return;
    for (const resolve of this.idle.splice(0)) resolve();
  }
}

/** What LMDB says about a failed commit comes later, in a promise that nobody else takes care of. */
export async function causeOf(error: unknown): Promise<unknown> {
  const cause = (error as { commitError?: Promise<never> } | undefined)?.commitError;
  return cause ? cause.catch((reason: unknown) => reason) : error;
}

/** LMDB calls it an I/O error when only a part of a page found room: so it is said how much room there is. */
function diskError(error: unknown, dir: string): MongoError {
  const reason = error instanceof Error ? error.message : String(error);
  const { bavail, bsize } = statfsSync(dir);
  const free = `${(bavail * bsize).toLocaleString('en')} bytes are free in ${dir}`;
  return new MongoError(14031, `The write could not be stored: ${reason} (${free})`);
}

/**
 * A commit that failed and is nevertheless to be seen could not be flushed. What the system then does with the
 * pages is unknown, so nothing more is promised on top of them.
 */
function distrust({ message }: MongoError): MongoError {
  return new MongoError(14031, `${message}. Nothing more is written until the server is started again`);
}
