/** Ends a call that goes on, by its provider. */
import type { Call } from '../../../contract/calls.ts';
import type { Caller } from '../../../core/caller.ts';
import { fact } from '../../../core/calls/fact.ts';
import type { Clock } from '../../../core/clock.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Audit } from '../../audit/audit.ts';
import type { OpenConnections } from '../../connections/connections.ts';
import type { Intake } from '../intake.ts';
import type { CallReading } from '../read/index.ts';
import type { KnownCalls } from './known.ts';
import { tellingPatiently } from './patiently.ts';

export interface HangUpNeeds {
  readonly known: Pick<KnownCalls, 'existing'>;
  readonly reading: Pick<CallReading, 'get'>;
  readonly intake: Pick<Intake, 'tell'>;
  readonly connections: Pick<OpenConnections, 'byId' | 'accountOf'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Pick<Clock, 'now'>;
}

const patienceMs = 20_000;

export function createHangUp({ known, reading, intake, connections, audit, clock }: HangUpNeeds) {
  const tell = tellingPatiently(intake);

  /** Resolves when the provider has taken it: the call has ended when the provider says so. */
  return async (caller: Caller, callId: string): Promise<Call> => {
    const { scope, id: by } = caller;
    const { ended, connectionId, providerCallId } = await known.existing(scope, callId);
    if (ended) throw new ConflictError('This call has ended already.', { code: 'CALL_ENDED' });
    if (providerCallId === callId) {
      const message =
        'The provider has not confirmed this call yet, so it cannot be ended. Try again in a moment.';
      throw new ConflictError(message, { code: 'CALL_NOT_CONFIRMED' });
    }
    const connection = await connections.byId(connectionId);
    if (connection === undefined) {
      const message = 'The connection of this call is gone, so nobody can be asked to end it.';
      throw new ConflictError(message, { code: 'CONNECTION_GONE' });
    }
    const event = { action: 'call.hang-up', resource: { type: 'call', id: callId } } as const;
    await audit.record(scope, caller, event, async () => {
      const facts = [fact('hang-up requested', 'trunkline', { by }, clock.now())];
      await tell(connection, '@command', [{ providerCallId, facts }]);
      const account = await connections.accountOf(connectionId);
      await account.hangUp(providerCallId, AbortSignal.timeout(patienceMs));
    });
    return reading.get(caller, callId);
  };
}
