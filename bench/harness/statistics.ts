import type { Spread, SubjectReport } from './cases.ts';

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[middle - 1] ?? upper;
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

function spread(values: number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** One subject to another, round by round. */
export function ratios(
  { rounds }: Pick<SubjectReport, 'rounds'>,
  other: Pick<SubjectReport, 'rounds'>,
  column: number,
): Spread {
  const figure = (figures: number[] | undefined) => figures?.[column] ?? Number.NaN;
  return spread(rounds.map((figures, round) => figure(figures) / figure(other.rounds[round])));
}

export function largest(values: number[]): number {
  return Math.max(...values);
}
