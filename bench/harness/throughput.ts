import type { Aim, Case, Comparison } from './cases.ts';
import { closedLoop } from './closed-loop.ts';
import { median } from './statistics.ts';

interface Throughput<State, Answer> extends Comparison<State, Answer> {
  /** How many runs are under way at any time. */
  concurrency: number;
  aim?: {
    /** The least share of the baseline's rate. */
    minRatio?: number;
    /** The most that one run may take, as the mean of a round. */
    maxMs?: number;
  };
}

/** How much gets done when the next run starts as soon as one ends. */
export function throughput<State, Answer>(description: Throughput<State, Answer>): Case {
  const { concurrency, aim = {}, ...comparison } = description;
  return {
    roundMs: 1000,
    warmUpMs: 300,
    ...(comparison as Comparison<unknown, unknown>),
    columns: [
      { title: 'per second', overRounds: median },
      { title: 'ms each', overRounds: median },
    ],
    ratioColumn: 0,
    aims: aims(aim),
    async measure(call, durationMs) {
      const perSec = await closedLoop(call, concurrency, durationMs);
      return [perSec, (1000 * concurrency) / perSec];
    },
  };
}

function aims({ minRatio, maxMs }: { minRatio?: number; maxMs?: number }): Aim[] {
  const aims: Aim[] = [];
  if (minRatio !== undefined) {
    aims.push({
      text: `ratio ≥ ${minRatio}`,
      isMetBy: ({ ratio }) => ratio !== null && ratio.median >= minRatio,
    });
  }
  if (maxMs !== undefined) {
    aims.push({
      text: `≤ ${maxMs} ms each`,
      isMetBy: ({ figures: [, ms] }) => ms !== undefined && ms <= maxMs,
    });
  }
  return aims;
}
