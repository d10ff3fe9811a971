/** What was said: the agent on the left, the other party on the right, everybody else in between. */
import type { Call, TranscriptLine } from '../../../src/contract/calls.ts';
import { may, useMe } from '../session/me.ts';
import { texts } from '../texts.ts';
import { clock, exact } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { speakerName } from './parties.ts';
import { useTranscript } from './use-call.ts';

interface Props {
  readonly call: Call;
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
}

export function TranscriptBubbles({ call, tenantId, zone }: Props) {
  const { data: me } = useMe();
  const { data, error, refetch } = useTranscript(call, tenantId);
  if (me && !may(me, 'transcripts:read')) return <p className="p-5 text-ink-2">{texts.transcript.hidden}</p>;
  if (error)
    return (
      <div className="p-4">
        <Problem error={error} again={() => refetch()} />
      </div>
    );
  if (data === undefined) return <Skeleton rows={4} />;
  if (data.lines.length === 0) {
    return (
      <p className="p-5 text-ink-2">{call.ended ? texts.transcript.noneEnded : texts.transcript.none}</p>
    );
  }
  // Lines have no id, and are only ever added at the end or mended in their place.
  const lines = data.lines.map((line, index) => ({ line, key: `${call.id} ${index}` }));
  return (
    <>
      <ol className="flex flex-col gap-3 p-4">
        {lines.map(({ line, key }) => (
          <Bubble key={key} line={line} call={call} zone={zone} />
        ))}
      </ol>
      {data.more && <p className="px-4 pb-4 text-ink-2">{texts.transcript.more}</p>}
    </>
  );
}

const looks: Record<TranscriptLine['who'], { side: string; name: string; bubble: string }> = {
  agent: { side: 'self-start', name: 'text-accent', bubble: 'bg-accent-soft' },
  caller: { side: 'self-end items-end', name: 'text-caller', bubble: 'bg-caller-soft' },
  tool: {
    side: 'self-stretch',
    name: 'text-ink-2',
    bubble: 'border border-dashed border-line-strong font-mono text-sm',
  },
  system: { side: 'self-stretch', name: 'text-ink-2', bubble: 'border border-dashed border-line-strong' },
};

function Bubble({
  line: { who, text, at },
  call,
  zone,
}: {
  line: TranscriptLine;
  call: Call;
  zone: string | undefined;
}) {
  const { side, name, bubble } = looks[who];
  return (
    <li className={`flex max-w-[88%] flex-col gap-1 ${side}`}>
      <span className="text-sm text-ink-3">
        <span className={`font-semibold ${name}`}>{speakerName(who, call)}</span>{' '}
        {at && (
          <time dateTime={at} title={exact(at, zone)} className="font-mono">
            {clock(Date.parse(at) - Date.parse(call.answeredAt ?? call.startedAt))}
          </time>
        )}
      </span>
      <span className={`rounded-xl px-3 py-2 whitespace-pre-wrap break-words ${bubble}`}>{text}</span>
    </li>
  );
}
