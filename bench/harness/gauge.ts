import { type AimOptions, aimsOf, maxWish } from './aims.ts';
import type { Case, Comparison, Subject } from './cases.ts';
import { median } from './statistics.ts';

interface Gauge<State> extends Omit<Comparison<State, number[]>, 'verify' | 'roundMs' | 'warmUpMs'> {
  /** Each run answers with one figure for each of these; ratios and aims are of the first. */
  columns: string[];
  subjects: Subject<State, number[]>[];
  aim?: AimOptions & { max?: number };
}

/** What is read off once a round instead of being timed by the harness: a size, a start-up, a share. */
export function gauge<State>({ aim = {}, columns, ...comparison }: Gauge<State>): Case {
  const { max } = aim;
  let read: number[] = [];
  return {
    ...(comparison as unknown as Comparison<unknown, unknown>),
    roundMs: 0,
    warmUpMs: 0,
    verify(answer) {
      read = answer as number[];
      return read.length === columns.length && read.every(Number.isFinite);
    },
    columns: columns.map((title) => ({ title, overRounds: median })),
    ratioColumn: 0,
    aims: aimsOf(aim, 0, max === undefined ? [] : [maxWish(max, 0, `≤ ${max} ${columns[0]}`)]),
    async measure(call) {
      await call();
      return read;
    },
  };
}
