/**
 * Gathers what many ask to be written at the same time into one write. The next one begins when the last has ended,
 * with everything that came meanwhile; so the fewer wait, the sooner each is served.
 */

export interface Gathering<Item, Result> {
  /** Resolves with the item's own result when it is written, and fails where that failed. */
  add(item: Item): Promise<Result>;
  /** An item that still waits is not written any more, and whoever added it hears nothing; one under way stays so. */
  withdraw(item: Item): void;
  /** Those that are not under way yet. */
  readonly waiting: number;
  /** Those that are not written yet: they wait, or are under way. */
  readonly unwritten: number;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

interface Options<Item, Result> {
  /** The results in the order of the items; none at all where nobody wants to know more than that it is written. */
  readonly write: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** How many go together at the most. */
  readonly most: number;
  /** Nothing waits, and nothing is under way. */
  readonly ended?: () => void;
}

export function createGathering<Item, Result = void>(
  options: Options<Item, Result>,
): Gathering<Item, Result> {
  const { write, most, ended } = options;
  /** In the order in which they came. */
  const waiting = new Set<{ readonly item: Item; readonly written: PromiseWithResolvers<Result> }>();
  let working: Promise<void> | undefined;
  let underWay = 0;

  async function work(): Promise<void> {
    // What comes in the same turn of the event loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.size > 0) {
      const batch = [...waiting.values().take(most)];
      for (const entry of batch) waiting.delete(entry);
      underWay = batch.length;
      try {
        const results = await write(batch.map(({ item }) => item));
        for (const [index, { written }] of batch.entries()) written.resolve(results[index] as Result);
      } catch (error) {
        for (const { written } of batch) written.reject(error);
      }
      underWay = 0;
    }
    working = undefined;
    ended?.();
  }

  return {
    add(item) {
      const written = Promise.withResolvers<Result>();
      waiting.add({ item, written });
      working ??= work();
      return written.promise;
    },
    withdraw(item) {
      const entry = waiting.values().find((one) => one.item === item);
      if (entry !== undefined) waiting.delete(entry);
    },
    get waiting() {
      return waiting.size;
    },
    get unwritten() {
      return waiting.size + underWay;
    },
    async idle() {
      await working;
    },
  };
}
