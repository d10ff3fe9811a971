/** Messages as Twilio sends them, in few words. */
import type { Fact } from '../../../../../src/core/calls/facts.ts';
import type { Message, Understood } from '../../../../../src/providers/telephony/telephony.ts';
import { formType } from './requests.ts';

export const call = 'CA0123456789abcdef0123456789abcdef';
export const ours = 'call_0123456789abcdefghjkmnpqrs';

export const base = {
  CallSid: call,
  AccountSid: 'AC00000000000000000000000000000001',
  From: '+14155550100',
  To: '+15550001111',
  Direction: 'inbound',
  ApiVersion: '2010-04-01',
};

export function message(route: string, fields: Record<string, string>, query = ''): Message {
  return {
    route,
    contentType: formType,
    body: Buffer.from(new URLSearchParams(fields).toString()),
    query: new URLSearchParams(query),
  };
}

/** What was said of one call: kind, what of it, and when. */
export function told(understood: readonly Understood[]): Record<string, unknown[]> {
  const said = ({ kind, content, at }: Fact) =>
    at === undefined ? [kind, content] : [kind, content, at.toISOString()];
  return Object.fromEntries(understood.map(({ providerCallId, facts }) => [providerCallId, facts.map(said)]));
}
