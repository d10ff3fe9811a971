/** Calls that go on, as far as anybody knows, and of which nothing has been heard for long: how they ended. */
import type { StoredCall } from '../../../models/calls.ts';
import type { Learn } from './learn.ts';
import type { ReconcileNeeds } from './needs.ts';

const mostAtOnce = 200;
/** Asked again after as long as it has been silent already, so less and less often; but once an hour. */
const mostPauseMs = 3_600_000;
/** One that could not be asked has said nothing that would make it worth less to ask again. */
const mostPauseAfterFailureMs = 60_000;

interface Asked {
  readonly at: number;
  readonly answered: boolean;
}

type Needs = Pick<ReconcileNeeds, 'calls' | 'scope' | 'now' | 'silentMs'> & {
  readonly log: Pick<ReconcileNeeds['log'], 'warn'>;
};

export function createSilentSweep({ calls, scope, now, log, silentMs }: Needs, learn: Learn) {
  /** When each was asked for last, by the process that has the lease. It may forget: then it asks once more. */
  const asked = new Map<string, Asked>();

  function isDue({ _id, lastAt }: StoredCall): boolean {
    const before = asked.get(_id);
    if (before === undefined) return true;
    const silentForMs = before.at - lastAt.getTime();
    const pauseMs = before.answered
      ? Math.min(Math.max(silentForMs, silentMs), mostPauseMs)
      : Math.min(silentMs, mostPauseAfterFailureMs);
    return now().getTime() - before.at >= pauseMs;
  }

  return async (signal: AbortSignal): Promise<number> => {
    const before = new Date(now().getTime() - silentMs);
    const found = await calls.find(
      scope,
      { ended: false, lastAt: { $lt: before } },
      { sort: { lastAt: 1 }, limit: mostAtOnce },
    );
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
    for (const [connectionId, { error, calls }] of unasked) {
      log.warn({ error, connectionId, calls }, 'a provider could not be asked about calls that are silent');
    }
    return count;
  };
}
