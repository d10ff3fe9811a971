/** What a tenant has used of what it may use, now. */
import type { QuotaUse } from '../../contract/quotas.ts';
import type { Clock } from '../../core/clock.ts';
import { periodAt } from '../../core/periods.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import { type Account, emptyAccount, liveOf, sumOf } from './account.ts';
import { kinds, quotaNames } from './kinds.ts';
import type { Ledger } from './ledger.ts';
import type { LimitsOf, QuotaName } from './limits.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly limitsOf: LimitsOf;
  readonly timeZoneOf: (tenantId: string) => string | undefined | Promise<string | undefined>;
  readonly requestsOf: (tenantId: string) => Promise<number | undefined>;
  readonly clock: Clock;
}

const minuteMs = 60_000;

export async function usageOf(scope: TenantScope, needs: Needs): Promise<QuotaUse[]> {
  const tenantId = tenantOf(scope);
  const now = needs.clock.now();
  const [limits, timeZone = 'UTC', requests] = await Promise.all([
    needs.limitsOf(tenantId),
    needs.timeZoneOf(tenantId),
    needs.requestsOf(tenantId),
  ]);
  const places = quotaNames.map((quota) => {
    const { over } = kinds[quota];
    const period = over === 'day' || over === 'month' ? periodAt(over, now, timeZone) : undefined;
    return { quota, period, accountId: `${tenantId}:${quota}:${period?.key ?? 'now'}` };
  });
  const accounts = await needs.ledger.read(
    scope,
    places.map(({ accountId }) => accountId),
  );
  return places.map(({ quota, period, accountId }) => {
    const { unit } = kinds[quota];
    const { soft, hard } = limits?.[quota] ?? {};
    const limit = hard ?? soft;
    // Requests are counted against a limit alone: without one nobody has, and that is not the same as none.
    const counted = limit === undefined ? undefined : requests;
    const { used, reserved } = amounts(quota, accounts.get(accountId) ?? emptyAccount, now, counted);
    return {
      quota,
      unit,
      used,
      reserved,
      soft: soft ?? null,
      hard: hard ?? null,
      percent: used === null || limit === undefined ? null : percentOf(used, limit),
      period: periodOf(quota, period, now),
    };
  });
}

function amounts(quota: QuotaName, account: Account, now: Date, requests: number | undefined) {
  const { over, perUnit } = kinds[quota];
  if (over === 'minute') return { used: requests ?? null, reserved: 0 };
  const held = sumOf(liveOf(account, now)) / perUnit;
  return over === 'now'
    ? { used: held, reserved: 0 }
    : { used: rounded(account.used / perUnit), reserved: rounded(held) };
}

function periodOf(quota: QuotaName, period: { startsAt: Date; endsAt: Date } | undefined, now: Date) {
  if (period !== undefined) {
    return { startsAt: period.startsAt.toISOString(), endsAt: period.endsAt.toISOString() };
  }
  if (kinds[quota].over === 'now') return null;
  return { startsAt: new Date(now.getTime() - minuteMs).toISOString(), endsAt: now.toISOString() };
}

/** Of a limit of nothing everything is used. */
const percentOf = (used: number, limit: number) => (limit === 0 ? 100 : rounded((100 * used) / limit));

const rounded = (number: number) => Math.round(number * 100) / 100;
