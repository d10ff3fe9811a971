/** Where calls begin: the API calls somebody, or somebody calls a number. */
import type { Person } from '../../../calls/types.ts';
import type { StageOrder } from '../../../frame/index.ts';
import type { Account, CallResource, PhoneNumber, Settings } from '../resources.ts';
import type { CallOrder } from '../rest/new-call.ts';
import { liveCall, type Plan } from './call.ts';
import type { LiveCall, Twilio } from './context.ts';
import { newResource } from './new-resource.ts';

export function placeCall(twilio: Twilio, account: Account, order: CallOrder): CallResource {
  const { store } = twilio;
  const { phones } = twilio.sandbox;
  const { from, to, plan } = order;
  const id = store.newSid('CA');
  const expected = twilio.expectations.take(to);
  expected?.order.announce(id);
  const line = phones.place({
    id,
    direction: 'outbound',
    from,
    to,
    person: expected?.order.person ?? phones.book.find(to),
    ringTimeoutMs: order.ringTimeoutMs,
    timeLimitMs: order.timeLimitMs,
  });
  const resource = newResource(account, id, line.startedAt, { ...order, direction: 'outbound-api' });
  liveCall(twilio, account, resource, line, plan, settingsFor(account, expected?.order));
  expected?.came({ id, from, to, agent: 'target', ended: line.ended });
  return resource;
}

type Manner = Pick<StageOrder, 'shuffled' | 'recordingLateMs'>;

/** The account's, but for what a scenario does to this one call. */
export function settingsFor(
  { settings }: Account,
  { shuffled, recordingLateMs }: Manner = { shuffled: false, recordingLateMs: 0 },
): Settings {
  return {
    ...settings,
    callbacks: shuffled ? 'shuffled' : settings.callbacks,
    recordingDelayMs: settings.recordingDelayMs + recordingLateMs,
  };
}

export interface IncomingCall {
  readonly from: string;
  readonly person: Person;
  readonly callerName?: string | undefined;
  readonly forwardedFrom?: string | undefined;
}

export function receiveCall(twilio: Twilio, number: PhoneNumber, incoming: IncomingCall): LiveCall {
  const { store } = twilio;
  const { phones } = twilio.sandbox;
  const account = store.accounts.get(number.accountSid);
  if (account === undefined) throw new Error(`${number.phoneNumber} belongs to nobody`);
  const { from, person } = incoming;
  const to = number.phoneNumber;
  const id = store.newSid('CA');
  const line = phones.place({ id, direction: 'inbound', from, to, person });
  const resource = newResource(account, id, line.startedAt, {
    ...incoming,
    to,
    phoneNumberSid: number.sid,
    direction: 'inbound',
  });
  return liveCall(twilio, account, resource, line, planOf(number));
}

export function planOf(number: PhoneNumber): Plan {
  const { voiceUrl, voiceFallbackUrl, statusCallback } = number;
  return {
    entry:
      voiceUrl === undefined
        ? undefined
        : { request: { purpose: 'document', url: voiceUrl, method: number.voiceMethod, params: [] } },
    fallback:
      voiceFallbackUrl === undefined
        ? undefined
        : { url: voiceFallbackUrl, method: number.voiceFallbackMethod },
    status:
      statusCallback === undefined
        ? undefined
        : { url: statusCallback, method: number.statusCallbackMethod, events: ['completed'] },
    record: undefined,
    machine: undefined,
    sendDigits: undefined,
  };
}
