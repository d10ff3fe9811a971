/** Sliding windows of this process alone: what limits requests while Redis is away. */
import type { Clock } from '../../core/clock.ts';
import {
  type Charge,
  partMsOf,
  partsOfWindow,
  type Standing,
  type Windows,
} from '../../core/sliding-window.ts';

/** What was counted, by the number of its part. */
type Counts = Map<number, number>;

/** Some hundred bytes each. Beyond it those are forgotten that were counted in longest ago. */
const usualKeys = 50_000;

export function createMemoryWindows(clock: Clock, mostKeys = usualKeys): Windows {
  const windows = new Map<string, Counts>();

  /** As it is now: what has left the window is dropped. */
  function countsOf(charge: Charge, now: number): Counts {
    const oldest = Math.floor(now / partMsOf(charge)) - partsOfWindow;
    const counts = windows.get(charge.key) ?? new Map<number, number>();
    for (const part of counts.keys()) if (part < oldest) counts.delete(part);
    return counts;
  }

  function add({ key, windowMs }: Charge, counts: Counts, now: number, count: number): void {
    const part = Math.floor(now / partMsOf({ windowMs }));
    counts.set(part, (counts.get(part) ?? 0) + count);
    // The latest last, so that the first one is the one to forget.
    windows.delete(key);
    windows.set(key, counts);
    if (windows.size <= mostKeys) return;
    for (const oldest of windows.keys()) {
      windows.delete(oldest);
      break;
    }
  }

  return {
    async take(charges, count = 1) {
      const now = clock.monotonicMs();
      const all = charges.map((charge) => ({ charge, counts: countsOf(charge, now) }));
      const allowed = all.every(({ charge, counts }) => sumOf(counts) + count <= charge.limit);
      if (allowed) for (const { charge, counts } of all) add(charge, counts, now, count);
      return { allowed, standings: all.map(({ charge, counts }) => standingOf(charge, counts, now)) };
    },
    async look(charges) {
      const now = clock.monotonicMs();
      return charges.map((charge) => standingOf(charge, countsOf(charge, now), now));
    },
  };
}

function sumOf(counts: Counts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** Parts are counted in as time goes by, so the map has them in their order. */
function standingOf({ limit, windowMs }: Charge, counts: Counts, now: number): Standing {
  const partMs = partMsOf({ windowMs });
  const used = sumOf(counts);
  const enough = Math.max(used - limit + 1, 1);
  let leaving = 0;
  for (const [part, count] of counts) {
    leaving += count;
    if (leaving >= enough) {
      return { limit, used, moreInMs: Math.ceil((part + partsOfWindow + 1) * partMs - now) };
    }
  }
  return { limit, used, moreInMs: used > 0 || limit < 1 ? partsOfWindow * partMs : 0 };
}
