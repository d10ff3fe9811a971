/** Asks a provider to place a call, once; and, where its answer was lost, whether it has. */

import { homeIdOf } from '../../../core/calls/ids.ts';
import type { Clock } from '../../../core/clock.ts';
import { TrunklineError } from '../../../core/errors.ts';
import type { Logger } from '../../../core/logger/index.ts';
import type { CallHomes } from '../../../models/call-homes.ts';
import type { PlaceCall } from '../../../providers/telephony/telephony.ts';
import type { OpenConnections } from '../../connections/connections.ts';
import type { Placement, PlacementOutcome } from './placements.ts';

/** Undefined: nobody knows. */
type Learnt = PlacementOutcome | undefined;

export interface Asking {
  /** Only once for each call. */
  place(placement: Placement): Promise<Learnt>;
  /** Never places anything. Fails where the provider cannot be asked. */
  look(placement: Placement, since: Date, signal: AbortSignal): Promise<Learnt>;
}

export interface AskingNeeds {
  readonly connections: Pick<OpenConnections, 'byId' | 'accountOf'>;
  readonly homes: Pick<CallHomes, 'decide'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Logger, 'warn'>;
}

/** Of this much the provider itself gets most, and the rest is for looking whether it was done. */
const patienceMs = 25_000;

const outcomeUnknown = 'OUTCOME_UNKNOWN';

export function createAsking({ connections, homes, clock, log }: AskingNeeds): Asking {
  async function orderTo({ _id: callId, connectionId, order }: Placement): Promise<PlaceCall> {
    const connection = await connections.byId(connectionId);
    const { asked, from, record } = order;
    const { to, metadata = {}, task, maxMinutes } = asked;
    return {
      from,
      to,
      callId,
      metadata,
      record,
      hooksUrl: connection?.hooksUrl ?? '',
      ...(task !== undefined && { task }),
      ...(maxMinutes !== undefined && { maxMinutes }),
    };
  }

  /**
   * The provider's call is ours from now on. Where it is another's already, the provider was looked through for one that
   * could have been this, and was none.
   */
  async function named(placement: Placement, providerCallId: string): Promise<Learnt> {
    const { _id: callId, tenantId, connectionId, numberId, agent } = placement;
    const [home] = await homes.decide([
      {
        _id: homeIdOf(connectionId, providerCallId),
        tenantId,
        callId,
        connectionId,
        numberId,
        ...(agent !== undefined && { agent }),
        decidedAt: clock.now(),
      },
    ]);
    return home?.callId === callId ? { providerCallId } : undefined;
  }

  return {
    async place(placement) {
      const { connectionId, _id: callId } = placement;
      let providerCallId: string;
      try {
        const account = await connections.accountOf(connectionId);
        const order = await orderTo(placement);
        ({ providerCallId } = await account.place(order, AbortSignal.timeout(patienceMs)));
      } catch (error) {
        const failure = failureOf(error);
        if (failure === undefined)
          log.warn({ error, callId, connectionId }, 'nobody knows whether a call was placed');
        return failure && { failure };
      }
      return named(placement, providerCallId);
    },
    async look(placement, since, signal) {
      const account = await connections.accountOf(placement.connectionId);
      const found = await account.find(await orderTo(placement), since, signal);
      return found && named(placement, found.providerCallId);
    },
  };
}

/** Undefined where the call may have been placed all the same. */
function failureOf(error: unknown): Extract<PlacementOutcome, { failure: object }>['failure'] | undefined {
  if (!(error instanceof TrunklineError) || error.code === outcomeUnknown) return undefined;
  const { message } = error;
  // Whoever is not there, or takes no more at the moment, has not said no to this call.
  return { status: error.retryable ? 502 : 422, message };
}
