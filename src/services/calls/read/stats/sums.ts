/** Adds up what was added up. */
import type { Sums } from './groups.ts';

export function sumOf(all: readonly Sums[]): Sums {
  const sum = (field: keyof Sums) => all.reduce((total, each) => total + each[field], 0);
  return {
    calls: sum('calls'),
    answered: sum('answered'),
    failed: sum('failed'),
    billableSec: sum('billableSec'),
    measured: sum('measured'),
    measuredSec: sum('measuredSec'),
  };
}

export function averageOf({ measured, measuredSec, ...counts }: Sums) {
  return { ...counts, averageSec: measured === 0 ? null : Math.round((measuredSec / measured) * 10) / 10 };
}
