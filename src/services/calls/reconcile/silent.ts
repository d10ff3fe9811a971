/** Calls that go on, as far as anybody knows, and of which nothing has been heard for long: how they ended. */
import type { StoredCall } from '../../../models/calls.ts';
import { createLearn } from './learn.ts';
import type { ReconcileNeeds } from './needs.ts';

const mostAtOnce = 200;
/** Asked again after as long as it has been silent already, so less and less often; but once an hour. */
const mostPauseMs = 3_600_000;

export function createSilentSweep(needs: ReconcileNeeds) {
  const { calls, scope, now, log, silentMs } = needs;
  const learn = createLearn(needs);
  /** When each was asked for last, by the process that has the lease. It may forget: then it asks once more. */
  const asked = new Map<string, number>();

  function isDue({ _id, lastAt }: StoredCall): boolean {
    const before = asked.get(_id);
    if (before === undefined) return true;
    const silentForMs = before - lastAt.getTime();
    return now().getTime() - before >= Math.min(Math.max(silentForMs, silentMs), mostPauseMs);
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
    let count = 0;
    for (const call of found.filter(isDue)) {
      if (signal.aborted) break;
      asked.set(call._id, now().getTime());
      try {
        await learn(call, signal);
        count += 1;
      } catch (error) {
        log.warn(
          { error, callId: call._id, connectionId: call.connectionId },
          'a provider could not be asked about a call',
        );
      }
    }
    return count;
  };
}
