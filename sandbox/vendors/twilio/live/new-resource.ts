/** How every call begins, a leg that is dialled as well. */
import type { Account, CallResource } from '../resources.ts';

type Known = Pick<CallResource, 'from' | 'to' | 'direction' | 'phoneNumberSid'> & Partial<CallResource>;

export function newResource(account: Account, sid: string, at: number, known: Known): CallResource {
  const { from, to, direction, phoneNumberSid, parentCallSid, callerName, forwardedFrom } = known;
  return {
    sid,
    accountSid: account.sid,
    parentCallSid,
    from,
    to,
    phoneNumberSid,
    direction,
    callerName,
    forwardedFrom,
    status: direction === 'inbound' ? 'ringing' : 'queued',
    answeredBy: undefined,
    createdAt: at,
    updatedAt: at,
    startedAt: undefined,
    endedAt: undefined,
    durationSec: undefined,
    price: undefined,
  };
}
