/** Resources as the API shows them. */
import { apiVersion, rfc2822 } from '../live/params.ts';
import type { Account, CallResource, PhoneNumber, RecordingResource } from '../resources.ts';

const date = (at: number | undefined) => (at === undefined ? null : rfc2822(at));
const money = (amount: number | undefined) => (amount === undefined ? null : (-amount / 10_000).toFixed(5));

export function accountPath(sid: string): string {
  return `/${apiVersion}/Accounts/${sid}`;
}

export function presentCall(call: CallResource) {
  const path = `${accountPath(call.accountSid)}/Calls/${call.sid}`;
  const sub = (name: string) => `${path}/${name}.json`;
  return {
    sid: call.sid,
    date_created: date(call.createdAt),
    date_updated: date(call.updatedAt),
    parent_call_sid: call.parentCallSid ?? null,
    account_sid: call.accountSid,
    to: call.to,
    to_formatted: formatted(call.to),
    from: call.from,
    from_formatted: formatted(call.from),
    phone_number_sid: call.phoneNumberSid ?? null,
    status: call.status,
    start_time: date(call.startedAt),
    end_time: date(call.endedAt),
    duration: call.durationSec === undefined ? null : String(call.durationSec),
    price: money(call.price),
    price_unit: 'USD',
    direction: call.direction,
    answered_by: call.answeredBy ?? null,
    api_version: apiVersion,
    annotation: null,
    forwarded_from: call.forwardedFrom ?? null,
    group_sid: null,
    caller_name: call.callerName ?? null,
    queue_time: '0',
    trunk_sid: null,
    uri: `${path}.json`,
    subresource_uris: { recordings: sub('Recordings') },
  };
}

/** As the list of all recordings shows it. */
export function presentRecording(recording: RecordingResource, root: string) {
  const path = `${accountPath(recording.accountSid)}/Recordings/${recording.sid}`;
  return {
    ...common(recording),
    price: null,
    uri: `${path}.json`,
    subresource_uris: {},
    media_url: `${root}${path}`,
  };
}

/** As its call shows it. */
export function presentCallRecording(recording: RecordingResource) {
  const { accountSid, callSid, sid } = recording;
  return {
    ...common(recording),
    price: null,
    track: recording.track,
    uri: `${accountPath(accountSid)}/Calls/${callSid}/Recordings/${sid}.json`,
  };
}

function common(recording: RecordingResource) {
  return {
    sid: recording.sid,
    account_sid: recording.accountSid,
    api_version: apiVersion,
    call_sid: recording.callSid,
    conference_sid: null,
    date_created: date(recording.createdAt),
    date_updated: date(recording.updatedAt),
    start_time: date(recording.startedAt),
    duration: recording.durationSec === undefined ? null : String(recording.durationSec),
    price_unit: 'USD',
    status: recording.status,
    channels: recording.channels,
    source: recording.source,
    error_code: null,
    encryption_details: null,
  };
}

export function presentAccount(account: Account) {
  const path = accountPath(account.sid);
  return {
    sid: account.sid,
    auth_token: account.authToken,
    friendly_name: account.friendlyName,
    owner_account_sid: account.ownerSid,
    status: 'active',
    type: 'Full',
    date_created: date(account.createdAt),
    date_updated: date(account.updatedAt),
    uri: `${path}.json`,
    subresource_uris: {
      calls: `${path}/Calls.json`,
      incoming_phone_numbers: `${path}/IncomingPhoneNumbers.json`,
      recordings: `${path}/Recordings.json`,
    },
  };
}

export function presentNumber(number: PhoneNumber) {
  return {
    sid: number.sid,
    account_sid: number.accountSid,
    address_sid: null,
    address_requirements: 'none',
    api_version: apiVersion,
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: false, mms: false, fax: false },
    date_created: date(number.createdAt),
    date_updated: date(number.updatedAt),
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    friendly_name: number.friendlyName,
    identity_sid: null,
    origin: 'twilio',
    phone_number: number.phoneNumber,
    sms_application_sid: null,
    sms_fallback_method: 'POST',
    sms_fallback_url: null,
    sms_method: 'POST',
    sms_url: null,
    status: 'in-use',
    status_callback: number.statusCallback ?? '',
    status_callback_method: number.statusCallbackMethod,
    subresource_uris: {},
    trunk_sid: null,
    type: null,
    uri: `${accountPath(number.accountSid)}/IncomingPhoneNumbers/${number.sid}.json`,
    voice_application_sid: null,
    voice_caller_id_lookup: false,
    voice_fallback_method: number.voiceFallbackMethod,
    voice_fallback_url: number.voiceFallbackUrl ?? null,
    voice_method: number.voiceMethod,
    voice_receive_mode: 'voice',
    voice_url: number.voiceUrl ?? '',
  };
}

function formatted(number: string): string {
  const [, area, office, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) ?? [];
  return area === undefined ? number : `(${area}) ${office}-${line}`;
}
