/** Calls that go on, as far as anybody knows, and of which nothing has been heard for long: how they ended. */
import { type AskingNeeds, createAskingSweep, mostPauseAfterFailureMs, mostPauseMs } from './asking.ts';
import type { Learn } from './learn.ts';
import type { ReconcileNeeds } from './needs.ts';

export const createSilentSweep = (needs: AskingNeeds & Pick<ReconcileNeeds, 'silentMs'>, learn: Learn) =>
  createAskingSweep(needs, learn, {
    filter: () => ({ ended: false, lastAt: { $lt: new Date(needs.now().getTime() - needs.silentMs) } }),
    sort: { lastAt: 1 },
    // After as long as it has been silent already, so less and less often; but once an hour.
    pauseMs: ({ lastAt }, { at, answered }) =>
      answered
        ? Math.min(Math.max(at - lastAt.getTime(), needs.silentMs), mostPauseMs)
        : Math.min(needs.silentMs, mostPauseAfterFailureMs),
    complaint: 'a provider could not be asked about calls that are silent',
  });
