/**
 * What tenants may use, counted where it is used. The database is the truth, and any number of instances count in it
 * at the same time; a use is known by the id of what used it, and counts once however often it is told.
 */
import type { QuotaUse } from '../../contract/quotas.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { periodAt } from '../../core/periods.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { Accounts, Uses } from '../../models/quotas.ts';
import {
  type Account,
  count,
  hold,
  liveOf,
  type Outcome,
  release,
  reserve,
  settle,
  sumOf,
} from './account.ts';
import { counted, kinds } from './kinds.ts';
import { createLedger } from './ledger.ts';
import type { LimitsOf, QuotaName } from './limits.ts';
import { withMarks } from './marks.ts';
import { createNotices, type NoticeNeeds } from './notices.ts';
import { createOwedSweep } from './owed.ts';
import { createRequestNotes } from './request-notes.ts';
import { usageOf } from './usage.ts';

/** Counted by day or month. */
export type SettledQuota = Exclude<QuotaName, 'requestsPerMinute' | 'concurrentCalls'>;
/** Room can be reserved in it. */
export type HeldQuota = Exclude<QuotaName, 'requestsPerMinute'>;

export interface Use {
  /** Of what uses it: a call, a transcript. */
  readonly id: string;
  /** When it began to: it belongs to that day or month, also if it ends in the next one. The same each time. */
  readonly at: Date;
  /** Calls, or seconds of a quota in minutes. Nothing said: 1. */
  readonly amount?: number;
  readonly requestId: string;
}

/** Several cost hardly more than one. */
type Some<T> = T | readonly T[];

export interface Quotas {
  /**
   * Takes room before it is used, for as long as is said; again with the same id: for longer. False: the hard limit is
   * reached. What is neither settled nor released runs out by itself.
   */
  reserve(scope: TenantScope, quota: HeldQuota, use: Use & { readonly forMs: number }): Promise<boolean>;
  /** The same for what goes on already: room or not, it counts. */
  hold(scope: TenantScope, quota: HeldQuota, uses: Some<Use & { readonly forMs: number }>): Promise<void>;
  /** Says what was really used. It counts, reserved or not. */
  settle(scope: TenantScope, quota: SettledQuota, uses: Some<Use>): Promise<void>;
  /** Gives back what was reserved and not used. */
  release(scope: TenantScope, quota: HeldQuota, uses: Some<Pick<Use, 'id' | 'at'>>): Promise<void>;
  /** Reserves and settles in one: for what is used up by beginning. False: the hard limit is reached. */
  count(scope: TenantScope, quota: SettledQuota, use: Use): Promise<boolean>;
  /** Tells of a tenant's requests a minute, which are counted where they are limited. */
  noteRequests(scope: TenantScope, used: number, requestId: string): Promise<void>;
  usage(scope: TenantScope): Promise<QuotaUse[]>;
  /** Sends the notices that could not be sent when there was news. */
  sweep(signal: AbortSignal): Promise<void>;
}

export interface QuotasNeeds extends Omit<NoticeNeeds, 'ledger'> {
  readonly accounts: Accounts;
  readonly uses: Uses;
  readonly limitsOf: LimitsOf;
  readonly timeZoneOf: (tenantId: string) => string | undefined | Promise<string | undefined>;
  /** Undefined where nobody knows at the moment. */
  readonly requestsOf: (tenantId: string) => Promise<number | undefined>;
  readonly clock?: Clock;
}

/** A use that is told again later than that counts again. */
const rememberedMs = 400 * 24 * 3_600_000;

export function createQuotas(needs: QuotasNeeds): Quotas {
  const { limitsOf, timeZoneOf, clock = systemClock } = needs;
  const ledger = createLedger(needs);
  const notify = createNotices({ ...needs, ledger });

  async function placeOf(tenantId: string, quota: QuotaName, at: Date) {
    const { over } = kinds[quota];
    if (over === 'now' || over === 'minute') {
      return { accountId: `${tenantId}:${quota}:now`, forgetAt: undefined };
    }
    const { key, endsAt } = periodAt(over, at, (await timeZoneOf(tenantId)) ?? 'UTC');
    return {
      accountId: `${tenantId}:${quota}:${key}`,
      forgetAt: new Date(endsAt.getTime() + rememberedMs),
    };
  }

  /** What has no period is told of once a day. */
  async function dayOf(tenantId: string, quota: QuotaName): Promise<string> {
    if (quota !== 'concurrentCalls') return '';
    return periodAt('day', clock.now(), (await timeZoneOf(tenantId)) ?? 'UTC').key;
  }

  /** By the accounts that they belong to. */
  async function placed<One extends Pick<Use, 'at'>>(tenantId: string, quota: QuotaName, uses: Some<One>) {
    const all = await Promise.all(
      [uses].flat().map(async (use) => ({ use: use as One, place: await placeOf(tenantId, quota, use.at) })),
    );
    return [...Map.groupBy(all, ({ place }) => place.accountId).values()];
  }

  /** False where there was no room for one of them. */
  async function change<One extends Use>(
    scope: TenantScope,
    quota: HeldQuota,
    uses: Some<One>,
    step: (
      account: Account,
      entry: { id: string; amount: number },
      about: { now: Date; hard: number | undefined; isSettled: boolean },
      use: One,
    ) => Outcome,
  ): Promise<boolean> {
    const tenantId = tenantOf(scope);
    const kind = kinds[quota];
    const limit = counted(kind, (await limitsOf(tenantId))?.[quota]);
    const day = await dayOf(tenantId, quota);
    const measure = (account: Account) =>
      kind.over === 'now' ? sumOf(liveOf(account, clock.now())) : account.used;
    let granted = true;
    for (const group of await placed(tenantId, quota, uses)) {
      const [{ place, use }] = group as [(typeof group)[number]];
      const entries = group.map(({ use }) => ({ use, entry: entryOf(tenantId, quota, use) }));
      const outcome = await ledger.change(
        scope,
        place,
        kind.over === 'now' ? [] : entries.map(({ entry }) => entry.id),
        (before, isSettled) => {
          const now = clock.now();
          let after: Outcome = { account: before, granted: true };
          for (const { use, entry } of entries) {
            const about = { now, hard: limit.hard, isSettled: isSettled(after.account, entry.id) };
            const next = step(after.account, entry, about, use);
            after = { account: next.account, granted: after.granted && next.granted };
          }
          const told = { measured: measure(after.account), refused: !after.granted, limit, day };
          return { ...after, account: withMarks(after.account, told) };
        },
      );
      const { account } = outcome;
      granted &&= outcome.granted;
      if (account.owed.length > 0) {
        const [{ accountId }, { requestId }] = [place, use];
        await notify(scope, { accountId, marks: account.owed, kind, measured: measure(account), requestId });
      }
    }
    return granted;
  }

  return {
    reserve: (scope, quota, use) =>
      change(scope, quota, use, (account, entry, about, { forMs }) =>
        reserve(account, { ...entry, until: new Date(about.now.getTime() + forMs) }, about),
      ),
    async hold(scope, quota, uses) {
      await change(scope, quota, uses, (account, entry, about, { forMs }) =>
        hold(account, { ...entry, until: new Date(about.now.getTime() + forMs) }, about),
      );
    },
    async settle(scope, quota, uses) {
      await change(scope, quota, uses, settle);
    },
    async release(scope, quota, uses) {
      const tenantId = tenantOf(scope);
      for (const group of await placed(tenantId, quota, uses)) {
        const [{ place }] = group as [(typeof group)[number]];
        const ids = group.map(({ use }) => nameOf(tenantId, quota, use));
        await ledger.change(scope, place, [], (account) => release(account, ids));
      }
    },
    count: (scope, quota, use) => change(scope, quota, use, count),
    noteRequests: createRequestNotes({ ...needs, clock, ledger, notify }),
    usage: (scope) => usageOf(scope, { ...needs, clock, ledger }),
    sweep: createOwedSweep({ ...needs, notify }),
  };
}

/** What uses a quota is one use of it, and another of each other one. */
const nameOf = (tenantId: string, quota: QuotaName, { id }: Pick<Use, 'id'>) => `${tenantId}:${quota}:${id}`;

function entryOf(tenantId: string, quota: QuotaName, use: Use) {
  const { amount = 1 } = use;
  if (!(Number.isInteger(amount) && amount >= 0)) throw new RangeError(`${amount} cannot be counted`);
  return { id: nameOf(tenantId, quota, use), amount };
}
