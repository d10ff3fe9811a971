/**
 * Work over everything there is, again and again: what finds what got lost. Of all processes one does a sweep, the one
 * that has its lease; when that one is gone another takes it over. On timers of the process, because what a queue
 * remembers is lost with the queue.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../app.ts';
import type { Logger } from '../../core/logger/index.ts';

export interface Sweep {
  readonly name: string;
  readonly everyMs: number;
  /** Harmless when it is done twice. The signal says that the process ends: stop where you are. */
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

interface Options {
  readonly leases: Pick<App['models']['leases'], 'take' | 'release'>;
  readonly log: Logger;
}

/** How many times its pace a lease lasts: its holder may be late, and may be gone. */
const leaseFactor = 4;

/** Returns what ends them; it resolves when none is under way any more. */
export function startSweeps(sweeps: readonly Sweep[], { leases, log }: Options): () => Promise<void> {
  const holder = randomUUID();
  const over = new AbortController();

  async function once({ name, everyMs, run }: Sweep): Promise<void> {
    try {
      if (await leases.take(`sweep ${name}`, holder, everyMs * leaseFactor)) await run(over.signal);
    } catch (error) {
      log.warn({ sweep: name, error }, 'a sweep failed; the next one comes soon');
    }
  }

  async function goOn(sweep: Sweep): Promise<void> {
    while (!over.signal.aborted) {
      await once(sweep);
      await sleep(sweep.everyMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    }
    // So that another process need not wait for it to run out; which it does all the same.
    await leases.release(`sweep ${sweep.name}`, holder).catch(() => undefined);
  }

  const going = sweeps.map(goOn);
  return async () => {
    over.abort();
    await Promise.all(going);
  };
}
