/** What many want to write one after the other, written together: what comes while one write is under way waits for the next. */

export interface Gathering<T> {
  /** Resolves when it is written, and fails where that failed. */
  add(item: T): Promise<void>;
  close(): Promise<void>;
}

const mostTogether = 1_000;

/** `write` resolves with what is to be done after it, for which nobody waits. */
export function createGathering<T>(
  write: (items: readonly T[]) => Promise<() => Promise<unknown>>,
): Gathering<T> {
  const waiting: { item: T; written: PromiseWithResolvers<void> }[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const some = waiting.splice(0, mostTogether);
      try {
        const after = await write(some.map(({ item }) => item));
        for (const { written } of some) written.resolve();
        await after();
      } catch (error) {
        for (const { written } of some) written.reject(error);
      }
    }
    working = undefined;
  }

  return {
    add(item) {
      const written = Promise.withResolvers<void>();
      waiting.push({ item, written });
      working ??= work();
      return written.promise;
    },
    async close() {
      await working;
    },
  };
}
