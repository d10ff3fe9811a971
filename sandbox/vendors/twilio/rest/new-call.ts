/** What a request for a new call asks for. */
import type { Plan } from '../live/call.ts';
import type { Account } from '../resources.ts';
import type { Store } from '../store.ts';
import { entryOf } from './entry.ts';
import { type Fields, refused } from './form.ts';

export interface CallOrder {
  readonly from: string;
  readonly to: string;
  readonly phoneNumberSid: string | undefined;
  readonly ringTimeoutMs: number;
  readonly timeLimitMs: number;
  readonly plan: Plan;
}

const statusEvents = ['initiated', 'ringing', 'answered', 'completed'];
const recordingEvents = ['in-progress', 'completed', 'absent'];
const number = /^\+[1-9]\d{5,14}$/;

export function newCall(store: Store, account: Account, fields: Fields): CallOrder {
  const to = fields.text('To');
  const from = fields.text('From');
  if (to === undefined) throw refused(21201, "No 'To' number is specified");
  if (from === undefined) throw refused(21213, "'From' phone number is required");
  if (!number.test(to)) throw refused(21211, `Invalid 'To' Phone Number: ${to}`);
  const caller = store.numberOf(from);
  if (caller?.accountSid !== account.sid) {
    throw refused(21210, `The source phone number provided, ${from}, is not yet verified for your account.`);
  }
  const entry = entryOf(fields);
  if (entry === undefined) throw refused(21205, 'Url parameter is required, or Twiml');
  const fallback = fields.url('FallbackUrl');
  return {
    from,
    to,
    phoneNumberSid: caller.sid,
    ringTimeoutMs: (fields.whole('Timeout', { min: 1, max: 600, code: 21208 }) ?? 60) * 1_000,
    timeLimitMs: (fields.whole('TimeLimit', { min: 1, max: 86_400 }) ?? 14_400) * 1_000,
    plan: {
      entry,
      fallback:
        fallback === undefined ? undefined : { url: fallback, method: fields.method('FallbackMethod') },
      status: fields.callback('StatusCallback', { known: statusEvents, usual: ['completed'] }),
      record: fields.flag('Record') ? recordingOf(fields, 'OutboundAPI') : undefined,
      machine: machineOf(fields),
      sendDigits: fields.text('SendDigits'),
    },
  };
}

export function recordingOf(
  fields: Fields,
  source: 'OutboundAPI' | 'StartCallRecordingAPI',
): NonNullable<Plan['record']> {
  return {
    source,
    channels: fields.oneOf('RecordingChannels', ['mono', 'dual']) === 'dual' ? 2 : 1,
    track: fields.oneOf('RecordingTrack', ['inbound', 'outbound', 'both']) ?? 'both',
    callback: fields.callback('RecordingStatusCallback', { known: recordingEvents, usual: ['completed'] }),
  };
}

function machineOf(fields: Fields): Plan['machine'] {
  const mode = fields.oneOf('MachineDetection', ['Enable', 'DetectMessageEnd']);
  const timeoutSec = fields.whole('MachineDetectionTimeout', { min: 3, max: 59 }) ?? 30;
  const callback = fields.callback('AsyncAmdStatusCallback');
  if (mode === undefined) return undefined;
  return { mode, timeoutMs: timeoutSec * 1_000, async: fields.flag('AsyncAmd'), callback };
}
