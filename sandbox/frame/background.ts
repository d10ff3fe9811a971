/** What goes on after a request was answered. Closing waits for it; what breaks in it is said. */

export interface Background {
  /** `about`: the call or the message that it belongs to. */
  run(what: string, task: () => Promise<unknown>, about?: string): void;
  /** Resolves when nothing is under way; of one call alone where it is named. */
  settled(about?: string): Promise<void>;
}

export function createBackground(closing: AbortSignal, log: (line: string) => void): Background {
  const running = new Map<string | undefined, Set<Promise<unknown>>>();

  async function settledOf(about: string | undefined): Promise<void> {
    for (let tasks = running.get(about); tasks !== undefined; tasks = running.get(about)) {
      await Promise.all(tasks);
    }
  }

  return {
    run(what, task, about) {
      const tasks = running.get(about) ?? new Set();
      running.set(about, tasks);
      const promise = task()
        .catch((error: unknown) => {
          // Whoever waits when the sandbox closes is woken by an error; that is no news.
          if (!closing.aborted) log(`${what}: ${error instanceof Error ? error.stack : error}`);
        })
        .finally(() => {
          tasks.delete(promise);
          if (tasks.size === 0) running.delete(about);
        });
      tasks.add(promise);
    },
    async settled(about) {
      if (about !== undefined) return settledOf(about);
      while (running.size > 0) await Promise.all([...running.keys()].map(settledOf));
    },
  };
}
