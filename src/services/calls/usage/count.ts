/**
 * Counts what calls use, whoever tells that there is one and that it has ended: a webhook, in whatever order, or
 * reconciliation. What has to be counted lies marked in the call itself, so a process that ends in the middle leaves
 * it to the next one, and what is counted twice counts once.
 */
import { homeIdOf } from '../../../core/calls/ids.ts';
import type { Clock } from '../../../core/clock.ts';
import { newId } from '../../../core/ids.ts';
import { type Scope, type SystemScope, scopeFromJob } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Facts } from '../../../models/facts.ts';
import type { Quotas } from '../../quotas/index.ts';
import { longestMs, uses, wordsOfRefusal } from './uses.ts';

export interface UsageCount {
  /** Resolves with how many calls were counted. */
  count(scope: Scope): Promise<number>;
}

export interface UsageCountNeeds {
  readonly calls: Pick<Calls, 'find' | 'findById' | 'updateOne'>;
  readonly facts: Pick<Facts, 'find'>;
  readonly quotas: Pick<Quotas, 'hold' | 'release' | 'settle'>;
  readonly everyone: SystemScope;
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

export function createUsageCount({ calls, facts, quotas, everyone, clock }: UsageCountNeeds): UsageCount {
  /** Nobody has answered those, so nothing of them counts. */
  async function refusedOf(due: readonly Due[]): Promise<ReadonlySet<string>> {
    const found = await facts.find(
      everyone,
      {
        tenantId: { $in: [...new Set(due.map(({ tenantId }) => tenantId))] },
        callId: { $in: due.map(({ _id }) => _id) },
        kind: 'error',
        source: 'trunkline',
      },
      { select: ['callId', 'content'] },
    );
    const isRefusal = ({ content }: (typeof found)[number]) =>
      wordsOfRefusal((content as { code?: string }).code) !== undefined;
    return new Set(found.filter(isRefusal).map(({ callId }) => callId));
  }

  const free = (call: Due, of: readonly { quota: (typeof uses)[number]['quota'] }[] = uses) =>
    Promise.all(
      of.map(({ quota }) => quotas.release(scopeFromJob(call), quota, { id: call._id, at: call.startedAt })),
    );

  async function use(call: Due, isRefused: boolean): Promise<void> {
    const { _id: id, startedAt: at, ended, billableSec = 0 } = call;
    const scope = scopeFromJob(call);
    const about = { id, at, requestId: newId('req') };
    const isPlaced = isPlacedByUs(call);
    if (isRefused) {
      await free(call);
      return;
    }
    if (!isPlaced) {
      await quotas.settle(scope, 'callsPerDay', about);
      if (ended) await free(call);
      // Whoever is late must not take the call's own time for that of one that begins now.
      else await quotas.hold(scope, 'concurrentCalls', { ...about, at: clock.now(), forMs: longestMs() });
    }
    // Of a call that nobody knows the length of yet, a later word counts.
    if (ended && billableSec > 0)
      await quotas.settle(scope, 'minutesPerMonth', { ...about, amount: billableSec });
  }

  async function countOne(call: Due, isRefused: boolean): Promise<void> {
    await use(call, isRefused);
    const { _id, usageDue = '' } = call;
    const scope = scopeFromJob(call);
    const { matchedCount } = await calls.updateOne(scope, { _id, usageDue }, { $unset: { usageDue: true } });
    if (matchedCount === 1) return;
    // It has changed meanwhile, or somebody else has counted it: held is what the call is like now.
    const now = await calls.findById(scope, _id, { select: [...fields], readPreference: 'primary' });
    if (now === null || (now.ended && !isPlacedByUs(now)))
      await free(now ?? call, [{ quota: 'concurrentCalls' }]);
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
      [...Map.groupBy(due, ({ tenantId }) => tenantId).values()].map(async (ofTenant) => {
        for (const call of ofTenant) await countOne(call, refused.has(call._id));
      }),
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
