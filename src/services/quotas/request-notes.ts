/** Notices about requests a minute: they are counted in Redis, and only what was told of them is in the database. */
import type { Clock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import { periodAt } from '../../core/periods.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import { emptyAccount } from './account.ts';
import { kinds } from './kinds.ts';
import type { Ledger } from './ledger.ts';
import type { LimitsOf } from './limits.ts';
import { withMarks } from './marks.ts';
import type { createNotices } from './notices.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'change'>;
  readonly notify: ReturnType<typeof createNotices>;
  readonly limitsOf: LimitsOf;
  readonly timeZoneOf: (tenantId: string) => string | undefined | Promise<string | undefined>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What is forgotten is asked of the database again. */
const mostRemembered = 10_000;

export function createRequestNotes({ ledger, notify, limitsOf, timeZoneOf, clock, log }: Needs) {
  const kind = kinds.requestsPerMinute;
  const remembered = new Set<string>();

  async function note(scope: TenantScope, used: number, requestId: string): Promise<void> {
    const tenantId = tenantOf(scope);
    const { requestsPerMinute: limit = {} } = (await limitsOf(tenantId)) ?? {};
    const least = Math.min(limit.soft ?? Number.POSITIVE_INFINITY, limit.hard ?? Number.POSITIVE_INFINITY);
    if (used * 100 < least * 80) return;
    const { key: day } = periodAt('day', clock.now(), (await timeZoneOf(tenantId)) ?? 'UTC');
    const about = { measured: used, refused: false, limit, day };
    const news = withMarks(emptyAccount, about).told.map((mark) => `${tenantId}:${mark}`);
    if (news.every((one) => remembered.has(one))) return;
    const accountId = `${tenantId}:requestsPerMinute:now`;
    const { account } = await ledger.change(scope, { accountId, forgetAt: undefined }, [], (before) => ({
      account: withMarks(before, about),
      granted: true,
    }));
    if (account.owed.length > 0) {
      await notify(scope, { accountId, marks: account.owed, kind, measured: used, requestId });
    }
    if (remembered.size > mostRemembered) remembered.clear();
    for (const one of news) remembered.add(one);
  }

  /** Never fails: the request that was counted has other business. */
  return async (scope: TenantScope, used: number, requestId: string): Promise<void> => {
    try {
      await note(scope, used, requestId);
    } catch (error) {
      log.warn({ error, tenantId: tenantOf(scope), requestId }, 'a notice about requests waits');
    }
  };
}
