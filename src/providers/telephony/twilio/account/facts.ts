/** What Twilio's resources say of a call when they are asked for. */
import type { Fact } from '../../../../core/calls/facts.ts';
import { fromJson, isCurrency, negate } from '../../../../core/money/index.ts';
import type { Understood } from '../../telephony.ts';
import { answeredBy, endOf, isLeg, recordingStateOf, started, tell } from '../facts.ts';
import type { CallResource, RecordingResource } from './resources.ts';

const source = 'reconciliation';

/** A leg says something of the call that it was dialled in. */
export function understood(call: CallResource): Understood {
  const { sid, parent_call_sid: parent, direction } = call;
  return isLeg(parent, direction)
    ? { providerCallId: parent, facts: legFacts(call) }
    : { providerCallId: sid, facts: callFacts(call) };
}

function callFacts(call: CallResource): Fact[] {
  const { direction, from, to, status, date_created, start_time, end_time, duration } = call;
  const end = endOf(status);
  const talked = status === 'in-progress' || (end === 'completed' && duration !== undefined && duration > 0);
  return [
    ...started(source, { direction, from, to }, date_created),
    ...(status === 'ringing' ? tell('ringing', source, {}) : []),
    // The duration is counted from there.
    ...(talked ? tell('answered', source, {}, start_time) : []),
    ...(end === undefined ? [] : tell('ended', source, { as: end }, end_time)),
    ...(end === undefined || duration === undefined
      ? []
      : tell('duration', source, { seconds: duration, measure: 'billed' })),
    ...answeredBy(source, call.answered_by),
    ...(call.caller_name === undefined ? [] : tell('caller', source, { name: call.caller_name })),
    ...cost(call),
  ];
}

export function legFacts({ to, status, start_time }: CallResource): Fact[] {
  return tell('transfer', source, { to, state: status }, start_time);
}

function cost({ price, price_unit }: CallResource): Fact[] {
  const currency = price_unit?.toUpperCase();
  if (price === undefined || currency === undefined || !isCurrency(currency)) return [];
  if (!/^-?\d{1,13}(\.\d{1,6})?$/.test(price)) return [];
  const { micros } = negate(fromJson({ amount: price, currency }));
  return tell('cost', source, { micros: micros.toString(), currency });
}

/** `recordingsUrl`: where the account's recordings lie. */
export function recordingFacts(recording: RecordingResource, recordingsUrl: string): Fact[] {
  const { sid: id, status, duration, channels, start_time } = recording;
  const state = recordingStateOf(status);
  if (state === undefined) return [];
  const content = {
    id,
    state,
    url: state === 'absent' ? undefined : `${recordingsUrl}/${id}`,
    durationSec: duration,
    channels,
  };
  return tell('recording', source, content, state === 'in-progress' ? start_time : undefined);
}
