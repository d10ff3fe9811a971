/** One call: who, when, how long and how that is known; what was said, what happened, and who was told. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Call } from '../../../src/contract/calls.ts';
import { PageHead } from '../frame/page-head.tsx';
import { useTenantId, useTimeZone } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Badge, StatusBadge } from '../ui/badge.tsx';
import { Card } from '../ui/card.tsx';
import { Duration } from '../ui/duration.tsx';
import { length, money } from '../ui/format.ts';
import { Moment } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CallActions } from './call-actions.tsx';
import { NoteList } from './note-list.tsx';
import { Way } from './other-party.tsx';
import { otherNumber, ownNumber } from './parties.ts';
import { TimelineList } from './timeline-list.tsx';
import { TranscriptBubbles } from './transcript-bubbles.tsx';
import { useCall } from './use-call.ts';

export function CallPage() {
  const { callId = '' } = useParams({ strict: false });
  const tenantId = useTenantId();
  const zone = useTimeZone(tenantId);
  const { data: call, error, refetch } = useCall(callId, tenantId);
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <PageHead
        title={call ? otherNumber(call) : texts.drawer.label}
        above={
          <Link
            to="/calls"
            search={tenantId ? { tenant: tenantId } : {}}
            className="text-ink-2 hover:text-ink"
          >
            {texts.calls.title}
          </Link>
        }
      />
      {error && (
        <div className="p-5">
          <Problem error={error} again={() => refetch()} />
        </div>
      )}
      {!call && !error && <Skeleton rows={8} />}
      {call && (
        <>
          <Head call={call} tenantId={tenantId} zone={zone} />
          <div className="grid items-start gap-4 p-5 max-md:px-3 lg:grid-cols-[3fr_2fr]">
            <Card flush title={texts.transcript.title}>
              {call.summary && (
                <p className="border-b border-line px-4 py-3">
                  <strong className="font-semibold">{texts.call.summary}. </strong>
                  {call.summary}
                </p>
              )}
              <TranscriptBubbles call={call} tenantId={tenantId} zone={zone} />
            </Card>
            <div className="flex min-w-0 flex-col gap-4">
              <Card flush title={texts.notes.title}>
                <NoteList call={call} tenantId={tenantId} zone={zone} />
              </Card>
              <Card flush title={texts.timeline.title}>
                <TimelineList call={call} tenantId={tenantId} zone={zone} />
              </Card>
            </div>
          </div>
        </>
      )}
    </div>
  );
}

interface HeadProps {
  readonly call: Call;
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
}

function Head({ call, tenantId, zone }: HeadProps) {
  const { call: words } = texts;
  return (
    <div className="border-b border-line bg-surface px-5 py-4">
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Way direction={call.direction} />
        <StatusBadge status={call.status} />
        {call.endedBy && <Badge>{endedBy(call, call.endedBy)}</Badge>}
        {call.simulated && <Badge>{texts.simulated}</Badge>}
        {call.durationsDisagree && <Badge tone="ring">{words.disagree}</Badge>}
        {call.lostBecause && <Badge tone="fail">{words.lost}</Badge>}
        <div className="ml-auto max-md:ml-0 max-md:w-full">
          <CallActions call={call} tenantId={tenantId} />
        </div>
      </div>
      <dl className="grid grid-cols-2 gap-4 md:grid-cols-3 xl:grid-cols-7">
        <Point label={texts.otherParty[call.direction]} note={wayOf(call)}>
          {otherNumber(call)}
        </Point>
        <Point label={words.when} note={zone}>
          <Moment at={call.startedAt} zone={zone} />
        </Point>
        <Point
          label={words.length}
          note={call.ended ? call.billableFrom && words.from[call.billableFrom] : words.goesOn}
        >
          {call.billableSec === null ? <Duration call={call} /> : length(call.billableSec)}
        </Point>
        <Point label={words.agent} note={ownNumber(call)}>
          {call.agent ?? texts.noAgent}
        </Point>
        <Point label={words.outcome} note={call.error?.message ?? call.lostBecause}>
          {call.disposition ?? texts.status[call.status]}
        </Point>
        <Point label={words.provider} note={call.providerCallId}>
          <span className="capitalize">{call.provider}</span>
        </Point>
        <Point label={words.price}>{call.cost ? money(call.cost) : words.unknown}</Point>
      </dl>
    </div>
  );
}

const endedBy = ({ direction }: Call, who: NonNullable<Call['endedBy']>) =>
  who === 'agent' ? texts.call.endedByAgent : texts.call.endedByOther[direction];

const wayOf = ({ direction, callerName }: Call) =>
  [texts.direction[direction], callerName].filter(Boolean).join(' · ');

function Point({
  label,
  note,
  children,
}: {
  label: string;
  note?: string | null | undefined;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-sm font-medium text-ink-2">{label}</dt>
      <dd className="line-clamp-2 text-lg font-semibold break-words">{children}</dd>
      {note && (
        <dd title={note} className="truncate text-sm text-ink-3">
          {note}
        </dd>
      )}
    </div>
  );
}
