/**
 * Room for calls that we place, in each quota that a call uses: taken before anything is written, held while the call
 * goes on, given back when it has ended.
 */
import type { Caller } from '../../../core/caller.ts';
import type { Clock } from '../../../core/clock.ts';
import { RateLimited } from '../../../core/errors.ts';
import { periodAt } from '../../../core/periods.ts';
import { type Scope, scopeFromJob, type TenantScope } from '../../../core/tenancy.ts';
import type { Calls } from '../../../models/calls.ts';
import type { Quotas } from '../../quotas/index.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';
import type { UsageCount } from '../usage/count.ts';
import { longestMs, refusalCode, type Used, uses } from '../usage/uses.ts';
import type { Placement, PlacementStore } from './placements.ts';

export interface Room {
  /** Fails with RateLimited where a hard limit is reached. What nobody keeps runs out by itself in a minute. */
  take(caller: Caller, callId: string, at: Date): Promise<void>;
  /** For as long as such a call may last. */
  keep(scope: TenantScope, placement: Placement, requestId: string): Promise<void>;
  /** It counts from now on, whether or not anybody answers. */
  count(scope: TenantScope, placement: Placement, requestId: string): Promise<void>;
  giveBack(scope: TenantScope, placement: Pick<Placement, '_id' | 'createdAt'>): Promise<void>;
  /** Of calls that have ended; resolves with how many those were. */
  giveBackEnded(scope: Scope): Promise<number>;
}

export interface RoomNeeds {
  readonly quotas: Pick<Quotas, 'reserve' | 'release' | 'settle'>;
  readonly tenants: Pick<TenantFacts, 'timeZoneOf'>;
  readonly calls: Pick<Calls, 'find'>;
  readonly placements: Pick<PlacementStore, 'holdingRoom' | 'roomGivenBack'>;
  readonly usage: UsageCount;
  readonly clock: Clock;
}

const untilKeptMs = 60_000;
const soonSec = 5;
const together = 500;

export function createRoom({ quotas, tenants, calls, placements, usage, clock }: RoomNeeds): Room {
  async function refusal({ tenantId }: Caller, { quota, words }: Used): Promise<RateLimited> {
    const code = refusalCode({ quota });
    const message = `Your limit of ${words} is reached, so this call was not placed.`;
    if (quota === 'concurrentCalls') return new RateLimited(message, soonSec, { code });
    const now = clock.now();
    const { endsAt } = periodAt(
      quota === 'callsPerDay' ? 'day' : 'month',
      now,
      (await tenants.timeZoneOf(tenantId)) ?? 'UTC',
    );
    return new RateLimited(message, Math.ceil((endsAt.getTime() - now.getTime()) / 1_000), { code });
  }

  async function giveBack(
    scope: TenantScope,
    { _id: id, createdAt: at }: Pick<Placement, '_id' | 'createdAt'>,
  ) {
    await Promise.all(uses.map(({ quota }) => quotas.release(scope, quota, { id, at })));
  }

  async function giveBackEnded(scope: Scope): Promise<number> {
    let count = 0;
    let some: Pick<Placement, '_id' | 'tenantId' | 'createdAt'>[] = [];
    const look = async () => {
      const ids = some.map(({ _id }) => _id);
      const filter = { _id: { $in: ids }, ended: true } as const;
      const ended = new Set((await calls.find(scope, filter, { select: [] })).map(({ _id }) => _id));
      for (const each of some.filter(({ _id }) => ended.has(_id))) {
        await giveBack(scopeFromJob(each), each);
        await placements.roomGivenBack(scope, each);
        count += 1;
      }
      some = [];
    };
    for await (const each of placements.holdingRoom(scope)) {
      some.push(each);
      if (some.length === together) await look();
    }
    await look();
    return count;
  }

  return {
    async take(caller, callId, at) {
      const { scope, requestId } = caller;
      const reserve = ({ quota, amount }: Used) =>
        quotas.reserve(scope, quota, { id: callId, at, amount, requestId, forMs: untilKeptMs });
      for (const use of uses) {
        if (await reserve(use)) continue;
        // Calls that have just ended may not have been looked for yet.
        if (use.quota === 'concurrentCalls') {
          const ended = (await giveBackEnded(scope)) + (await usage.count(scope));
          if (ended > 0 && (await reserve(use))) continue;
        }
        await giveBack(scope, { _id: callId, createdAt: at });
        throw await refusal(caller, use);
      }
    },
    async keep(scope, { _id: id, createdAt: at, order }, requestId) {
      const forMs = longestMs(order.asked.maxMinutes);
      await Promise.all(
        uses.map(({ quota, amount }) => quotas.reserve(scope, quota, { id, at, amount, requestId, forMs })),
      );
    },
    count: (scope, { _id: id, createdAt: at }, requestId) =>
      quotas.settle(scope, 'callsPerDay', { id, at, requestId }),
    giveBack,
    giveBackEnded,
  };
}
