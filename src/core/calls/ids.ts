/** Ids that come from what they are of, so that the same thing told again is found and never made twice. */
import { hashedId, type Id } from '../ids.ts';

/** Of a provider's call on a connection; an inbound call has the same one. */
export const homeIdOf = (connectionId: string, providerCallId: string): Id<'call'> =>
  hashedId('call', connectionId, providerCallId);

/**
 * Of a call that we place: the same key of the same tenant is the same call, for ever, so that whoever asks once more
 * finds it, and nobody can place it twice.
 */
export const placedIdOf = (tenantId: string, idempotencyKey: string): Id<'call'> =>
  hashedId('call', 'placed', tenantId, idempotencyKey);

export const receiptIdOf = (connectionId: string, route: string, key: string): Id<'rcpt'> =>
  hashedId('rcpt', connectionId, route, key);

export const factIdOf = (callId: string, key: string): Id<'fact'> => hashedId('fact', callId, key);

/** Under this name our own id of a call travels in a provider's metadata. */
export const callIdName = 'trunkline_call_id';
