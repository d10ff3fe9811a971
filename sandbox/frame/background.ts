/** What goes on after a request was answered. Closing waits for it; what breaks in it is said. */

export interface Background {
  run(what: string, task: () => Promise<unknown>): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export function createBackground(closing: AbortSignal, log: (line: string) => void): Background {
  const running = new Set<Promise<unknown>>();
  return {
    run(what, task) {
      const promise = task()
        .catch((error: unknown) => {
          // Whoever waits when the sandbox closes is woken by an error; that is no news.
          if (!closing.aborted) log(`${what}: ${error instanceof Error ? error.stack : error}`);
        })
        .finally(() => running.delete(promise));
      running.add(promise);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
