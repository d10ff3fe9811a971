import { type AimOptions, aimsOf, maxRatioWish, maxWish } from './aims.ts';
import type { Case, Comparison } from './cases.ts';
import { openLoop } from './open-loop.ts';
import { largest, median } from './statistics.ts';

interface Latency<State, Answer> extends Comparison<State, Answer> {
  /** Arrivals a second, whatever the subject makes of them. */
  ratePerSec: number;
  aim?: AimOptions & {
    /** The most that the 99th percentile may be. */
    maxMs?: number;
    /** The most that the 99th percentile may be as a multiple of the baseline's. */
    maxRatio?: number;
  };
}

const p99Column = 1;

/** How long a caller waits at a given load. */
export function latency<State, Answer>(description: Latency<State, Answer>): Case {
  const { ratePerSec, aim = {}, ...comparison } = description;
  const { maxMs, maxRatio } = aim;
  return {
    roundMs: 2000,
    warmUpMs: 500,
    ...(comparison as Comparison<unknown, unknown>),
    columns: [
      { title: 'p50 ms', overRounds: median },
      { title: 'p99 ms', overRounds: median },
      { title: 'p99.9 ms', overRounds: median },
      { title: 'max ms', overRounds: largest },
    ],
    ratioColumn: p99Column,
    aims: aimsOf(aim, p99Column, [
      ...(maxMs === undefined ? [] : [maxWish(maxMs, p99Column, `p99 ≤ ${maxMs} ms`)]),
      ...(maxRatio === undefined ? [] : [maxRatioWish(maxRatio)]),
    ]),
    async measure(call, durationMs) {
      const { p50, p99, p999, max } = await openLoop(call, ratePerSec, durationMs);
      return [p50, p99, p999, max];
    },
  };
}
