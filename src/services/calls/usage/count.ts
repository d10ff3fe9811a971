/**
 * Counts what calls use, whoever tells that there is one and that it has ended: a webhook, in whatever order, or
 * reconciliation. What has to be counted lies marked in the call itself, so a process that ends in the middle leaves
 * it to the next one, and what is counted twice counts once.
 */
import { byTenant } from '../../../core/by-tenant.ts';
import { homeIdOf } from '../../../core/calls/ids.ts';
import type { Clock } from '../../../core/clock.ts';
import { newId } from '../../../core/ids.ts';
import { type Scope, scopeFromJob, type TenantScope } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Facts } from '../../../models/facts.ts';
import type { Quotas } from '../../quotas/index.ts';
import { longestMs, uses, wordsOfRefusal } from './uses.ts';

export interface UsageCount {
  /** Resolves with how many calls were counted. */
  count(scope: Scope): Promise<number>;
}

export interface UsageCountNeeds {
  readonly calls: Pick<Calls, 'find' | 'bulkWrite'>;
  readonly facts: Pick<Facts, 'find'>;
  readonly quotas: Pick<Quotas, 'hold' | 'release' | 'settle'>;
  readonly clock: Pick<Clock, 'now'>;
}

const fields = [
  'tenantId',
  'connectionId',
  'providerCallId',
  'startedAt',
  'ended',
  'billableSec',
  'usageDue',
] as const;
type Due = Pick<StoredCall, '_id' | (typeof fields)[number]>;

const together = 200;
/** For one run of the sweep. */
const most = 2_000;

/** Those have taken their room when they were placed, and give it back (commands/room.ts). */
const isPlacedByUs = ({ _id, connectionId, providerCallId }: Due) =>
  _id !== homeIdOf(connectionId, providerCallId);

export function createUsageCount({ calls, facts, quotas, clock }: UsageCountNeeds): UsageCount {
  /** Nobody has answered those, so nothing of them counts. */
  async function refusedOf(due: readonly Due[]): Promise<ReadonlySet<string>> {
    const found = await byTenant(due, (tenantId, own) =>
      facts.find(
        scopeFromJob({ tenantId }),
        { callId: { $in: own.map(({ _id }) => _id) }, kind: 'error', source: 'trunkline' },
        { select: ['callId', 'content'] },
      ),
    );
    const isRefusal = ({ content }: (typeof found)[number]) =>
      wordsOfRefusal((content as { code?: string }).code) !== undefined;
    return new Set(found.filter(isRefusal).map(({ callId }) => callId));
  }

  const free = (
    scope: TenantScope,
    of: readonly Due[],
    quotasOfThem: readonly { quota: (typeof uses)[number]['quota'] }[] = uses,
  ) =>
    Promise.all(
      quotasOfThem.map(({ quota }) =>
        quotas.release(
          scope,
          quota,
          of.map(({ _id: id, startedAt: at }) => ({ id, at })),
        ),
      ),
    );

  async function use(scope: TenantScope, all: readonly Due[], refused: ReadonlySet<string>): Promise<void> {
    const requestId = newId('req');
    const about = ({ _id: id, startedAt: at }: Due) => ({ id, at, requestId });
    const counting = all.filter(({ _id }) => !refused.has(_id));
    const own = counting.filter((call) => !isPlacedByUs(call));
    await quotas.settle(scope, 'callsPerDay', own.map(about));
    await free(
      scope,
      all.filter((call) => refused.has(call._id) || (call.ended && !isPlacedByUs(call))),
    );
    // Whoever is late must not take a call's own time for that of one that begins now.
    const held = { at: clock.now(), forMs: longestMs() };
    const going = own.filter(({ ended }) => !ended).map((call) => ({ ...about(call), ...held }));
    await quotas.hold(scope, 'concurrentCalls', going);
    // Of a call that nobody knows the length of yet, a later word counts.
    const used = counting.filter(({ ended, billableSec = 0 }) => ended && billableSec > 0);
    const seconds = used.map((call) => ({ ...about(call), amount: call.billableSec ?? 0 }));
    await quotas.settle(scope, 'minutesPerMonth', seconds);
  }

  /** Of one tenant. */
  async function countAll(all: readonly [Due, ...Due[]], refused: ReadonlySet<string>): Promise<void> {
    const scope = scopeFromJob(all[0]);
    await use(scope, all, refused);
    const counted = all.map(({ _id, usageDue = '' }) => ({
      updateOne: { filter: { _id, usageDue }, update: { $unset: { usageDue: true as const } } },
    }));
    const { matchedCount } = await calls.bulkWrite(scope, counted, { ordered: false });
    if (matchedCount === all.length) return;
    // Some have changed meanwhile, or somebody else has counted them: held is what they are like now.
    const found: Due[] = await calls.find(
      scope,
      { _id: { $in: all.map(({ _id }) => _id) } },
      { select: [...fields], readPreference: 'primary' },
    );
    const now = new Map(found.map((call) => [call._id, call]));
    const over = all
      .map((call) => ({ call, is: now.get(call._id) }))
      .filter(({ is }) => is === undefined || (is.ended && !isPlacedByUs(is)));
    await free(
      scope,
      over.map(({ call, is = call }) => is),
      [{ quota: 'concurrentCalls' }],
    );
  }

  async function some(scope: Scope): Promise<number> {
    const due: Due[] = await calls.find(
      scope,
      { usageDue: { $gt: '' } },
      { select: [...fields], sort: { usageDue: 1 }, limit: together },
    );
    if (due.length === 0) return 0;
    const refused = await refusedOf(due);
    await Promise.all(
      [...Map.groupBy(due, ({ tenantId }) => tenantId).values()].map((ofTenant) =>
        countAll(ofTenant as [Due, ...Due[]], refused),
      ),
    );
    return due.length;
  }

  return {
    async count(scope) {
      let counted = 0;
      for (let more = together; more === together && counted < most; counted += more)
        more = await some(scope);
      return counted;
    },
  };
}
