/**
 * Work that nobody waits for, and whose duration must tell nobody anything. It is finished before the process ends,
 * and where it fails the log says so.
 */
import type { Logger } from './logger/index.ts';

export interface Background {
  run(what: string, work: () => Promise<unknown>): void;
  /** Resolves when all that was begun has ended. */
  close(): Promise<void>;
}

export function createBackground(log: Pick<Logger, 'warn'>): Background {
  const under = new Set<Promise<unknown>>();
  return {
    run(what, work) {
      const going = Promise.try(work)
        .catch((error: unknown) => log.warn({ error }, `${what} failed`))
        .finally(() => under.delete(going));
      under.add(going);
    },
    async close() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
