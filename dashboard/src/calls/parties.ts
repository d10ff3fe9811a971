/** Who is at the other end of a call and which number is ours, whichever way it goes. */
import type { Call } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';

type Parties = Pick<Call, 'direction' | 'from' | 'to' | 'ended'>;

/** What the network says in a number's place. */
const withheld = /^(anonymous|restricted|private|unavailable)$/i;

/** In words where there is none. Only who calls can withhold one; any other was not told, or not yet. */
export function otherNumber(call: Parties): string {
  return knownNumber(call) ?? (call.direction === 'inbound' ? texts.withheld : missing(call.ended));
}

/** The other party's. */
export function knownNumber({ direction, from, to }: Parties): string | undefined {
  if (direction === 'outbound') return to ?? undefined;
  return direction === 'unknown' || from === null || withheld.test(from) ? undefined : from;
}

export function ownNumber({ direction, from, to, ended }: Parties): string {
  if (direction === 'unknown') return missing(ended);
  return (direction === 'inbound' ? to : from) ?? missing(ended);
}

const missing = (ended: boolean) => (ended ? texts.notKnown : texts.notKnownYet);

/** `caller` is the other party, also where it was the one who was called. */
export const speakerName = (who: string, { direction }: Pick<Call, 'direction'>): string =>
  who === 'caller' ? texts.otherParty[direction] : (texts.who[who] ?? who);
