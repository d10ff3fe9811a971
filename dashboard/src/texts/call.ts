import type { Call } from '../../../src/contract/calls.ts';

const call = {
  when: 'When',
  length: 'Length',
  agent: 'Agent',
  outcome: 'Outcome',
  price: 'Provider asks',
  provider: 'Provider',
  endedBy: { caller: 'Ended by caller', agent: 'Ended by agent' },
  from: {
    billed: 'as the provider billed it',
    corrected: 'as the provider corrected it',
    rounded: 'as the provider rounded it',
    'answered-to-ended': 'from answer to end',
    none: 'nobody answered',
  } as Record<NonNullable<Call['billableFrom']>, string>,
  disagree: "the provider's own numbers disagree",
  lost: 'Nobody knows how it ended',
  summary: 'Summary',
  goesOn: 'goes on',
  unknown: 'Not known',
} as const;

const tabs = {
  label: 'Parts of the call',
  transcript: 'Transcript',
  timeline: 'Timeline',
  notes: 'Notes',
  facts: 'Facts',
} as const;

const actions = {
  end: 'End call',
  endQuestion: 'End this call?',
  endHint: 'Its provider is asked to hang up. Whoever is talking is cut off.',
  endDone: 'The provider hangs up. The call has ended when it says so.',
  ask: 'Ask the provider',
  askHint: 'Ask now what the provider knows of this call',
  askDone: 'The provider has answered. This is what is known now.',
} as const;

const notes = {
  title: 'Notes',
  none: 'Nobody has written anything about this call.',
  write: 'Write a note',
  add: 'Add note',
  remove: 'Remove note',
  removeQuestion: 'Remove this note?',
  removeHint: 'Nobody can read it afterwards.',
  removed: 'The note is removed.',
} as const;

const transcript = {
  title: 'Transcript',
  none: 'Nothing was said yet.',
  noneEnded: 'There is no transcript of this call.',
  hidden: 'Your role does not show transcripts.',
} as const;

const timeline = {
  title: 'What happened, and who was told',
  steps: (n: string) => `${n} steps`,
  receipt: {
    received: 'Received',
    /** What is no webhook. */
    own: {
      '@reconciliation': "the provider's answer to our question",
      '@command': 'a command of ours',
    } as Record<string, string>,
    state: { new: 'waits', done: 'understood', parked: 'parked', quarantined: 'not understood' },
  },
  facts: (told: string, news: string) => `told ${told}, ${news} of it new`,
  repeat: 'a repeat: nothing changed',
  event: (seq: string) => `Told as event ${seq}`,
  source: {
    provider: 'from the provider',
    reconciliation: 'found by asking the provider',
    trunkline: 'by Trunkline',
  },
  hidden: 'Your role does not show this',
  more: 'There is more than is shown.',
} as const;

const facts = { none: 'Nothing is known yet.' } as const;

export const callTexts = { call, tabs, actions, notes, transcript, timeline, facts };
