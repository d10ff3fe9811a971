/**
 * Calls that go on and of which nobody has said who takes part. What Bland tells of a call while it goes on names no
 * number, and its record comes when the call is over: until then whoever watches would see that somebody speaks, and
 * neither with whom nor for which agent.
 */
import { type AskingNeeds, createAskingSweep, mostPauseAfterFailureMs, mostPauseMs } from './asking.ts';
import type { Learn } from './learn.ts';
import type { ReconcileNeeds } from './needs.ts';

const leastPauseMs = 10_000;

export const createUnknownSweep = (needs: AskingNeeds & Pick<ReconcileNeeds, 'unknownMs'>, learn: Learn) =>
  createAskingSweep(needs, learn, {
    filter: () => ({
      ended: false,
      direction: 'unknown',
      heardFrom: { $lt: new Date(needs.now().getTime() - needs.unknownMs) },
    }),
    // Those that go on for long and stay unknown must not keep anybody from asking about those that have just begun.
    sort: { heardFrom: -1 },
    // Who knows it says so at once: whoever does not is asked less and less often.
    pauseMs: ({ heardFrom }, { at, answered }) =>
      answered
        ? Math.min(Math.max(at - (heardFrom?.getTime() ?? at), leastPauseMs), mostPauseMs)
        : mostPauseAfterFailureMs,
    complaint: 'a provider could not be asked who takes part in calls',
  });
