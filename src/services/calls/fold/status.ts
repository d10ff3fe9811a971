import type { CallDirection, CallStatus } from '../../../core/calls/call.ts';
import type { FactKind, FactOf } from '../../../core/calls/facts.ts';

interface Known {
  readonly ended: FactOf<'ended'> | undefined;
  readonly wasAnswered: boolean;
  readonly direction: CallDirection;
  has(kind: FactKind): boolean;
}

/** The end outranks everything, whenever it arrives; a real one also that of a call that was given up for lost. */
export function statusOf({ ended, wasAnswered, direction, has }: Known): CallStatus {
  if (ended !== undefined) return ended.content.as;
  if (has('lost')) return 'lost';
  if (wasAnswered) return 'in-progress';
  // Nobody speaks in a call that only rings.
  if (has('note') || has('line') || has('input')) return 'in-progress';
  return has('ringing') || (direction === 'inbound' && has('started')) ? 'ringing' : 'queued';
}
