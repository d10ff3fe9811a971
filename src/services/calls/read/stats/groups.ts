/** What the database adds up, in one walk over the calls. */
import type { CallStatsQuery } from '../../../../contract/call-statistics.ts';
import type { CallStatus } from '../../../../core/calls/call.ts';

export interface Counted {
  readonly _id: { readonly at: Date; readonly of?: string | null };
  readonly calls: number;
  readonly answered: number;
  readonly failed: number;
  readonly billableSec: number;
  /** How long each was that was answered, where that is known. */
  readonly lengths: readonly (number | null)[];
}

/** Every time zone's hours begin with a quarter of UTC's. */
const quarterMs = 15 * 60_000;
const epoch = new Date(0);
const failures: readonly CallStatus[] = ['failed', 'lost'];

/** Dates and numbers are greater than nothing, in every server's order of values. */
const isThere = (field: string) => ({ $gt: [field, null] });
const oneIf = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });

const ofAnswered = { $and: [isThere('$answeredAt'), isThere('$billableSec')] };

export function quarterGroups(conditions: object, of?: CallStatsQuery['of']): object[] {
  const at = { $subtract: ['$startedAt', { $mod: [{ $subtract: ['$startedAt', epoch] }, quarterMs] }] };
  return [
    { $match: conditions },
    {
      $group: {
        _id: { at, ...(of !== undefined && { of: `$${of}` }) },
        calls: { $sum: 1 },
        answered: oneIf(isThere('$answeredAt')),
        failed: oneIf({ $in: ['$status', failures] }),
        billableSec: { $sum: '$billableSec' },
        lengths: { $push: { $cond: [ofAnswered, '$billableSec', null] } },
      },
    },
  ];
}
