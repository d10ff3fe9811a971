/** What everybody calls the same. */
import type { Call } from '../../../src/contract/calls.ts';

const status: Record<Call['status'], string> = {
  queued: 'Queued',
  ringing: 'Ringing',
  'in-progress': 'In call',
  completed: 'Ended',
  busy: 'Busy',
  'no-answer': 'No answer',
  failed: 'Failed',
  canceled: 'Canceled',
  lost: 'Lost',
};

const direction: Record<Call['direction'], string> = {
  inbound: 'Incoming',
  outbound: 'Outgoing',
  unknown: 'Direction not known yet',
};

/** Whoever is at the other end. */
const otherParty: Record<Call['direction'], string> = {
  inbound: 'Caller',
  outbound: 'Called party',
  unknown: 'Other party',
};

/** Before the number of the other party, in a list. */
const beforeNumber: Record<Call['direction'], string> = { inbound: 'from', outbound: 'to', unknown: '' };

export const words = {
  status,
  who: { agent: 'Agent', tool: 'Tool', system: 'System' } as Record<string, string>,
  simulated: 'Simulated',
  direction,
  otherParty,
  beforeNumber,
  withheld: 'Number withheld',
  notKnown: 'Number not known',
  notKnownYet: 'Number not known yet',
  directionNotKnown: 'Not known yet',
  noAgent: 'No agent',
} as const;
