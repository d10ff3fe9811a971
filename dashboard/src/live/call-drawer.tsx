/** What is known of one call, beside the others: what was said, what happened, the facts. It keeps up by itself. */
import { Link } from '@tanstack/react-router';
import { Maximize2, X } from 'lucide-react';
import { useState } from 'react';
import { CallActions } from '../calls/call-actions.tsx';
import { FactList } from '../calls/fact-list.tsx';
import { NoteList } from '../calls/note-list.tsx';
import { otherNumber } from '../calls/parties.ts';
import { TimelineList } from '../calls/timeline-list.tsx';
import { TranscriptBubbles } from '../calls/transcript-bubbles.tsx';
import { useCall } from '../calls/use-call.ts';
import { useTimeZone } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Badge, StatusBadge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Duration } from '../ui/duration.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Row } from './feed-state.ts';

interface Props {
  readonly callId: string;
  /** Undefined where it does not go on any more. */
  readonly row: Row | undefined;
  readonly tenantId: string | undefined;
  onClose(): void;
}

const tabs = ['transcript', 'timeline', 'notes', 'facts'] as const;

export function CallDrawer({ callId, row, tenantId, onClose }: Props) {
  const [tab, setTab] = useState<(typeof tabs)[number]>('transcript');
  const asked = useCall(callId, tenantId, row?.call);
  const zone = useTimeZone(tenantId);
  const call = row?.call ?? asked.data;
  return (
    <aside
      aria-label={texts.drawer.label}
      className="flex w-[400px] shrink-0 flex-col border-l border-line bg-surface max-lg:fixed max-lg:inset-0 max-lg:z-10 max-lg:w-full"
    >
      <header className="flex flex-col gap-2 border-b border-line px-4 py-3">
        <div className="flex items-center gap-2">
          {call && (
            <>
              <StatusBadge status={call.status} />
              <span className="text-lg">
                <Duration call={call} />
              </span>
              {call.simulated && <Badge>{texts.simulated}</Badge>}
            </>
          )}
          <Link
            to="/calls/$callId"
            params={{ callId }}
            search={tenantId === undefined ? {} : { tenant: tenantId }}
            aria-label={texts.drawer.page}
            className="ml-auto rounded-lg p-2 text-ink-2 hover:bg-sunken"
          >
            <Maximize2 aria-hidden size={16} />
          </Link>
          <Button kind="quiet" aria-label={texts.drawer.close} onClick={onClose}>
            <X aria-hidden size={16} />
          </Button>
        </div>
        {call && (
          <p className="truncate">
            <span className="text-ink-2">{texts.otherParty[call.direction]}</span>{' '}
            <strong className="font-semibold">{otherNumber(call)}</strong>
            <span className="text-ink-2"> · {texts.call.agent}</span>{' '}
            <strong className="font-semibold">{call.agent ?? texts.call.none}</strong>
          </p>
        )}
        {call && <CallActions call={call} tenantId={tenantId} />}
      </header>
      <fieldset className="flex shrink-0 gap-1 border-b border-line px-3">
        <legend className="sr-only">{texts.tabs.label}</legend>
        {tabs.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === tab}
            onClick={() => setTab(each)}
            className="border-b-2 border-transparent px-2 py-2 font-medium text-ink-2 aria-pressed:border-accent aria-pressed:text-ink"
          >
            {texts.tabs[each]}
          </button>
        ))}
      </fieldset>
      {/* What scrolls has to be reached by keyboard. */}
      <section aria-label={texts.tabs[tab]} tabIndex={-1} className="min-h-0 grow overflow-y-auto">
        {asked.error && !call && (
          <div className="p-4">
            <Problem error={asked.error} again={() => asked.refetch()} />
          </div>
        )}
        {!call && !asked.error && <Skeleton rows={5} />}
        {call && tab === 'transcript' && <TranscriptBubbles call={call} tenantId={tenantId} zone={zone} />}
        {call && tab === 'timeline' && <TimelineList call={call} tenantId={tenantId} zone={zone} />}
        {call && tab === 'notes' && <NoteList call={call} tenantId={tenantId} zone={zone} />}
        {call && tab === 'facts' && <FactList call={call} tenantId={tenantId} />}
      </section>
    </aside>
  );
}
