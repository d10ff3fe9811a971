/** All calls, the newest first, as far as the filters leave them. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { CallPage } from '../../../src/contract/calls.ts';
import { PageHead } from '../frame/page-head.tsx';
import { ask, queryOf } from '../session/ask.ts';
import { useTenantId, useTenants, useTimeZone } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CallFilters, type CallSearch } from './call-filters.tsx';
import { CallTable } from './call-table.tsx';
import { ColumnChoice } from './column-choice.tsx';
import { useColumns } from './columns.tsx';

export function CallsPage() {
  const search = useSearch({ strict: false }) as CallSearch;
  const navigate = useNavigate();
  const { data: tenants } = useTenants();
  const tenantId = useTenantId();
  const zone = useTimeZone(tenantId);
  const { chosen, toggle } = useColumns();
  const { tenant: _, ...asked } = search;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['calls', tenantId, asked],
    enabled: tenantId !== undefined,
    queryFn: ({ pageParam }) =>
      ask<CallPage>(`/v1/calls${queryOf({ ...asked, limit: 50, cursor: pageParam })}`, tenantId),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

  function change(next: CallSearch): void {
    const all = Object.entries({ ...search, ...next }).filter(([, value]) => value !== '');
    navigate({ to: '/calls', search: Object.fromEntries(all), replace: true });
  }

  const list = data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Object.keys(asked).length > 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={texts.calls.title}>
        <ColumnChoice chosen={chosen} toggle={toggle} />
      </PageHead>
      <CallFilters search={search} onChange={change} />
      {error && (
        <div className="p-5">
          <Problem error={error} again={() => refetch()} />
        </div>
      )}
      {tenantId === undefined && tenants !== undefined && (
        <Empty title={texts.tenant.choose} hint={texts.calls.chooseTenant}>
          {tenants.slice(0, 12).map(({ id, name }) => (
            <Button key={id} onClick={() => change({ tenant: id })}>
              {name}
            </Button>
          ))}
        </Empty>
      )}
      {tenantId !== undefined && !data && !error && <Skeleton rows={10} />}
      {list.length > 0 && (
        <CallTable
          list={list}
          chosen={chosen}
          zone={zone}
          tenant={search.tenant}
          isLoading={isFetchingNextPage}
          isWhole={!hasNextPage}
          onEnd={() => {
            if (hasNextPage && !isFetchingNextPage) fetchNextPage();
          }}
        />
      )}
      {data && list.length === 0 && !isFiltered && (
        <Empty title={texts.calls.none} hint={texts.calls.noneHint} command={texts.live.command} />
      )}
      {data && list.length === 0 && isFiltered && <Empty title={texts.calls.nothingFits} />}
    </div>
  );
}
