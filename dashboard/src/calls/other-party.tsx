/** Which way a call goes, and who is at its other end. */
import { Phone, PhoneIncoming, PhoneOutgoing } from 'lucide-react';
import type { Call } from '../../../src/contract/calls.ts';
import { texts } from '../texts.ts';
import { knownNumber, otherNumber } from './parties.ts';

const icons = { inbound: PhoneIncoming, outbound: PhoneOutgoing, unknown: Phone } as const;

export function Way({ direction }: Pick<Call, 'direction'>) {
  const Icon = icons[direction];
  return (
    <Icon
      role="img"
      aria-label={texts.direction[direction]}
      size={16}
      strokeWidth={1.75}
      className="shrink-0 text-ink-3"
    />
  );
}

export function OtherParty({ call }: { call: Call }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Way direction={call.direction} />
      <span className="truncate">
        {knownNumber(call) && <span className="text-ink-2">{texts.beforeNumber[call.direction]} </span>}
        <span className="font-medium">{otherNumber(call)}</span>
      </span>
    </span>
  );
}
