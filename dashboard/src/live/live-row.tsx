/** One call in a line: its state, how long, who, which agent, the last thing said. On a phone the same as a card. */
import { memo } from 'react';
import type { Call } from '../../../src/contract/calls.ts';
import { OtherParty } from '../calls/other-party.tsx';
import { speakerName } from '../calls/parties.ts';
import { texts } from '../texts.ts';
import { Badge, StatusBadge } from '../ui/badge.tsx';
import { Duration } from '../ui/duration.tsx';
import type { Row } from './feed-state.ts';

export const layout =
  'md:grid md:grid-cols-[96px_64px_minmax(168px,1fr)_minmax(100px,1fr)_minmax(0,2fr)] items-center gap-3 px-5';

interface Props {
  readonly row: Row;
  readonly isOpen: boolean;
  readonly tenant: string | undefined;
  onOpen(callId: string): void;
}

export const LiveRow = memo(function LiveRow({ row: { call, cameAt }, isOpen, tenant, onOpen }: Props) {
  const tint = isOpen
    ? 'bg-accent-soft shadow-[inset_3px_0_var(--accent)]'
    : call.ended || call.status === 'in-progress'
      ? 'bg-surface hover:bg-sunken'
      : 'bg-ring-soft';
  return (
    <button
      type="button"
      data-call={call.id}
      aria-pressed={isOpen}
      onClick={() => onOpen(call.id)}
      className={`${layout} grid h-full w-full grid-cols-[auto_1fr_auto] border-b max-md:content-center max-md:gap-y-1 border-line text-left outline-offset-[-2px] motion-safe:transition-colors ${tint} ${cameAt === undefined ? '' : 'flash'} ${call.ended ? 'text-ink-3' : ''}`}
    >
      <span>
        <StatusBadge status={call.status} />
      </span>
      <span className="max-md:order-2">
        <Duration call={call} />
      </span>
      <span className="min-w-0 max-md:order-1">
        <OtherParty call={call} />
      </span>
      <span className="min-w-0 max-md:order-4 max-md:col-span-3">
        <span className="block truncate font-medium">{call.agent ?? texts.noAgent}</span>
        {tenant && <span className="block truncate text-xs text-ink-3 max-md:hidden">{tenant}</span>}
      </span>
      <span className="line-clamp-2 min-w-0 text-ink-2 max-md:order-3 max-md:col-span-3 max-md:line-clamp-1">
        {call.simulated && (
          <>
            <Badge>{texts.simulated}</Badge>{' '}
          </>
        )}
        <LastSaid call={call} />
      </span>
    </button>
  );
});

const colours: Readonly<Record<string, string>> = { agent: 'text-accent', caller: 'text-caller' };

function LastSaid({ call }: { call: Call }) {
  const { lastLine, status } = call;
  if (lastLine === null) return status === 'ringing' || status === 'queued' ? texts.live.waiting : null;
  const { who, text } = lastLine;
  return (
    <>
      {who !== null && (
        <strong className={`text-sm font-semibold ${colours[who] ?? ''}`}>{speakerName(who, call)} </strong>
      )}
      {text}
    </>
  );
}
