/** How a call ended, in Twilio's words. */
import type { Outcome } from '../../calls/types.ts';

export type FinalStatus = 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled';

/** Of a phone that was called. One that declines is busy to Twilio. */
export const calledStatus: Readonly<Record<Outcome, FinalStatus>> = {
  completed: 'completed',
  busy: 'busy',
  rejected: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  canceled: 'canceled',
};

/** Of somebody who called: rejected by TwiML without a reason is `no-answer`, and so is giving up while it rings. */
export const callerStatus: Readonly<Record<Outcome, FinalStatus>> = {
  ...calledStatus,
  rejected: 'no-answer',
  canceled: 'no-answer',
};
