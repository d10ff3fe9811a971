/** Asks providers about calls, one after the other, and about none of them too often. */
import type { StoredCall } from '../../../models/calls.ts';
import type { Learn } from './learn.ts';
import type { ReconcileNeeds } from './needs.ts';

/** When a call was asked for last. */
export interface Asked {
  readonly at: number;
  readonly answered: boolean;
}

/** One that could not be asked has said nothing that would make it worth less to ask again. */
export const mostPauseAfterFailureMs = 60_000;
/** However long nothing comes of it. */
export const mostPauseMs = 3_600_000;

/** What each such sweep is given. */
export interface AskingNeeds extends Pick<ReconcileNeeds, 'calls' | 'scope' | 'now'> {
  readonly log: Pick<ReconcileNeeds['log'], 'warn'>;
}

type Find = ReconcileNeeds['calls']['find'];

interface Asking {
  /** Those that are to be asked for, and which of them first. */
  readonly filter: () => Parameters<Find>[1];
  readonly sort: NonNullable<NonNullable<Parameters<Find>[2]>['sort']>;
  /** So long a call is not asked for again. */
  readonly pauseMs: (call: StoredCall, before: Asked) => number;
  /** What a log is told of those that could not be asked for. */
  readonly complaint: string;
}

const mostAtOnce = 200;

/** The sweep resolves with how many calls were asked for. */
export function createAskingSweep(
  { calls, scope, now, log }: AskingNeeds,
  learn: Learn,
  { filter, sort, pauseMs, complaint }: Asking,
): (signal: AbortSignal) => Promise<number> {
  /** By the process that has the lease. It may forget: then it asks once more. */
  const asked = new Map<string, Asked>();

  function isDue(call: StoredCall): boolean {
    const before = asked.get(call._id);
    return before === undefined || now().getTime() - before.at >= pauseMs(call, before);
  }

  return async (signal) => {
    const found = await calls.find(scope, filter(), { sort, limit: mostAtOnce });
    const ids = new Set(found.map(({ _id }) => _id));
    for (const id of asked.keys()) if (!ids.has(id)) asked.delete(id);
    // Who cannot be asked about one call can mostly not be asked about any: that is said once.
    const unasked = new Map<string, { readonly error: unknown; calls: number }>();
    let count = 0;
    for (const call of found.filter(isDue)) {
      if (signal.aborted) break;
      const at = now().getTime();
      try {
        await learn(call, signal);
        asked.set(call._id, { at, answered: true });
        count += 1;
      } catch (error) {
        asked.set(call._id, { at, answered: false });
        const { calls: before = 0 } = unasked.get(call.connectionId) ?? {};
        unasked.set(call.connectionId, { error, calls: before + 1 });
      }
    }
    for (const [connectionId, { error, calls }] of unasked)
      log.warn({ error, connectionId, calls }, complaint);
    return count;
  };
}
