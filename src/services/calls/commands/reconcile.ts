/** Asks a call's provider about it now, because somebody wants to know, and not only when it has gone silent. */
import type { Call } from '../../../contract/calls.ts';
import type { Caller } from '../../../core/caller.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Reconcile } from '../reconcile/index.ts';
import type { KnownCalls } from './known.ts';
import type { PlacementStore } from './placements.ts';
import type { Unsettled } from './unsettled.ts';

export interface ReconcileCallNeeds {
  readonly known: KnownCalls;
  readonly reconcile: Pick<Reconcile, 'one'>;
  readonly placements: Pick<PlacementStore, 'find'>;
  readonly unsettled: Pick<Unsettled, 'goOn'>;
  readonly audit: Pick<Audit, 'record'>;
}

const patienceMs = 20_000;

export function createReconcileCall({ known, reconcile, placements, unsettled, audit }: ReconcileCallNeeds) {
  return async (caller: Caller, callId: string): Promise<Call> => {
    const { scope } = caller;
    const call = await known.existing(scope, callId);
    const event = { action: 'call.reconcile', resource: { type: 'call', id: callId } } as const;
    return audit.record(scope, caller, event, async () => {
      const signal = AbortSignal.timeout(patienceMs);
      if (call.providerCallId !== callId) {
        return known.after(caller, callId, await reconcile.one(call, signal));
      }
      const placement = await placements.find(scope, callId);
      // Looking places nothing, so it does no harm beside whoever asks for the call at this moment.
      if (placement?.state === 'open') await unsettled.goOn(placement, signal);
      const after = await placements.find(scope, callId);
      return after === undefined ? known.after(caller, callId, []) : known.get(caller, after);
    });
  };
}
