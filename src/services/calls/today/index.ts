/** What there was today: of a tenant, by its own clocks; of all of them, whose days begin at other moments, in 24 hours. */
import type { Today } from '../../../contract/today.ts';
import type { Caller } from '../../../core/caller.ts';
import { periodAt } from '../../../core/periods.ts';
import { type Scope, type SystemScope, type TenantScope, tenantOf } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Receipts } from '../../../models/receipts.ts';
import type { Filter } from '../../../models/scoped.ts';
import type { Tenants } from '../../../models/tenants.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';
import { type Counted, quarterGroups } from '../read/stats/groups.ts';
import { sumOf } from '../read/stats/sums.ts';
import { createKept } from './kept.ts';

export interface Todays {
  ofTenant(caller: Caller): Promise<Today>;
  ofAll(): Promise<Today>;
}

interface Parts {
  readonly calls: Pick<Calls, 'find' | 'aggregate'>;
  readonly receipts: Pick<Receipts, 'putAside'>;
  readonly tenants: Pick<Tenants, 'find'>;
  readonly timeZoneOf: TenantFacts['timeZoneOf'];
  readonly everyone: SystemScope;
  readonly listReads: 'primary' | 'secondaryPreferred';
  readonly now: () => Date;
  readonly nowMs?: () => number;
}

const dayMs = 24 * 3_600_000;
/** All of them are read. */
const mostCalls = 100_000;

const tooMany = { calls: null, answered: null, failed: null, averageSec: null };

export function createToday(parts: Parts): Todays {
  const { calls, receipts, tenants, timeZoneOf, everyone, listReads: readPreference, now } = parts;
  const kept = createKept<Today>(parts.nowMs ?? (() => performance.now()));

  async function figuresOf<S extends Scope>(scope: S, conditions: Filter<S, StoredCall>) {
    const [beyond] = await calls.find(scope, conditions, {
      select: ['_id'],
      skip: mostCalls,
      limit: 1,
      readPreference,
    });
    if (beyond !== undefined) return tooMany;
    const quarters = await calls.aggregate<Counted>(scope, quarterGroups(conditions), { readPreference });
    const { billableSec: _, ...figures } = sumOf(quarters);
    return figures;
  }

  async function countTenant(scope: TenantScope): Promise<Today> {
    const { startsAt } = periodAt('day', now(), (await timeZoneOf(tenantOf(scope))) ?? 'UTC');
    const [figures, putAside] = await Promise.all([
      figuresOf(scope, { startedAt: { $gte: startsAt, $lte: now() } }),
      receipts.putAside(scope),
    ]);
    return { since: startsAt.toISOString(), ...figures, putAside };
  }

  async function countAll(): Promise<Today> {
    const until = now();
    const since = new Date(until.getTime() - dayMs);
    // By tenant: there is an index for it, where the moment alone would walk through all calls of all time.
    const all = await tenants.find(everyone, {}, { select: ['_id'] });
    const begun = { tenantId: { $in: all.map(({ _id }) => _id) }, startedAt: { $gte: since, $lte: until } };
    const [figures, putAside] = await Promise.all([figuresOf(everyone, begun), receipts.putAside(everyone)]);
    return { since: since.toISOString(), ...figures, putAside };
  }

  return {
    async ofTenant({ scope, tenantId, permissions }) {
      const today = await kept.of(tenantId, () => countTenant(scope));
      return permissions.has('receipts:read') ? today : { ...today, putAside: null };
    },
    ofAll: () => kept.of('all', countAll),
  };
}
