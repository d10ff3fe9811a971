/** The calls of a list, so many at a time: each page costs what it holds, wherever it begins. */
import type { CallOrder } from '../../../contract/call-queries.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import { type Conditions, compareIn, type Search } from './filter.ts';

/** All that is shown of a call: not the words it is searched by, which may be thousands. */
export const shownFields = [
  '_id',
  'tenantId',
  'connectionId',
  'provider',
  'providerCallId',
  'simulated',
  'numberId',
  'agent',
  'direction',
  'from',
  'to',
  'status',
  'ended',
  'endedBy',
  'answeredBy',
  'startedAt',
  'answeredAt',
  'endedAt',
  'lastAt',
  'billableSec',
  'billableFrom',
  'durationsDisagree',
  'recording',
  'transferredTo',
  'disposition',
  'summary',
  'cost',
  'error',
  'lostBecause',
  'lastLine',
  'sealed',
  'rev',
] as const satisfies readonly (keyof StoredCall)[];

interface Parts {
  readonly calls: Pick<Calls, 'find'>;
  /** Where lists may be read. */
  readonly listReads: 'primary' | 'secondaryPreferred';
}

export type FindCalls = (scope: TenantScope, page: PageAsked) => Promise<StoredCall[]>;

interface PageAsked {
  readonly search: Search;
  readonly order: CallOrder;
  /** Those after it alone. */
  readonly after: Conditions | undefined;
  readonly limit: number;
}

export function createFindCalls({ calls, listReads: readPreference }: Parts): FindCalls {
  return async (scope, { search: { conditions, branches }, order, after, limit }) => {
    const direction = order === 'newest' ? -1 : 1;
    const options = { sort: { startedAt: direction, _id: direction }, limit, readPreference } as const;
    const filterOf = (branch: Conditions): Conditions => {
      const all = [branch, conditions, ...(after === undefined ? [] : [after])].filter(isCondition);
      return all.length === 0 ? {} : { $and: all };
    };
    const [only, ...more] = branches.map(filterOf);
    if (only === undefined) return [];
    if (more.length === 0) return calls.find(scope, only, { ...options, select: shownFields });
    // Of each branch as many as the page may hold, of which only those are read whole that are in it.
    const found = await Promise.all(
      [only, ...more].map((filter) => calls.find(scope, filter, { ...options, select: ['startedAt'] })),
    );
    const places = found.flat().sort(compareIn(order)).slice(0, limit);
    if (places.length === 0) return [];
    const whole = await calls.find(
      scope,
      { _id: { $in: places.map(({ _id }) => _id) } },
      { select: shownFields, readPreference },
    );
    return whole.sort(compareIn(order));
  };
}

const isCondition = (conditions: Conditions) => Object.keys(conditions).length > 0;
