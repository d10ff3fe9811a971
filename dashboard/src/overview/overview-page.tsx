/** What there was: how many calls and when, how many were answered, how long they were and how they ended. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { CallStats } from '../../../src/contract/call-statistics.ts';
import { NoCallsYet } from '../calls/no-calls-yet.tsx';
import { NeedTenant } from '../frame/need-tenant.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { texts } from '../texts.ts';
import { clock, number, percent } from '../ui/format.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Tile } from '../ui/tile.tsx';
import { Bars } from './bars.tsx';
import { OverTime } from './over-time.tsx';
import { OverviewFilters } from './overview-filters.tsx';
import { daysOf, type OverviewSearch, useStats, wayOf } from './use-stats.ts';
import { Week } from './week.tsx';

const words = texts.overview;
const longestDayMs = 25 * 3_600_000;

export function OverviewPage() {
  const search = useSearch({ strict: false }) as OverviewSearch;
  const navigate = useNavigate();

  function change(next: OverviewSearch): void {
    const all = Object.entries({ ...search, ...next }).filter(([, value]) => value !== '');
    navigate({ to: '/overview', search: Object.fromEntries(all) as never, replace: true });
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.title} />
      <NeedTenant>
        {(tenantId) => (
          <>
            <div className="shrink-0 border-b border-line px-5 py-3">
              <OverviewFilters tenantId={tenantId} search={search} onChange={change} />
            </div>
            <Counts tenantId={tenantId} search={search} />
          </>
        )}
      </NeedTenant>
    </div>
  );
}

interface Props {
  readonly tenantId: string;
  readonly search: OverviewSearch;
}

function Counts({ tenantId, search }: Props) {
  const by = daysOf(search) === '1' ? 'hour' : 'day';
  const overTime = useStats(tenantId, search, by);
  const ends = useStats(tenantId, search, 'weekday-hour', 'status');
  const outcomes = useStats(tenantId, search, 'weekday-hour', 'disposition');
  const agents = useStats(tenantId, search, 'weekday-hour', 'agent');
  const all = [overTime, ends, outcomes, agents];
  const failed = all.find(({ error }) => error !== null);
  if (failed?.error)
    return (
      <div className="p-5">
        <Problem error={failed.error} again={() => all.forEach(({ refetch }) => void refetch())} />
      </div>
    );
  if (!overTime.data || !ends.data || !outcomes.data || !agents.data) return <Skeleton rows={10} />;
  if (overTime.data.total.calls === 0)
    return <NoCallsYet tenantId={tenantId} title={words.none} hint={words.noneHint} />;
  const way = wayOf(tenantId, search);
  return (
    <section aria-label={words.title} tabIndex={-1} className="min-h-0 grow overflow-y-auto outline-none">
      <Totals total={overTime.data.total} />
      <div className="flex flex-col gap-4 p-5 max-md:px-3">
        <OverTime stats={overTime.data} by={bucketsOf(overTime.data)} way={way} />
        <Week stats={ends.data} tenantId={tenantId} search={search} />
        <div className="grid items-start gap-4 lg:grid-cols-3">
          <Bars
            title={words.status}
            stats={ends.data}
            by="status"
            way={way}
            nameOf={(status) => statusOf(status)}
            colourOf={(status) => colours[status] ?? 'bg-ink-3'}
          />
          <Bars title={words.disposition} stats={outcomes.data} by="disposition" way={way} />
          <Bars title={words.agents} stats={agents.data} by="agent" way={way} />
        </div>
      </div>
    </section>
  );
}

/** As they are in it: while another time is asked for, the one before is still shown. */
function bucketsOf({ since, until }: CallStats): 'hour' | 'day' {
  return Date.parse(until) - Date.parse(since) > longestDayMs ? 'day' : 'hour';
}

const colours: Readonly<Record<string, string>> = {
  completed: 'bg-accent',
  'in-progress': 'bg-live',
  failed: 'bg-fail',
  lost: 'bg-fail',
};

function statusOf(status: string): string {
  if (status === 'completed') return words.completed;
  return status in texts.status ? texts.status[status as keyof typeof texts.status] : status;
}

function Totals({ total }: Pick<CallStats, 'total'>) {
  const { tiles } = words;
  const lengthOf = (sec: number | null) => (sec === null ? texts.live.nothing : clock(sec * 1_000));
  return (
    <dl className="grid shrink-0 auto-cols-fr grid-flow-col border-b border-line bg-surface">
      <Tile label={tiles.calls} value={number(total.calls)} />
      <Tile label={tiles.answered} value={percent(total.answered, total.calls)} />
      <Tile label={tiles.average} value={lengthOf(total.averageSec)} />
      <Tile wide label={tiles.median} value={lengthOf(total.medianSec)} />
      <Tile wide label={tiles.p90} value={lengthOf(total.p90Sec)} />
      <Tile wide label={tiles.failed} value={number(total.failed)} />
    </dl>
  );
}
