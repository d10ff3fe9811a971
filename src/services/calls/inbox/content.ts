/** What a message holds, and what of it somebody sees who must not see personal data. */
import { maskPhone } from '../../../core/masking.ts';

/** As its content type says; what is nothing of that kind, as text. */
export function contentOf(bytes: Buffer, contentType = ''): unknown {
  const text = bytes.toString();
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Fields whose values say nothing about a person, of both providers and of our own. What is not named here may hold
 * anything, and a provider adds fields as it likes.
 */
const open = new Set(
  (
    'AccountSid AnsweredBy ApiVersion CallDuration CallSid CallStatus CallbackSource Direction Duration ErrorCode ' +
    'MachineDetectionDuration RecordingChannels RecordingDuration RecordingSid RecordingSource RecordingStatus ' +
    'SequenceNumber StreamEvent StreamSid Timestamp Track ' +
    'call_id c_id created_at started_at end_at status queue_status completed answered_by call_ended_by inbound ' +
    'call_length corrected_duration price category log_level max_duration ' +
    'kind source at providerCallId direction as by seconds measure state number micros currency'
  ).split(' '),
);

const phone = /^\+?[\d ().-]{7,}$/;

export function maskedContent(value: unknown, isOpen = false): unknown {
  if (Array.isArray(value)) return value.map((each) => maskedContent(each, isOpen));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, maskedContent(inner, open.has(name))]),
    );
  }
  if (isOpen || value === null || typeof value === 'boolean') return value;
  return typeof value === 'string' && phone.test(value) ? maskPhone(value) : '•••';
}
