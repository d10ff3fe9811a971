/**
 * Gathers what many ask to be written at the same time into one write. The next one begins when the last has ended,
 * with everything that came meanwhile; so the fewer wait, the sooner each is served.
 */
import { Unavailable } from '../../core/errors.ts';

export interface GroupCommit<Item, Result> {
  /** Rejects with `Unavailable` where it takes longer than anybody may wait, or too much is waiting already. */
  write(item: Item): Promise<Result>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

interface Options<Item, Result> {
  /** One result for each item, in their order. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly patienceMs: number;
  readonly maxItems: number;
  readonly maxWaiting: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
  readonly since: number;
}

export function createGroupCommit<Item, Result>(options: Options<Item, Result>): GroupCommit<Item, Result> {
  const { commit, patienceMs, maxItems, maxWaiting } = options;
  let waiting: Waiting<Item, Result>[] = [];
  let underWay: readonly Waiting<Item, Result>[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    // What comes in the same turn of the event loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      underWay = batch;
      try {
        const results = await commit(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      underWay = [];
    }
    running = undefined;
  }

  /**
   * One timer for all. What still waits for its turn is dropped, and never written; of what is under way nobody can
   * say whether it will be: whoever sends it again finds out.
   */
  function refuseLate(): void {
    timer = undefined;
    const oldest = performance.now() - patienceMs;
    const late = [...underWay, ...waiting].filter(({ since }) => since <= oldest);
    const refusal = new Unavailable('What you sent could not be stored in time. Send it again.');
    for (const { reject } of late) reject(refusal);
    waiting = waiting.filter(({ since }) => since > oldest);
    watch();
  }

  function watch(): void {
    const first = underWay.find(({ since }) => since > performance.now() - patienceMs) ?? waiting[0];
    if (timer !== undefined || first === undefined) return;
    timer = setTimeout(refuseLate, Math.max(1, first.since + patienceMs - performance.now()));
  }

  return {
    write(item) {
      if (waiting.length >= maxWaiting) {
        return Promise.reject(new Unavailable('Too much waits to be stored at the moment. Send it again.'));
      }
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      waiting.push({ item, resolve, reject, since: performance.now() });
      running ??= run();
      watch();
      return promise;
    },
    async idle() {
      await running;
      clearTimeout(timer);
    },
  };
}
