/** Addresses that are turned away for a while, remembered by this process. */
import type { Clock } from '../../core/clock.ts';

export interface Barred {
  add(address: string, forMs: number): void;
  /** Undefined where it may come in. */
  leftMs(address: string): number | undefined;
}

const usualMost = 50_000;

export function createBarred(clock: Pick<Clock, 'monotonicMs'>, most = usualMost): Barred {
  const until = new Map<string, number>();
  return {
    add(address, forMs) {
      until.delete(address);
      until.set(address, clock.monotonicMs() + forMs);
      const [first] = until.keys();
      if (until.size > most && first !== undefined) until.delete(first);
    },
    leftMs(address) {
      const end = until.get(address);
      if (end === undefined) return undefined;
      const left = end - clock.monotonicMs();
      if (left > 0) return left;
      until.delete(address);
      return undefined;
    },
  };
}
