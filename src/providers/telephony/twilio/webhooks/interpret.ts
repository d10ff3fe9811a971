/** What each of Twilio's messages says about a call, in Trunkline's words. */

import type { Fact, FactContent } from '../../../../core/calls/facts.ts';
import { callIdName } from '../../../../core/calls/ids.ts';
import { isId } from '../../../../core/ids.ts';
import type { Message, Understood } from '../../telephony.ts';
import { stepParameter } from '../addresses.ts';
import { answeredBy, endOf, isLeg, recordingStateOf, started, tell } from '../facts.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { messageSchema, type TwilioMessage } from './message.ts';

interface Reading {
  /** That there is such a call, which nearly every message says. */
  readonly beside?: readonly Fact[];
  /** What the message is for. Where that is nothing that is known, it is kept as it came. */
  readonly news: readonly Fact[];
}

const source = 'provider';

const readers: Readonly<Record<string, (said: TwilioMessage, query: URLSearchParams) => Reading>> = {
  voice: (said) => ({ news: [...goingOn(said), ...caller(said), ...answeredBy(source, said.AnsweredBy)] }),
  action: (said, query) => ({
    beside: goingOn(said),
    news: [...input(said, query), ...recording({ ...said, RecordingSid: recordingId(said) }, 'in-progress')],
  }),
  status,
  recording: (said) => ({ news: recording(said, said.RecordingStatus) }),
  stream: (said) => ({ news: stream(said) }),
  amd: (said) => ({ news: answeredBy(source, said.AnsweredBy) }),
  fallback: (said) => ({ beside: goingOn(said), news: ourFailure(said) }),
};

export function interpret({ route, query, ...sent }: Message): readonly Understood[] {
  const fields = fieldsOf({ query, ...sent });
  if (fields === undefined) throw new Error('This cannot be decoded as what its content type says.');
  const said = messageSchema.parse(Object.fromEntries(fields));
  const { CallSid, ParentCallSid, Direction } = said;
  if (CallSid === undefined) throw new Error('There is no CallSid in this: Twilio sends nothing like it.');
  if (isLeg(ParentCallSid, Direction)) {
    return [{ providerCallId: ParentCallSid, facts: [...ourId(query), ...leg(said)] }];
  }
  const read = Object.hasOwn(readers, route) ? readers[route] : undefined;
  const { beside = [], news } = read?.(said, query) ?? { news: [] };
  const told = news.length > 0 ? news : unknown(route, fields);
  const along = route === 'voice' ? broughtAlong(said, fields) : [];
  return [{ providerCallId: CallSid, facts: [...ourId(query), ...beside, ...told, ...along] }];
}

/** Of a call that we placed. Others cannot bring one: the address is signed, and it is the one that we gave. */
function ourId(query: URLSearchParams): Fact[] {
  const callId = query.get(callIdName);
  return isId('call', callId) ? tell('metadata', source, { values: { [callIdName]: callId } }) : [];
}

/** That a call is there, and whether it is talked in. Its end is left to the status, which has its time and length. */
function goingOn({ Direction, From, To, CallStatus }: TwilioMessage): Fact[] {
  return [
    ...started(source, { direction: Direction, from: From, to: To }),
    ...(CallStatus === 'in-progress' ? tell('answered', source, {}) : []),
  ];
}

function status(said: TwilioMessage): Reading {
  const { Direction, From, To, CallStatus, Timestamp, AnsweredBy } = said;
  const about = { direction: Direction, from: From, to: To };
  if (CallStatus === 'initiated' || CallStatus === 'queued')
    return { news: started(source, about, Timestamp) };
  return {
    beside: started(source, about),
    news: [
      ...(CallStatus === 'ringing' ? tell('ringing', source, {}, Timestamp) : []),
      ...(CallStatus === 'in-progress' ? tell('answered', source, {}, Timestamp) : []),
      ...ending(said),
      ...answeredBy(source, AnsweredBy),
      // Its file may not be there yet, which the recording's own message tells.
      ...recording(said, 'in-progress'),
    ],
  };
}

function ending({ CallStatus, Timestamp, CallDuration: seconds, ...said }: TwilioMessage): Fact[] {
  const as = endOf(CallStatus);
  if (as === undefined) return [];
  return [
    ...tell('ended', source, { as }, Timestamp),
    ...(seconds === undefined ? [] : tell('duration', source, { seconds, measure: 'billed' })),
    ...(as === 'failed' ? failure(said) : []),
  ];
}

function failure({ ErrorCode, ErrorMessage, SipResponseCode }: Partial<TwilioMessage>): Fact[] {
  const sip = SipResponseCode === undefined ? '' : ` (SIP ${SipResponseCode})`;
  const message = ErrorMessage ?? `Twilio could not connect this call${sip}.`;
  return tell('error', source, { message, code: ErrorCode ?? SipResponseCode });
}

/** Twilio could not use what we answered, or got no answer, and asked the fallback. */
function ourFailure({ ErrorCode }: TwilioMessage): Fact[] {
  const code = ErrorCode === undefined ? '' : ` (Twilio's error ${ErrorCode})`;
  return tell('error', source, {
    message: `Twilio got no answer for this call that it could use, and played the fallback${code}.`,
    code: ErrorCode,
  });
}

function caller({ CallerName }: TwilioMessage): Fact[] {
  return CallerName === undefined ? [] : tell('caller', source, { name: CallerName });
}

const alongside = /^(ForwardedFrom|StirVerstat|From(City|State|Zip|Country)|SipHeader_[\w-]{1,60})$/;

/** What the network or the caller's own exchange says of somebody who calls. */
function broughtAlong({ Direction }: TwilioMessage, fields: Fields): Fact[] {
  const found = [...fields].filter(([name, value]) => value !== '' && alongside.test(name));
  if (Direction !== 'inbound' || found.length === 0) return [];
  const values = Object.fromEntries(found.map(([name, value]) => [name, value.toWellFormed()]));
  return tell('metadata', source, { values });
}

function input({ Digits, SpeechResult, Confidence, ...said }: TwilioMessage, query: URLSearchParams): Fact[] {
  const step = /^\d{1,9}$/.exec(query.get(stepParameter) ?? '')?.[0];
  // The key that ended a recording, or the word `hangup`, was nobody's answer.
  if (step === undefined || recordingId(said) !== undefined) return [];
  if (Digits === undefined && SpeechResult === undefined) return [];
  return tell('input', source, {
    step: Number(step),
    digits: Digits,
    speech: SpeechResult,
    confidence: Confidence,
  });
}

function recordingId({ RecordingSid, RecordingUrl }: Partial<TwilioMessage>): string | undefined {
  return RecordingSid ?? /\/Recordings\/(RE[0-9A-Za-z]{1,62})/.exec(RecordingUrl ?? '')?.[1];
}

function recording(said: TwilioMessage, status: string | undefined): Fact[] {
  const { RecordingSid: id, RecordingUrl, RecordingDuration, RecordingChannels, RecordingStartTime } = said;
  const state = recordingStateOf(status);
  if (id === undefined || state === undefined) return [];
  const content = {
    id,
    state,
    url: state === 'absent' ? undefined : RecordingUrl,
    durationSec: RecordingDuration,
    channels: RecordingChannels,
  };
  return tell('recording', source, content, state === 'in-progress' ? RecordingStartTime : undefined);
}

const streamEvents: Readonly<Record<string, FactContent<'stream'>['event']>> = {
  'stream-started': 'started',
  'stream-stopped': 'stopped',
  'stream-error': 'failed',
};

function stream({
  StreamSid: id,
  StreamEvent = '',
  StreamName,
  StreamError,
  Timestamp,
}: TwilioMessage): Fact[] {
  const event = Object.hasOwn(streamEvents, StreamEvent) ? streamEvents[StreamEvent] : undefined;
  if (id === undefined || event === undefined) return [];
  return tell('stream', source, { id, event, name: StreamName, error: StreamError }, Timestamp);
}

function leg({ To, CallStatus, Timestamp }: TwilioMessage): Fact[] {
  return tell('transfer', source, { to: To, state: CallStatus }, Timestamp);
}

const secret = /token|secret|password|auth/i;
const longest = 500;
const most = 50;

/** Kept as it came, so far as it is no secret and no flood. */
function unknown(route: string, fields: Fields): Fact[] {
  const kept = [...fields]
    .filter(([name]) => /^[A-Za-z][\w-]{0,63}$/.test(name) && !secret.test(name))
    .slice(0, most)
    .map(([name, value]) => [name, value.slice(0, longest).toWellFormed()]);
  return tell('other', source, { name: `twilio ${route}`, value: Object.fromEntries(kept) });
}
