/**
 * What webhooks did not tell, asked of the providers: how calls ended that have gone silent, who takes part in those that
 * go on, which calls there were of which nothing ever came, and whose those calls are that nobody knows. All answers are internal receipts, and go the
 * way of everything that arrives.
 */
import type { StoredCall } from '../../../models/calls.ts';
import { createLearn } from './learn.ts';
import { createMissedSweep } from './missed.ts';
import type { ReconcileNeeds } from './needs.ts';
import { createParkedSweep } from './parked.ts';
import { createSilentSweep } from './silent.ts';
import { createUnknownSweep } from './unknown.ts';

export interface Reconcile {
  /** Each resolves with how much it has found out. */
  readonly silent: (signal: AbortSignal) => Promise<number>;
  readonly unknown: (signal: AbortSignal) => Promise<number>;
  readonly missed: (signal: AbortSignal) => Promise<number>;
  readonly parked: (signal: AbortSignal) => Promise<number>;
  /** One call, at once; resolves with the ids of the receipts that tell what its provider said. */
  readonly one: (call: StoredCall, signal: AbortSignal) => Promise<readonly string[]>;
}

export function createReconcile(needs: ReconcileNeeds): Reconcile {
  const learn = createLearn(needs);
  return {
    silent: createSilentSweep(needs, learn),
    unknown: createUnknownSweep(needs, learn),
    missed: createMissedSweep(needs),
    parked: createParkedSweep(needs),
    one: learn,
  };
}
