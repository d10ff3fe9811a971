import type { Aim, Case, Comparison } from './cases.ts';
import { openLoop } from './open-loop.ts';
import { largest, median } from './statistics.ts';

interface Latency<State, Answer> extends Comparison<State, Answer> {
  /** Arrivals a second, whatever the subject makes of them. */
  ratePerSec: number;
  aim?: {
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
    aims: aims(aim),
    async measure(call, durationMs) {
      const { p50, p99, p999, max } = await openLoop(call, ratePerSec, durationMs);
      return [p50, p99, p999, max];
    },
  };
}

function aims({ maxMs, maxRatio }: { maxMs?: number; maxRatio?: number }): Aim[] {
  const aims: Aim[] = [];
  if (maxMs !== undefined) {
    aims.push({
      text: `p99 ≤ ${maxMs} ms`,
      isMetBy: ({ figures }) => (figures[p99Column] ?? Number.POSITIVE_INFINITY) <= maxMs,
    });
  }
  if (maxRatio !== undefined) {
    aims.push({
      text: `ratio ≤ ${maxRatio}`,
      isMetBy: ({ ratio }) => ratio !== null && ratio.median <= maxRatio,
    });
  }
  return aims;
}
