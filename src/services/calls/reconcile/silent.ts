/** Calls that go on, as far as anybody knows, and of which nothing has been heard for long: how they ended. */
import { createAsking, mostPauseAfterFailureMs, mostPauseMs } from './asking.ts';
import type { Learn } from './learn.ts';
import type { ReconcileNeeds } from './needs.ts';

const mostAtOnce = 200;

type Needs = Pick<ReconcileNeeds, 'calls' | 'scope' | 'now' | 'silentMs'> & {
  readonly log: Pick<ReconcileNeeds['log'], 'warn'>;
};

export function createSilentSweep({ calls, scope, now, log, silentMs }: Needs, learn: Learn) {
  const ask = createAsking({
    now,
    log,
    learn,
    // After as long as it has been silent already, so less and less often; but once an hour.
    pauseMs: ({ lastAt }, { at, answered }) =>
      answered
        ? Math.min(Math.max(at - lastAt.getTime(), silentMs), mostPauseMs)
        : Math.min(silentMs, mostPauseAfterFailureMs),
    complaint: 'a provider could not be asked about calls that are silent',
  });

  return async (signal: AbortSignal): Promise<number> => {
    const before = new Date(now().getTime() - silentMs);
    const found = await calls.find(
      scope,
      { ended: false, lastAt: { $lt: before } },
      { sort: { lastAt: 1 }, limit: mostAtOnce },
    );
    return ask(found, signal);
  };
}
