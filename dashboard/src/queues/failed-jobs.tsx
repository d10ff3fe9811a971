/** The dead jobs of a queue: what each failed with, and another try for it. */
import { RotateCcw } from 'lucide-react';
import type { FailedJob } from '../../../src/contract/queues.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';
import { useChange } from '../session/use-change.ts';
import { usePages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Empty } from '../ui/empty.tsx';
import { number } from '../ui/format.ts';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';

interface Replayed {
  readonly replayed: number;
}

export function FailedJobs({ queue }: { queue: string }) {
  const { data: me } = useMe();
  const mayWrite = may(me, 'platform:write');
  const path = `/v1/platform/queues/${queue}/failed`;
  const pages = usePages<FailedJob>({ key: ['failed-jobs', queue], path });
  const outdates = [['queues'], ['failed-jobs', queue]];
  const one = useChange<string, Replayed>({
    send: (id) => ask(`${path}/${encodeURIComponent(id)}/replay`, undefined, { method: 'POST' }),
    outdates,
    done: texts.queues.replayed,
  });
  const all = useChange<void, Replayed>({
    send: () => ask(`${path}/replay`, undefined, { method: 'POST' }),
    outdates,
    done: (_, { replayed }) => texts.queues.replayedAll(number(replayed)),
  });
  const columns: ListColumn<FailedJob>[] = [
    {
      title: texts.queues.failedColumns.at,
      // Queues belong to no tenant, so there is no zone but that of whoever looks.
      cell: ({ failedAt }) => <Moment at={failedAt} zone={undefined} />,
    },
    { title: texts.queues.failedColumns.error, cell: (job) => <Failure job={job} /> },
    {
      title: texts.queues.failedColumns.attempts,
      hideOnPhone: true,
      cell: ({ attempts }) => number(attempts),
    },
    { title: texts.queues.failedColumns.job, hideOnPhone: true, cell: (job) => <About job={job} /> },
    {
      title: texts.queues.failedColumns.actions,
      cell: ({ id }) =>
        mayWrite && (
          <Button kind="quiet" className="-ml-3" disabled={one.isPending} onClick={() => one.mutate(id)}>
            <RotateCcw aria-hidden size={16} strokeWidth={1.75} />
            {texts.queues.replay}
          </Button>
        ),
    },
  ];
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-3 px-5 pt-5 pb-3">
        <h2 className="grow font-semibold">{texts.queues.show(queue)}</h2>
        {mayWrite && (pages.list?.length ?? 0) > 0 && (
          <Confirm
            action={texts.queues.replayAll}
            question={texts.queues.replayAllTitle(queue)}
            hint={texts.queues.replayAllHint}
            icon={<RotateCcw aria-hidden size={16} strokeWidth={1.75} />}
            busy={all.isPending}
            onConfirm={() => all.mutate()}
          />
        )}
      </div>
      <List
        label={texts.queues.failed}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty title={texts.queues.empty} hint={texts.queues.hint} />}
      />
    </>
  );
}

function Failure({ job: { error } }: { job: FailedJob }) {
  return <p className="max-w-md py-1.5 break-words text-fail">{error}</p>;
}

function About({ job: { id, about } }: { job: FailedJob }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-2 py-1.5 text-sm text-ink-3">
      {[['id', id] as const, ...Object.entries(about)].map(([name, value]) => (
        <div key={name} className="contents">
          <dt>{name}</dt>
          <dd className="font-mono break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
