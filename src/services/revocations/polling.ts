/** Something that is looked at again and again, and sooner when somebody says so. At most one look is under way. */
import type { Outage } from '../../core/outage.ts';

export interface Polling {
  /** Looks once more as soon as the look under way is done. */
  now(): void;
  close(): Promise<void>;
}

interface Options {
  /** Gives up when `signal` says so. */
  readonly look: (signal: AbortSignal) => Promise<void>;
  readonly everyMs: number;
  /** How long one look may take: one that hangs must not keep the next one from a connection that works. */
  readonly trustedMs: number;
  readonly outage: Outage;
}

export function startPolling({ look, everyMs, trustedMs, outage }: Options): Polling {
  const over = new AbortController();
  let wanted = false;
  let wake = () => {};

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function goOn(): Promise<void> {
    while (!over.signal.aborted) {
      wanted = false;
      const late = AbortSignal.timeout(trustedMs);
      try {
        await orAborted(look, AbortSignal.any([over.signal, late]));
        outage.over();
      } catch (error) {
        if (!over.signal.aborted) outage.failed(error);
      }
      if (!wanted && !over.signal.aborted) await pause();
    }
  }
  const going = goOn();

  return {
    now() {
      wanted = true;
      wake();
    },
    async close() {
      over.abort();
      wake();
      await going;
    },
  };
}

/** Not every way to the database listens to a signal at every moment. */
async function orAborted(look: Options['look'], signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
  await Promise.race([look(signal), aborted.promise]);
}
