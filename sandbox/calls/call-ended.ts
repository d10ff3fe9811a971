import type { EndedBy, Outcome } from './types.ts';

/** Why a command could not be finished: nobody is there any more. */
export class CallEnded extends Error {
  readonly outcome: Outcome;
  readonly by: EndedBy;

  constructor(outcome: Outcome, by: EndedBy, reason: string) {
    super(`the call has ended: ${reason}`);
    this.name = 'CallEnded';
    this.outcome = outcome;
    this.by = by;
  }
}
