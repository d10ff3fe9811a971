/** The figures above the calls that go on. They are there from the first moment, and say so where they are not known. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Tenant } from '../../../src/contract/tenants.ts';
import type { Today } from '../../../src/contract/today.ts';
import { useQueues } from '../queues/use-queues.ts';
import { ask } from '../session/ask.ts';
import { may, useMe, useTenantId, useTenants } from '../session/me.ts';
import { texts } from '../texts.ts';
import { clock, number, percent } from '../ui/format.ts';
import { Tile } from '../ui/tile.tsx';
import type { FeedState } from './feed-state.ts';
import { useToday } from './use-today.ts';

const { tiles, of, nothing, countedTo } = texts.live;

export function LiveTiles({ rows }: { rows: FeedState['rows'] }) {
  const { data: me } = useMe();
  const tenantId = useTenantId();
  const limit = useLimit();
  const today = useToday();
  const goingOn = [...rows.values()].filter(({ call }) => !call.ended).length;
  return (
    <dl className="grid shrink-0 auto-cols-fr grid-flow-col border-b border-line bg-surface">
      <Tile
        label={tiles.now}
        value={number(goingOn)}
        {...(limit !== undefined && { note: of(number(limit)) })}
      />
      <Tile label={tenantId === undefined ? tiles.lastDay : tiles.today} value={countOf(today?.calls)} />
      <Tile wide label={tiles.answered} value={shareOf(today)} />
      <Tile label={tiles.failed} value={countOf(today?.failed)} isBad={isSome(today?.failed)} />
      <Tile wide label={tiles.average} value={lengthOf(today?.averageSec)} />
      {may(me, 'receipts:read') && (
        <Tile
          wide
          label={tiles.putAside}
          value={
            <Link
              to="/receipts"
              search={{ state: 'quarantined', ...(tenantId && { tenant: tenantId }) } as never}
            >
              {today?.putAside === mostPutAside ? countedTo(number(mostPutAside)) : countOf(today?.putAside)}
            </Link>
          }
          isBad={isSome(today?.putAside)}
        />
      )}
      {may(me, 'platform:read') && <JobsWaiting />}
    </dl>
  );
}

function JobsWaiting() {
  const { data: queues } = useQueues();
  const waiting = queues?.reduce((sum, { waiting }) => sum + waiting, 0);
  return <Tile wide label={tiles.jobs} value={<Link to="/queues">{countOf(waiting)}</Link>} />;
}

/** No more of them are counted. */
const mostPutAside = 1_000;

const isSome = (count: number | null | undefined) => (count ?? 0) > 0;

const countOf = (count: number | null | undefined) => (typeof count === 'number' ? number(count) : nothing);

function shareOf(today: Today | undefined): string {
  if (typeof today?.calls !== 'number' || today.calls === 0) return nothing;
  return percent(today.answered ?? 0, today.calls);
}

const lengthOf = (seconds: number | null | undefined) =>
  typeof seconds === 'number' ? clock(seconds * 1_000) : nothing;

/** How many calls may go on at once: of one tenant; all of them together have no limit. */
function useLimit(): number | undefined {
  const { data: me } = useMe();
  const { data: tenants } = useTenants();
  const tenantId = useTenantId();
  const { data: own } = useQuery({
    queryKey: ['tenant'],
    enabled: me !== undefined && !may(me, 'platform:read') && may(me, 'tenant:read'),
    queryFn: () => ask<Tenant>('/v1/tenant'),
    staleTime: 60_000,
  });
  const tenant = own ?? tenants?.find(({ id }) => id === tenantId);
  return tenant?.limits.concurrentCalls.hard;
}
