/** What there was today: of a tenant, by its own clocks; of all of them, whose days begin at other moments, in 24 hours. */
import type { Today } from '../../../contract/today.ts';
import type { Caller } from '../../../core/caller.ts';
import { periodAt } from '../../../core/periods.ts';
import type { Scope, SystemScope } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Receipts } from '../../../models/receipts.ts';
import type { Filter } from '../../../models/scoped.ts';
import type { Tenants } from '../../../models/tenants.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';
import { type Counted, quarterGroups } from '../read/stats/groups.ts';
import { sumOf } from '../read/stats/sums.ts';

export interface Todays {
  ofTenant(caller: Caller): Promise<Today>;
  /** Counted for all who ask, every few seconds. */
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
}

const dayMs = 24 * 3_600_000;
const keptMs = 10_000;
/** All of them are read. */
const mostCalls = 100_000;

const tooMany = { calls: null, answered: null, failed: null, averageSec: null };

export function createToday(parts: Parts): Todays {
  const { calls, receipts, tenants, timeZoneOf, everyone, listReads: readPreference, now } = parts;
  let kept: { readonly until: number; readonly figures: Promise<Today> } | undefined;

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

  async function countAll(): Promise<Today> {
    const since = new Date(now().getTime() - dayMs);
    // By tenant: there is an index for it, where the moment alone would walk through all calls of all time.
    const all = await tenants.find(everyone, {}, { select: ['_id'] });
    const begun = { tenantId: { $in: all.map(({ _id }) => _id) }, startedAt: { $gte: since } };
    const [figures, putAside] = await Promise.all([figuresOf(everyone, begun), receipts.putAside(everyone)]);
    return { since: since.toISOString(), ...figures, putAside };
  }

  return {
    async ofTenant({ scope, tenantId, permissions }) {
      const { startsAt } = periodAt('day', now(), (await timeZoneOf(tenantId)) ?? 'UTC');
      const [figures, putAside] = await Promise.all([
        figuresOf(scope, { startedAt: { $gte: startsAt } }),
        permissions.has('receipts:read') ? receipts.putAside(scope) : null,
      ]);
      return { since: startsAt.toISOString(), ...figures, putAside };
    },
    ofAll() {
      const at = now().getTime();
      if (kept !== undefined && kept.until > at) return kept.figures;
      const figures = countAll();
      kept = { until: at + keptMs, figures };
      figures.catch(() => {
        kept = undefined;
      });
      return figures;
    },
  };
}
