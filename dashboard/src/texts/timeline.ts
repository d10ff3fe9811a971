/** What happened to a call, in words of somebody who runs a telephone and not a database. */
import type { EventType } from '../../../src/core/events.ts';

const ended: Record<string, string> = {
  completed: 'after a talk',
  busy: 'the line was busy',
  'no-answer': 'nobody answered',
  failed: 'it could not be connected',
  canceled: 'it was given up before anybody answered',
};

const answeredBy: Record<string, string> = {
  human: 'a person',
  voicemail: 'a voicemail',
  fax: 'a fax',
  nobody: 'nobody',
  unknown: 'the provider cannot tell',
};

const measures: Record<string, string> = {
  billed: 'as the provider bills it',
  corrected: 'as the provider corrected it',
  rounded: 'as the provider rounded it',
};

/** What each kind of fact is about. */
const kinds: Record<string, string> = {
  started: 'The call began',
  ringing: 'It rings',
  answered: 'The call was answered',
  ended: 'The call ended',
  duration: 'How long it was',
  'answered-by': 'Who answered',
  caller: "The caller's name",
  metadata: 'What came along with the call',
  input: 'Keys were pressed, or an answer spoken',
  transfer: 'The call was handed on',
  line: 'Somebody spoke',
  note: 'The provider remarks',
  summary: 'Summary',
  disposition: 'Outcome',
  findings: 'What the provider found out',
  cost: 'What the provider asks',
  recording: 'Recording',
  'recording.stored': 'The recording is stored here',
  stream: 'Live audio',
  error: 'Something went wrong',
  placed: 'Somebody asked for this call',
  'hang-up requested': 'Somebody asked to hang up',
  noted: 'A note',
  lost: 'Given up for lost',
  other: 'Something else from the provider',
};

const recording: Record<string, string> = {
  'in-progress': 'Recording has begun',
  completed: 'The provider has a recording',
  absent: 'There is no recording',
  failed: 'Recording failed',
};

const stream: Record<string, string> = {
  started: 'Live audio began',
  stopped: 'Live audio ended',
  failed: 'Live audio broke off',
};

const noted: Record<string, string> = { added: 'A note was written', removed: 'A note was removed' };

/** What listeners were told. */
const events: Record<EventType, string> = {
  'call.incoming': 'Told: the call came in',
  'call.outgoing': 'Told: the call goes out',
  'call.connected': 'Told: the call was answered',
  'call.disconnected': 'Told: the call is over',
  'call.updated': 'Told: something about the call has changed',
  'call.input': 'Told: keys were pressed, or an answer spoken',
  'call.note': 'Told: what the provider remarks',
  'call.transferred': 'Told: the call was handed on',
  'call.error': 'Told: something went wrong',
  'call.noted': 'Told: a note was written or removed',
  'call.stream': 'Told: what became of the live audio',
  'transcription.chunk': 'Told: somebody spoke',
  'transcription.completed': 'Told: all that was said is there',
  'recording.available': 'Told: the provider has a recording',
  'recording.stored': 'Told: the recording is stored here',
};

/** Whose id it is, by how it begins. */
const actors: Record<string, string> = { usr: 'a person', key: 'an API key' };

export const timeline = {
  title: 'What happened, and who was told',
  arrived: (what: string) => `Arrived: ${what}`,
  parked: 'waits until it is known whose call this is',
  notUnderstood: (problem: string) => `could not be understood: ${problem}`,
  event: (seq: string, type: string) => `to all who listen, as event ${seq} (${type})`,
  source: {
    provider: 'from the provider',
    reconciliation: 'found by asking the provider',
    trunkline: 'known to Trunkline itself',
  },
  hidden: 'Your role does not show this',
  events: events as Record<string, string>,
  kinds,
  otherKind: 'Something of another kind',
  speaks: (who: string) => `${who} spoke`,
  ended,
  answeredBy,
  measures,
  recording,
  stream,
  noted,
  actors,
  somebody: 'somebody',
  by: (who: string, id: string) => `by ${who} (${id})`,
  from: (number: string) => `from ${number}`,
  to: (number: string) => `to ${number}`,
  pressed: (digits: string) => `pressed ${digits}`,
  said: (words: string) => `said “${words}”`,
  step: (step: string) => `step ${step}`,
  code: (code: string) => `code ${code}`,
  agent: (agent: string) => `agent ${agent}`,
  named: (name: string, value: string) => `${name}: ${value}`,
} as const;
