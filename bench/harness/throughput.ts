import { type AimOptions, aimsOf, maxWish, minRatioWish } from './aims.ts';
import type { Case, Comparison } from './cases.ts';
import { closedLoop } from './closed-loop.ts';
import { median } from './statistics.ts';

interface Throughput<State, Answer> extends Comparison<State, Answer> {
  /** How many runs are under way at any time. */
  concurrency: number;
  aim?: AimOptions & {
    /** The least share of the baseline's rate. */
    minRatio?: number;
    /** The most that one run may take, as the mean of a round. */
    maxMs?: number;
  };
}

const ratioColumn = 0;
const msColumn = 1;

/** How much gets done when the next run starts as soon as one ends. */
export function throughput<State, Answer>(description: Throughput<State, Answer>): Case {
  const { concurrency, aim = {}, ...comparison } = description;
  const { minRatio, maxMs } = aim;
  return {
    roundMs: 1000,
    warmUpMs: 300,
    ...(comparison as Comparison<unknown, unknown>),
    columns: [
      { title: 'per second', overRounds: median },
      { title: 'ms each', overRounds: median },
    ],
    ratioColumn,
    aims: aimsOf(aim, ratioColumn, [
      ...(minRatio === undefined ? [] : [minRatioWish(minRatio)]),
      ...(maxMs === undefined ? [] : [maxWish(maxMs, msColumn, `≤ ${maxMs} ms each`)]),
    ]),
    async measure(call, durationMs) {
      const perSec = await closedLoop(call, concurrency, durationMs);
      return [perSec, (1000 * concurrency) / perSec];
    },
  };
}
