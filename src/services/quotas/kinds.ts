/** Every quota there is: what is counted, over which period, and in which unit a limit is given. */
import type { PeriodKind } from '../../core/periods.ts';
import type { Limit, QuotaName } from './limits.ts';

export interface Kind {
  /** `now`: what is going on at this moment. `minute`: the last sixty seconds, counted where requests are limited. */
  readonly over: PeriodKind | 'now' | 'minute';
  readonly unit: 'calls' | 'minutes' | 'requests';
  /** How many of what is counted are one of what the limit is given in: minutes are counted in seconds. */
  readonly perUnit: number;
  /** For people, in a sentence. */
  readonly words: string;
}

export const kinds: Readonly<Record<QuotaName, Kind>> = {
  concurrentCalls: { over: 'now', unit: 'calls', perUnit: 1, words: 'calls at the same time' },
  callsPerDay: { over: 'day', unit: 'calls', perUnit: 1, words: 'calls a day' },
  minutesPerMonth: { over: 'month', unit: 'minutes', perUnit: 60, words: 'minutes of calls a month' },
  transcriptionMinutesPerMonth: {
    over: 'month',
    unit: 'minutes',
    perUnit: 60,
    words: 'minutes of transcription a month',
  },
  requestsPerMinute: { over: 'minute', unit: 'requests', perUnit: 1, words: 'requests a minute' },
};

export const quotaNames = Object.keys(kinds) as QuotaName[];

/** A limit in what is counted. */
export function counted({ perUnit }: Kind, { soft, hard }: Limit = {}): Limit {
  return {
    soft: soft === undefined ? undefined : soft * perUnit,
    hard: hard === undefined ? undefined : hard * perUnit,
  };
}
