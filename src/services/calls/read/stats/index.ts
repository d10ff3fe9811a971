/** Counts of calls for charts. The database adds up quarters of hours; which hour and day those are is known here. */
import type { CallStats, CallStatsQuery } from '../../../../contract/call-statistics.ts';
import { ValidationError } from '../../../../core/errors.ts';
import type { TenantScope } from '../../../../core/tenancy.ts';
import type { Calls } from '../../../../models/calls.ts';
import { type Conditions, searchOf } from '../filter.ts';
import { bucketsOf } from './buckets.ts';
import { type Counted, quarterGroups } from './groups.ts';
import { percentilesOf, sumOf } from './sums.ts';

interface Parts {
  readonly calls: Pick<Calls, 'find' | 'aggregate'>;
  readonly listReads: 'primary' | 'secondaryPreferred';
  readonly now: () => Date;
}

interface StatsAsked {
  readonly query: CallStatsQuery;
  readonly words: readonly string[];
  readonly timeZone: string;
}

const dayMs = 24 * 3_600_000;
const usualDays = 30;
const mostDays = 400;
/** All of them are read. */
const mostCalls = 100_000;

export function createCallStats({ calls, listReads: readPreference, now }: Parts) {
  /** As many keys are walked as may be counted, and no more. */
  async function refuseTooMany(scope: TenantScope, range: Conditions): Promise<void> {
    const [beyond] = await calls.find(scope, range, {
      select: ['_id'],
      sort: { startedAt: -1, _id: -1 },
      skip: mostCalls,
      limit: 1,
      readPreference,
    });
    if (beyond !== undefined) {
      throw invalid('query.since', `More than ${mostCalls} calls began in that time. Ask for less of it.`);
    }
  }

  return async (scope: TenantScope, { query, words, timeZone }: StatsAsked): Promise<CallStats> => {
    const { by, of, q: _, ...asked } = query;
    const range = rangeOf(query, now());
    await refuseTooMany(scope, searchOf(range).conditions);
    const { conditions } = searchOf({ ...asked, ...range }, words);
    const quarters = await calls.aggregate<Counted>(scope, quarterGroups(conditions, of), { readPreference });
    const percentile = percentilesOf(quarters);
    return {
      ...range,
      timeZone,
      total: {
        ...sumOf(quarters),
        medianSec: percentile(50),
        p90Sec: percentile(90),
        p99Sec: percentile(99),
      },
      items: bucketsOf(quarters, by, timeZone),
    };
  };
}

function rangeOf({ since, until }: CallStatsQuery, now: Date): { since: string; until: string } {
  const end = until === undefined ? now : new Date(until);
  // Nothing began before the clocks did.
  const usual = Math.max(0, end.getTime() - usualDays * dayMs);
  const begin = new Date(since ?? usual);
  if (begin >= end) throw invalid('query.since', 'expected a moment before until');
  if (end.getTime() - begin.getTime() > mostDays * dayMs) {
    throw invalid('query.since', `expected at most ${mostDays} days before until`);
  }
  return { since: begin.toISOString(), until: end.toISOString() };
}

function invalid(path: string, message: string): ValidationError {
  return new ValidationError('These calls cannot be counted at once.', [{ path, message }]);
}
