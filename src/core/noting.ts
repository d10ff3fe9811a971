/**
 * What is worth knowing later, and what nobody waits for: of each thing the newest, written for all of them together
 * every so often.
 */
import type { Outage } from './outage.ts';

export interface Noting<V> {
  note(id: string, value: V): void;
  /** Writes what was noted until now. */
  close(): Promise<void>;
}

interface Options<V> {
  readonly write: (some: readonly (readonly [string, V])[]) => Promise<unknown>;
  readonly everyMs: number;
  readonly outage: Outage;
}

const together = 500;

export function startNoting<V>({ write, everyMs, outage }: Options<V>): Noting<V> {
  let noted = new Map<string, V>();

  async function writeAll(): Promise<void> {
    const all = [...noted];
    noted = new Map();
    while (all.length > 0) {
      const some = all.splice(0, together);
      try {
        await write(some);
        outage.over();
      } catch (error) {
        outage.failed(error);
        // What was noted since is later.
        for (const [id, value] of [...some, ...all.splice(0)]) if (!noted.has(id)) noted.set(id, value);
      }
    }
  }

  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(writeAll);
  }, everyMs);

  return {
    note: (id, value) => void noted.set(id, value),
    async close() {
      clearInterval(timer);
      await writing;
      await writeAll();
    },
  };
}
