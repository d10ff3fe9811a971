import type { Call } from '../../../src/contract/calls.ts';

const call = {
  when: 'When',
  length: 'Length',
  agent: 'Agent',
  outcome: 'Outcome',
  price: 'Provider asks',
  provider: 'Provider',
  endedByAgent: 'Ended by agent',
  endedByOther: {
    inbound: 'Ended by caller',
    outbound: 'Ended by called party',
    unknown: 'Ended by other party',
  } satisfies Record<Call['direction'], string>,
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
  /** Where there is no agent, behind the word for one. */
  none: 'none',
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
  more: 'There is more than is shown.',
} as const;

const facts = { none: 'Nothing is known yet.' } as const;

export const callTexts = { call, tabs, actions, notes, transcript, facts };
