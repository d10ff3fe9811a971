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
import { MongoError } from '../errors.ts';
import { Batch } from './batch.ts';
import type { Catalog } from './catalog.ts';
import type { Env } from './env.ts';

export const COMMITTED = Symbol('committed');

export type Task<T> = Generator<undefined | typeof COMMITTED | Promise<unknown>, T, unknown>;

/** The batch that is being filled. Tasks take it from here after every yield, as it may be another one then. */
export interface Stage {
  readonly batch: Batch;
}

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

  constructor(env: Env, catalog: Catalog, onCatalogChange: () => void) {
    this.env = env;
    this.catalog = catalog;
    this.onCatalogChange = onCatalogChange;
    this.current = new Batch(env);
  }

  get batch(): Batch {
    return this.current;
  }

  /** Runs a task; `durable`: the promise is kept only when everything it wrote is on disk. */
  run<T>(task: Task<T>, durable: boolean): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
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
      this.advance(running, end, finished, waiting);
      if (performance.now() > end) break;
    }
    if (batch.empty) {
      this.settle(finished);
      this.queue.unshift(...waiting);
      this.refill();
      return;
    }
    const changesCatalog = batch.changesCatalog;
    const commit = batch.commit(this.catalog);
    const flushed = commit.flushed ?? commit;
    const durable = finished.filter(({ running }) => running.durable);
    commit.then(
      () => {
        if (changesCatalog) this.onCatalogChange();
        this.settle(finished.filter(({ running }) => !running.durable));
        this.queue.unshift(...waiting);
        this.refill();
        flushed.then(
          () => this.settle(durable),
          (error) => this.fail(durable, error),
        );
      },
      (error) => {
        // Nothing of the batch was written: the catalog and its counters are read anew, and everybody is told.
        this.catalog.load();
        this.onCatalogChange();
        this.fail(finished, error);
        const failure = { error: diskError(error) };
        for (const running of waiting) running.next = failure;
        this.queue.unshift(...waiting);
        this.refill();
      },
    );
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

  private fail(outcomes: readonly Outcome[], error: unknown): void {
    const failure = diskError(error);
    for (const { running } of outcomes) running.reject(failure);
    this.left(outcomes.length);
  }

  private left(count: number): void {
    this.pending -= count;
    if (this.pending > 0) return;
    for (const resolve of this.idle.splice(0)) resolve();
  }
}

function diskError(error: unknown): MongoError {
  const reason = error instanceof Error ? error.message : String(error);
  return new MongoError(14031, `The write could not be stored and was not made: ${reason}`);
}
