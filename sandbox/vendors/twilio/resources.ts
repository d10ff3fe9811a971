/** What the API knows, as it is kept. Times are milliseconds since 1970. */
import type { Method } from './twiml/types.ts';

export interface Settings {
  /** Twilio promises no order of its callbacks. `shuffled` makes use of that. */
  readonly callbacks: 'in-order' | 'shuffled';
  /** How long after its end a recording is ready to be fetched. */
  readonly recordingDelayMs: number;
  /** Twilio has been seen to sign a socket's address with a slash at its end that was not requested. */
  readonly handshakeSlash: boolean;
}

export interface Account {
  readonly sid: string;
  readonly authToken: string;
  readonly friendlyName: string;
  readonly ownerSid: string;
  /** API keys, by their sids. */
  readonly keys: Readonly<Record<string, string>>;
  settings: Settings;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface PhoneNumber {
  readonly sid: string;
  readonly accountSid: string;
  readonly phoneNumber: string;
  friendlyName: string;
  voiceUrl: string | undefined;
  voiceMethod: Method;
  voiceFallbackUrl: string | undefined;
  voiceFallbackMethod: Method;
  statusCallback: string | undefined;
  statusCallbackMethod: Method;
  readonly createdAt: number;
  updatedAt: number;
}

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

export interface CallResource {
  readonly sid: string;
  readonly accountSid: string;
  readonly parentCallSid: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly phoneNumberSid: string | undefined;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  readonly callerName: string | undefined;
  readonly forwardedFrom: string | undefined;
  status: CallStatus;
  answeredBy: string | undefined;
  readonly createdAt: number;
  updatedAt: number;
  startedAt: number | undefined;
  endedAt: number | undefined;
  durationSec: number | undefined;
  /** In ten-thousandths of a dollar. */
  price: number | undefined;
}

type RecordingStatus = 'in-progress' | 'paused' | 'processing' | 'completed' | 'absent' | 'deleted';

export interface RecordingResource {
  readonly sid: string;
  readonly accountSid: string;
  readonly callSid: string;
  readonly source: 'DialVerb' | 'OutboundAPI' | 'RecordVerb' | 'StartCallRecordingAPI';
  readonly channels: 1 | 2;
  readonly track: 'inbound' | 'outbound' | 'both';
  status: RecordingStatus;
  startedAt: number;
  durationSec: number | undefined;
  readonly createdAt: number;
  updatedAt: number;
}

export function isFinal(status: CallStatus): boolean {
  return !['queued', 'ringing', 'in-progress'].includes(status);
}
