/**
 * Figures that many look at, kept for as long as counting them again would cost more than a fiftieth of the time: few
 * calls are counted every other second, a hundred thousand now and then.
 */
export interface Kept<V> {
  of(key: string, count: () => Promise<V>): Promise<V>;
}

interface Entry<V> {
  readonly figures: Promise<V>;
  /** Infinity while they are counted. */
  until: number;
}

const leastMs = 2_000;
const share = 50;
const most = 1_000;

/** `nowMs`: of a clock that only goes forward. */
export function createKept<V>(nowMs: () => number): Kept<V> {
  const entries = new Map<string, Entry<V>>();

  function makeRoom(): void {
    const at = nowMs();
    for (const [key, { until }] of entries) if (until <= at) entries.delete(key);
    const [oldest] = entries.keys();
    if (entries.size >= most && oldest !== undefined) entries.delete(oldest);
  }

  return {
    of(key, count) {
      const kept = entries.get(key);
      const begun = nowMs();
      if (kept !== undefined && kept.until > begun) return kept.figures;
      if (entries.size >= most) makeRoom();
      const entry: Entry<V> = { figures: count(), until: Number.POSITIVE_INFINITY };
      entries.set(key, entry);
      entry.figures.then(
        () => {
          const at = nowMs();
          entry.until = at + Math.max(leastMs, (at - begun) * share);
        },
        () => {
          if (entries.get(key) === entry) entries.delete(key);
        },
      );
      return entry.figures;
    },
  };
}
