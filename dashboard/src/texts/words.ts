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

export const words = {
  status,
  who: { agent: 'Agent', caller: 'Caller', tool: 'Tool', system: 'System' } as Record<string, string>,
  simulated: 'Simulated',
  inbound: 'Incoming',
  outbound: 'Outgoing',
  unknownNumber: 'Number withheld',
  noAgent: 'No agent',
} as const;
