/** Ids that come from what they are of, so that the same thing told again is found and never made twice. */
import { hashedId, type Id } from '../ids.ts';

/** Of a provider's call on a connection; an inbound call has the same one. */
export const homeIdOf = (connectionId: string, providerCallId: string): Id<'call'> =>
  hashedId('call', connectionId, providerCallId);

export const factIdOf = (callId: string, key: string): Id<'fact'> => hashedId('fact', callId, key);

/** Under this name our own id of a call travels in a provider's metadata. */
export const callIdName = 'trunkline_call_id';
