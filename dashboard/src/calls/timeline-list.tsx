/** One list that answers what happened to a call and who was told. */
import { ArrowDownLeft, Copy, type LucideIcon, Megaphone, Sparkle } from 'lucide-react';
import type { Call, Happening } from '../../../src/contract/calls.ts';
import { isReplayed, ReplayButton } from '../receipts/replay-button.tsx';
import { verdictOf } from '../receipts/verdict.ts';
import { texts } from '../texts.ts';
import { exact, number, time } from '../ui/format.ts';
import { PageByPage } from '../ui/page-by-page.tsx';
import { factInWords } from './fact-in-words.ts';
import { inCourse } from './in-course.ts';
import { useTimeline } from './use-call.ts';

interface Props {
  readonly call: Call;
  readonly tenantId: string | undefined;
  readonly zone: string | undefined;
}

export function TimelineList({ call, tenantId, zone }: Props) {
  const pages = useTimeline(call, tenantId);
  return (
    <div className="p-4">
      <PageByPage pages={pages} rows={6}>
        {(items) => (
          <ol className="flex flex-col">
            {inCourse(items).map((item) => (
              <Step key={`${item.what} ${item.id}`} item={item} call={call} tenantId={tenantId} zone={zone} />
            ))}
          </ol>
        )}
      </PageByPage>
    </div>
  );
}

interface Words {
  readonly icon: LucideIcon;
  readonly tone: string;
  readonly title: string;
  readonly note: string;
}

interface StepProps extends Props {
  readonly item: Happening;
}

function Step({ item, call, tenantId, zone }: StepProps) {
  const { icon: Icon, tone, title, note } = wordsOf(item, call);
  return (
    <li className="grid grid-cols-[24px_64px_1fr] items-start gap-x-2 pb-3">
      <span className={`flex size-6 items-center justify-center rounded-full ${tone}`}>
        <Icon aria-hidden size={13} strokeWidth={1.75} />
      </span>
      <time dateTime={item.at} title={exact(item.at, zone)} className="pt-0.5 font-mono text-sm text-ink-3">
        {time(item.at, zone)}
      </time>
      <span className="min-w-0 break-words">
        <span className="block font-medium">{title}</span>
        <span className="block text-sm text-ink-2">{note}</span>
        {item.what === 'receipt' && isReplayed(item) && (
          <span className="mt-2 block">
            <ReplayButton receipt={item} tenantId={tenantId} />
          </span>
        )}
      </span>
    </li>
  );
}

function wordsOf(item: Happening, call: Call): Words {
  const { arrived, event, source } = texts.timeline;
  if (item.what === 'event') {
    return {
      icon: Megaphone,
      tone: 'bg-accent-soft text-accent',
      title: texts.timeline.events[item.type] ?? item.type,
      note: event(number(item.seq), item.type),
    };
  }
  if (item.what === 'fact') {
    const { title, note } = factInWords(item.kind, item.content, call);
    return {
      icon: Sparkle,
      tone: 'bg-live-soft text-live',
      title,
      note: [note, source[item.source]].filter(Boolean).join(' · '),
    };
  }
  const isRepeat = item.facts !== null && item.facts.told > 0 && item.facts.news === 0;
  const what = texts.receipts.routes[item.route] ?? item.route;
  return {
    icon: isRepeat ? Copy : ArrowDownLeft,
    tone: item.problem === null ? 'bg-sunken text-ink-2' : 'bg-fail-soft text-fail',
    // What is of our own did not come from anywhere.
    title: item.route.startsWith('@') ? what : arrived(what),
    note: becameOf(item),
  };
}

function becameOf(receipt: Extract<Happening, { what: 'receipt' }>): string {
  const { parked, notUnderstood } = texts.timeline;
  if (receipt.state === 'parked') return parked;
  if (receipt.state === 'quarantined' && receipt.problem !== null) return notUnderstood(receipt.problem);
  return verdictOf(receipt).text;
}
