/** Adds up what was added up. */
import type { Counted } from './groups.ts';

export function sumOf(all: readonly Counted[]) {
  const sum = (field: 'calls' | 'answered' | 'failed' | 'billableSec') =>
    all.reduce((total, each) => total + each[field], 0);
  const lengths = lengthsOf(all);
  const together = lengths.reduce((total, length) => total + length, 0);
  return {
    calls: sum('calls'),
    answered: sum('answered'),
    failed: sum('failed'),
    billableSec: sum('billableSec'),
    averageSec: lengths.length === 0 ? null : Math.round((together / lengths.length) * 10) / 10,
  };
}

/** The shortest length that so many of a hundred calls do not exceed. Exact, and null where there are no calls. */
export function percentilesOf(all: readonly Counted[]) {
  const sorted = Uint32Array.from(lengthsOf(all)).sort();
  return (percent: number): number | null => sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? null;
}

const lengthsOf = (all: readonly Counted[]) =>
  all.flatMap(({ lengths }) => lengths.filter((length) => length !== null));
