/** What a list of calls asks the database, and where its pages begin. */
import type { CallFilters, CallOrder } from '../../../contract/call-queries.ts';
import { type CallDirection, callDirections } from '../../../core/calls/call.ts';
import { defined } from '../../../core/defined.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import { timedPlaces } from '../../../core/timed-places.ts';
import type { StoredCall } from '../../../models/calls.ts';
import type { Filter } from '../../../models/scoped.ts';
import { lengthClasses } from '../search/lengths.ts';

export type Conditions = Filter<TenantScope, StoredCall>;

/** Without what was said in a call: that is looked up first (words.ts). */
export type Asked = Omit<CallFilters, 'q'>;

export interface Search {
  /** What holds for every call of the list. */
  readonly conditions: Conditions;
  /**
   * Each has the order of the list from an index, and together they have every call of it once. One, mostly: several
   * where a filter lets several values of a field pass.
   */
  readonly branches: readonly Conditions[];
}

export function searchOf(asked: Asked, words: readonly string[] = []): Search {
  const { since, until, minSec, maxSec, recorded, status, ...same } = asked;
  const spoken = words.map((word): Conditions => ({ words: word }));
  const conditions: Conditions = {
    ...defined(same),
    ...(status !== undefined && { status: anyOf(status) }),
    ...between('startedAt', { $gte: dateOf(since), $lt: dateOf(until) }),
    ...between('billableSec', { $gte: minSec, $lte: maxSec }),
    ...(recorded !== undefined && { recording: recorded ? 'stored' : { $ne: 'stored' } }),
    ...(spoken.length > 0 && { $and: spoken }),
  };
  return { conditions, branches: branchesOf(asked, words) };
}

const anyOf = <T>(said: readonly T[]) => (said.length === 1 ? said[0] : { $in: [...said] });

const isSaid = (value: unknown) => value !== undefined;

/** Nothing to branch over where one value of a field leaves few enough calls. */
function branchesOf(asked: Asked, words: readonly string[]): readonly Conditions[] {
  const { providerCallId, from, to, disposition, minSec, maxSec } = asked;
  const { numberId, agent, status, recorded, direction, provider, simulated } = asked;
  if (words.length > 0 || [providerCallId, from, to, disposition].some(isSaid)) return [{}];
  if (isSaid(minSec) || isSaid(maxSec))
    return lengthClasses(minSec, maxSec).map((lengthClass) => ({ lengthClass }));
  if ([numberId, agent].some(isSaid)) return [{}];
  if (status !== undefined) return [...new Set(status)].map((one) => ({ status: one }));
  if (recorded === true) return [{}];
  if (recorded === false) return unrecorded.map((recording) => ({ recording }));
  if (![direction, provider, simulated].some(isSaid)) return [{}];
  return values<CallDirection>(direction, callDirections).flatMap((one) =>
    values<'bland' | 'twilio'>(provider, ['bland', 'twilio']).flatMap((other) =>
      values(simulated, [false, true]).map(
        (third): Conditions => ({ direction: one, provider: other, simulated: third }),
      ),
    ),
  );
}

const unrecorded = ['none', 'pending', 'absent', 'failed'] as const satisfies StoredCall['recording'][];

const values = <T>(said: T | undefined, all: readonly T[]): readonly T[] =>
  said === undefined ? all : [said];

export const startedPlaces = timedPlaces('startedAt', 'call');

type Place = Pick<StoredCall, 'startedAt' | '_id'>;

export function compareIn(order: CallOrder) {
  const direction = order === 'newest' ? -1 : 1;
  return (one: Place, other: Place): number => {
    const ms = one.startedAt.getTime() - other.startedAt.getTime();
    return direction * (ms === 0 ? (one._id < other._id ? -1 : 1) : ms);
  };
}

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

function between(field: string, bounds: Record<string, unknown>) {
  const said = defined(bounds);
  return Object.keys(said).length === 0 ? {} : { [field]: said };
}
