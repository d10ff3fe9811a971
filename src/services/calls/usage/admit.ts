/**
 * Room for calls that come in, where their tenant has hard limits: taken before anybody answers, and held until the
 * call is counted as ended (count.ts). Who asks again for the same call has its room already.
 */
import type { Clock } from '../../../core/clock.ts';
import { Unavailable } from '../../../core/errors.ts';
import { newId } from '../../../core/ids.ts';
import { scopeFromNumber, type TenantScope } from '../../../core/tenancy.ts';
import { within } from '../../../core/within.ts';
import type { Calls } from '../../../models/calls.ts';
import type { Quotas } from '../../quotas/index.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';
import type { UsageCount } from './count.ts';
import { longestMs, refusalCode, type Used, uses } from './uses.ts';

/** Undefined where the call may be answered; else the code of the limit that is in its way. */
export type Admit = (call: {
  readonly tenantId: string;
  readonly callId: string;
}) => Promise<string | undefined>;

export interface AdmitNeeds {
  readonly quotas: Pick<Quotas, 'reserve' | 'release'>;
  readonly tenants: Pick<TenantFacts, 'limitsOf'>;
  readonly calls: Pick<Calls, 'findById'>;
  readonly counting: UsageCount;
  /** Who calls waits; nobody is told that there is room where that could not be found out. */
  readonly patienceMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

const late = () =>
  new Unavailable('Whether this call has room could not be found out in time. Send it again.');

export function createAdmit({ quotas, tenants, calls, counting, patienceMs, clock }: AdmitNeeds): Admit {
  async function refusal(
    scope: TenantScope,
    callId: string,
    limited: readonly Used[],
  ): Promise<string | undefined> {
    const known = await calls.findById(scope, callId, { select: ['ended'], readPreference: 'primary' });
    // Told late, or once more: what its first copy was answered counts, and nothing is held any more.
    if (known?.ended === true) return undefined;
    const use = { id: callId, at: clock.now(), requestId: newId('req'), forMs: longestMs() };
    const reserve = ({ quota, amount }: Used) => quotas.reserve(scope, quota, { ...use, amount });
    const granted = await Promise.all(
      limited.map(async (each) => {
        if (await reserve(each)) return true;
        if (each.quota !== 'concurrentCalls') return false;
        // Calls that have just ended may not have been counted yet.
        return (await counting.count(scope)) > 0 && (await reserve(each));
      }),
    );
    const refused = limited.find((_, index) => granted[index] !== true);
    if (refused === undefined) return undefined;
    await Promise.all(limited.map(({ quota }) => quotas.release(scope, quota, use)));
    return refusalCode(refused);
  }

  return async ({ tenantId, callId }) => {
    const limits = await tenants.limitsOf(tenantId);
    const limited = uses.filter(({ quota }) => limits?.[quota].hard !== undefined);
    if (limited.length === 0) return undefined;
    return within(patienceMs, refusal(scopeFromNumber({ tenantId }), callId, limited), late);
  };
}
