import { useQuery } from '@tanstack/react-query';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { ask } from '../session/ask.ts';
import { may, useMe, useTenantId, useTenants } from '../session/me.ts';
import { texts } from '../texts.ts';
import { lasted } from '../ui/duration.tsx';
import { clock, number, percent } from '../ui/format.ts';
import { useNow } from '../ui/now.ts';
import { Tile } from '../ui/tile.tsx';
import type { FeedState } from './feed-state.ts';
import { fits } from './shown.ts';
import { useToday } from './use-today.ts';

export function LiveTiles({ rows }: { rows: FeedState['rows'] }) {
  const now = useNow();
  const limit = useLimit();
  const today = useToday();
  const all = [...rows.values()];
  const goingOn = all.filter(({ call }) => !call.ended);
  const count = (filter: Parameters<typeof fits>[1]) => number(all.filter((row) => fits(row, filter)).length);
  const longest = Math.max(0, ...goingOn.map(({ call }) => lasted(call, now)));
  const { tiles, of } = texts.live;
  return (
    <dl className="grid shrink-0 auto-cols-fr grid-flow-col border-b border-line bg-surface">
      <Tile
        label={tiles.now}
        value={number(goingOn.length)}
        {...(limit !== undefined && { note: of(number(limit)) })}
      />
      <Tile label={tiles.ringing} value={count('ringing')} />
      {today && <Tile label={tiles.today} value={number(today.calls)} />}
      {today && (
        <Tile
          wide
          label={tiles.answered}
          value={today.calls === 0 ? texts.live.nothing : percent(today.answered, today.calls)}
        />
      )}
      {today && (
        <Tile
          wide
          label={tiles.average}
          value={today.averageSec === null ? texts.live.nothing : clock(today.averageSec * 1_000)}
        />
      )}
      <Tile wide label={tiles.longest} value={<span className="font-mono">{clock(longest)}</span>} />
    </dl>
  );
}

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
