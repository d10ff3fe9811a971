import type { Call } from '../../../src/contract/calls.ts';
import { clock } from './format.ts';
import { useNow } from './now.ts';

type Timed = Pick<Call, 'startedAt' | 'answeredAt' | 'endedAt' | 'ended' | 'lastAt'>;

/** How long a call rings, or lasts since it was answered; ticks until it ends. */
export function Duration({ call }: { call: Timed }) {
  return (
    <span className="font-mono">
      {call.ended ? clock(lasted(call, Date.parse(call.endedAt ?? call.lastAt))) : <Ticking call={call} />}
    </span>
  );
}

function Ticking({ call }: { call: Timed }) {
  return clock(lasted(call, useNow()));
}

export function lasted({ startedAt, answeredAt }: Timed, until: number): number {
  return Math.max(0, until - Date.parse(answeredAt ?? startedAt));
}
