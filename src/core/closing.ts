/**
 * The one list of what was opened, closed in reverse order. A part that fails or hangs is named and left behind,
 * so that the others still get their turn and whoever reads the log knows where to look.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Closing {
  /**
   * To be called right after something was opened. `patienceMs`: how long it may take to close; `close` is told what
   * is left of it when its turn comes.
   */
  add(name: string, close: (patienceMs: number) => unknown, options?: { patienceMs?: number }): void;
  /**
   * Closes everything once, however often it is called; resolves with the names of those that did not close.
   * `withinMs` bounds all of it together: when it is used up, each part that is left has a second.
   */
  close(options?: { withinMs?: number }): Promise<string[]>;
}

interface Part {
  name: string;
  close: (patienceMs: number) => unknown;
  patienceMs: number;
}

export type Complain = (message: string, error?: unknown) => void;

const usualPatienceMs = 5_000;
const leastPatienceMs = 1_000;

export function createClosing(complain: Complain): Closing {
  const parts: Part[] = [];
  let closing: Promise<string[]> | undefined;
  return {
    add(name, close, { patienceMs = usualPatienceMs } = {}) {
      parts.push({ name, close, patienceMs });
    },
    close({ withinMs = Number.POSITIVE_INFINITY } = {}) {
      closing ??= closeAll(parts, complain, performance.now() + withinMs);
      return closing;
    },
  };
}

async function closeAll(parts: Part[], complain: Complain, deadline: number): Promise<string[]> {
  const left: string[] = [];
  // Popped rather than walked: what is opened while closing is closed as well.
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const remainingMs = Math.max(deadline - performance.now(), leastPatienceMs);
    const patienceMs = Math.min(part.patienceMs, remainingMs);
    if (!(await closes({ ...part, patienceMs }, complain))) left.push(part.name);
  }
  return left;
}

async function closes({ name, close, patienceMs }: Part, complain: Complain): Promise<boolean> {
  const over = new AbortController();
  const patience = sleep(patienceMs, 'hangs' as const, { signal: over.signal }).catch(() => undefined);
  try {
    const first = await Promise.race([Promise.resolve(close(patienceMs)), patience]);
    if (first !== 'hangs') return true;
    complain(`${name} did not close within ${Math.round(patienceMs) / 1000} s`);
  } catch (error) {
    complain(`${name} failed to close`, error);
  } finally {
    over.abort();
  }
  return false;
}
