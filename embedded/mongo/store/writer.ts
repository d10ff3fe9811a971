/**
 * All writing: tasks of many clients are run one after the other into a batch, so that all of them share what its way
 * to the disk costs. A small batch goes into the journal and from there into the trees in the background; what is
 * larger, changes the catalog or finds no room in the journal goes into the trees at once. No batch is filled for
 * longer than SLICE_MS, and a task that was cut goes on behind those that came meanwhile, so that nothing waits for
 * more than a slice of each of the others.
 *
 * A task is a generator:
 *   yield             here the batch may be cut: what was staged so far may be stored before the rest
 *   yield COMMITTED   go on only when everything staged so far is visible to scans
 *   yield EARLIER     go on only when what was answered so far is
 *   yield promise     go on, in a later batch, with what the promise brings
 */
import { statfsSync } from 'node:fs';
import { MongoError } from '../errors.ts';
import { Backlog } from './backlog.ts';
import { Batch } from './batch.ts';
import type { Catalog } from './catalog.ts';
import type { Env } from './env.ts';
import type { Journal } from './journal.ts';
import { arePerformed, encodeOperations, type Operation, perform, sizeOf } from './operations.ts';

export const COMMITTED = Symbol('committed');
export const EARLIER = Symbol('earlier');

export type Task<T> = Generator<undefined | typeof COMMITTED | typeof EARLIER | Promise<unknown>, T, unknown>;

interface Running {
  readonly task: Task<unknown>;
  readonly durable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** What the next step gets: a value, or an error to be thrown into the task. */
  next: { value: unknown } | { error: unknown };
}

type Outcome = { running: Running; value: unknown } | { running: Running; error: unknown };

/** What has become of the tasks that had a turn in a batch. */
interface Turn {
  readonly finished: Outcome[];
  /** They go on in the next batch. */
  readonly cut: Running[];
  /** They go on when this batch and those before it are in the trees. */
  readonly held: Running[];
}

const SLICE_MS = 3;

/** A larger batch is written but once: into the trees. */
const JOURNALED_BYTES = 256 * 1024;

export class Writer {
  private readonly env: Env;
  private readonly catalog: Catalog;
  /** Called in the same turn in which changes of collections or indexes have become visible. */
  private readonly onCatalogChange: () => void;
  private readonly backlog: Backlog | undefined;
  private readonly queue: Running[] = [];
  private current: Batch;
  private filling = false;
  private pending = 0;
  private idle: (() => void)[] = [];
  /** Kept when everything that was committed so far is on disk. */
  private flushed: Promise<unknown> = Promise.resolve();
  /** The same of what went past the journal. */
  private treesFlushed: Promise<unknown> = Promise.resolve();
  /** Why nothing is written any more: the server is closing, or the disk can no longer be trusted. */
  private stopped: MongoError | undefined;

  constructor(env: Env, catalog: Catalog, onCatalogChange: () => void, journal?: Journal) {
    this.env = env;
    this.catalog = catalog;
    this.onCatalogChange = onCatalogChange;
    this.backlog = journal && new Backlog(env, journal, (error) => this.giveUp(error));
    this.current = new Batch(env);
  }

  /** What a read waits for: everything that was answered so far is visible to it. Undefined where it is already. */
  get visible(): Promise<void> | undefined {
    return this.backlog?.empty === false ? this.backlog.applied() : undefined;
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

  /** Resolves when no task is left, and nothing that is not in the trees, where that can be. */
  async drained(): Promise<void> {
    if (this.pending > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
    await this.visible?.catch(() => {});
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
    const batch = new Batch(this.env, this.backlog?.batches);
    this.current = batch;
    const turn: Turn = { finished: [], cut: [], held: [] };
    const end = performance.now() + SLICE_MS;
    for (let running = this.queue.shift(); running; running = this.queue.shift()) {
      if (this.stopped) running.next = { error: this.stopped };
      this.advance(running, end, turn);
      if (performance.now() > end) break;
    }
    if (batch.empty) this.storeNothing(turn);
    else this.store(batch, turn);
  }

  /** What was written earlier for them, or what they saw and found right, may still be on its way to the disk. */
  private storeNothing({ finished, cut, held }: Turn): void {
    const { durable, others } = byDurability(finished);
    this.settle(others);
    this.whenFlushed(durable);
    this.hold(held);
    this.goOn(cut);
  }

  private store(batch: Batch, turn: Turn): void {
    const operations = batch.seal(this.catalog);
    const small = !batch.changesCatalog && sizeOf(operations) <= JOURNALED_BYTES;
    const record = this.backlog && small ? encodeOperations(operations) : undefined;
    if (record && this.backlog?.journal.takes(record))
      this.note(this.backlog, batch, operations, record, turn);
    else this.commit(batch, operations, turn);
  }

  /** Into the journal. */
  private note(
    backlog: Backlog,
    batch: Batch,
    operations: readonly Operation[],
    record: Buffer,
    turn: Turn,
  ): void {
    this.flushed = Promise.all([backlog.journal.append(record), this.treesFlushed]);
    this.flushed.then(
      () => {
        backlog.add(batch, operations);
        this.settle(turn.finished);
        this.hold(turn.held);
        this.goOn(turn.cut);
      },
      // It takes nothing more: what the trees say counts.
      () => this.commit(batch, operations, turn),
    );
  }

  /** Into the trees, behind everything that is to come into them from the journal. */
  private commit(batch: Batch, operations: readonly Operation[], turn: Turn): void {
    const before = this.visible;
    if (!before) this.commitNow(batch, operations, turn);
    before?.then(
      () => this.commitNow(batch, operations, turn),
      (error) => {
        this.fail(turn.finished, error);
        this.goOn([...turn.cut, ...turn.held]);
      },
    );
  }

  private commitNow(batch: Batch, operations: readonly Operation[], { finished, cut, held }: Turn): void {
    const { durable, others } = byDurability(finished);
    const journal = this.backlog?.journal;
    const number = journal?.takeNumber();
    const commit = this.env.root.batch(() => {
      perform(this.env, operations);
      // A record of these operations, were there half of one, would be none to be repeated.
      if (journal && number) perform(this.env, [journal.mark(number)]);
    }) as Promise<boolean> & { flushed?: Promise<boolean> };
    this.flushed = commit.then(() => commit.flushed);
    this.treesFlushed = this.flushed;
    this.flushed.catch(() => {});
    commit.then(
      () => {
        if (batch.changesCatalog) this.onCatalogChange();
        this.settle(others);
        this.goOn([...cut, ...held]);
        this.whenFlushed(durable);
      },
      async (error) => {
        const failure = diskError(await causeOf(error), this.env.dir);
        if (number) journal?.giveBack(number);
        this.treesFlushed = Promise.resolve();
        this.env.root.resetReadTxn();
        if (arePerformed(this.env, operations) || !this.canWrite()) this.stopped ??= distrust(failure);
        // The catalog and its counters are what the file says, and everybody is told.
        this.catalog.load();
        this.onCatalogChange();
        this.fail(finished, failure);
        const waiting = [...cut, ...held];
        for (const running of waiting) running.next = { error: failure };
        this.goOn(waiting);
      },
    );
  }

  /** What is acknowledged cannot be brought into the trees: nothing more is, until the next start has done that. */
  private async giveUp(error: unknown): Promise<MongoError> {
    const failure = distrust(diskError(await causeOf(error), this.env.dir));
    this.stopped ??= failure;
    return failure;
  }

  /** They go on when everything before them is in the trees. */
  private hold(held: readonly Running[]): void {
    if (held.length === 0) return;
    (this.visible ?? Promise.resolve()).then(
      () => this.resumeAll(held),
      (error) => {
        for (const running of held) running.next = { error };
        this.resumeAll(held);
      },
    );
  }

  private resumeAll(held: readonly Running[]): void {
    this.queue.unshift(...held);
    this.wake();
  }

  private goOn(waiting: readonly Running[]): void {
    this.queue.push(...waiting);
    this.filling = false;
    if (this.queue.length > 0) this.wake();
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

  /** Runs one task until it ends, waits, or the slice is over. */
  private advance(running: Running, end: number, { finished, cut, held }: Turn): void {
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
      if (step.value === COMMITTED || step.value === EARLIER) {
        const staged = step.value === COMMITTED && !this.current.empty;
        if (!staged && this.backlog?.empty !== false) continue;
        held.push(running);
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
        cut.push(running);
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

function byDurability(outcomes: readonly Outcome[]): { durable: Outcome[]; others: Outcome[] } {
  const durable = outcomes.filter(({ running }) => running.durable);
  return { durable, others: outcomes.filter(({ running }) => !running.durable) };
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
