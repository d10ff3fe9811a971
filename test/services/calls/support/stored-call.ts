/** A call as it lies in the database, for tests that need many of them. */
import { newId } from '../../../../src/core/ids.ts';
import type { StoredCall } from '../../../../src/models/calls.ts';

export function newStoredCall(call: Partial<StoredCall> & Pick<StoredCall, 'tenantId'>): StoredCall {
  const startedAt = call.startedAt ?? new Date(Date.UTC(2026, 2, 1));
  return {
    _id: newId('call'),
    connectionId: 'conn_test',
    provider: 'twilio',
    providerCallId: newId('call'),
    simulated: false,
    direction: 'inbound',
    status: 'completed',
    ended: true,
    startedAt,
    lastAt: startedAt,
    durationsDisagree: false,
    recording: 'none',
    rev: 1,
    ...call,
  };
}
