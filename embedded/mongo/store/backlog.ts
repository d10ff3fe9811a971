/** Batches that are in the journal and on their way into the trees: several of them by one transaction. */
import type { Batch } from './batch.ts';
import type { Env } from './env.ts';
import type { Journal } from './journal.ts';
import { type Operation, perform } from './operations.ts';

interface Kept {
  readonly batch: Batch;
  readonly operations: readonly Operation[];
  /** Of its record in the journal. */
  readonly number: number;
}

interface Waiting {
  readonly number: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Unless the last ones were waited for, batches stay as long as this for others to join them. */
const GATHER_MS = 100;
/** Or until there are so many: each write looks through all of them. */
const GATHERED = 64;
/** So many operations go into one transaction, or a single batch: handing them over takes time of this thread. */
const MANY = 1000;

export class Backlog {
  readonly journal: Journal;
  private readonly env: Env;
  private readonly kept: Kept[] = [];
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private working = false;
  /** Was the last transaction waited for? Then the next one may be as well. */
  private isAwaited = false;
  private failure: Error | undefined;
  /** Called once: what is in the journal does not come into the trees before the next start. */
  private readonly onFailure: (error: unknown) => Promise<Error>;

  constructor(env: Env, journal: Journal, onFailure: (error: unknown) => Promise<Error>) {
    this.env = env;
    this.journal = journal;
    this.onFailure = onFailure;
  }

  get empty(): boolean {
    return this.kept.length === 0;
  }

  /** The latest first. */
  get batches(): Batch[] {
    return this.kept.map(({ batch }) => batch).reverse();
  }

  add(batch: Batch, operations: readonly Operation[]): void {
    this.kept.push({ batch, operations, number: this.journal.number });
    if (this.isAwaited || this.kept.length >= GATHERED) this.start();
    else this.timer ??= setTimeout(() => this.start(), GATHER_MS);
  }

  /** Resolves when all that is in here now is in the trees. */
  async applied(): Promise<void> {
    const last = this.kept.at(-1);
    if (!last) return;
    if (this.failure) throw this.failure;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiting.push({ number: last.number, resolve, reject });
    this.start();
    await promise;
  }

  private start(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.working || this.failure) return;
    this.working = true;
    this.work().then(
      () => {
        this.working = false;
      },
      async (error) => {
        this.failure = await this.onFailure(error);
        for (const { reject } of this.waiting.splice(0)) reject(this.failure);
      },
    );
  }

  private async work(): Promise<void> {
    while (!this.empty) {
      const group = this.group();
      const number = (group.at(-1) as Kept).number;
      const commit = this.env.root.batch(() => {
        for (const { operations } of group) perform(this.env, operations);
        perform(this.env, [this.journal.mark(number)]);
      }) as Promise<boolean> & { flushed?: Promise<boolean> };
      await commit;
      this.kept.splice(0, group.length);
      const { waiting } = this;
      this.waiting = waiting.filter((other) => other.number > number);
      this.isAwaited = waiting.length > 0;
      for (const other of waiting) if (other.number <= number) other.resolve();
      await commit.flushed;
      this.journal.applied(number);
      // Those that came meanwhile and are not waited for may gather again.
      if (this.waiting.length === 0 && this.timer) return;
    }
  }

  private group(): Kept[] {
    let operations = 0;
    const end = this.kept.findIndex((kept) => {
      operations += kept.operations.length;
      return operations > MANY;
    });
    return end < 0 ? [...this.kept] : this.kept.slice(0, Math.max(end, 1));
  }
}
