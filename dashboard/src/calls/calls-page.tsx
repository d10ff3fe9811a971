/** All calls, the newest first, as far as the filters leave them. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Call } from '../../../src/contract/calls.ts';
import { NeedTenant } from '../frame/need-tenant.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { queryOf } from '../session/ask.ts';
import { useTenantId, useTimeZone } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Empty } from '../ui/empty.tsx';
import { ExportButton } from '../ui/export-button.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { askedOf, CallFilters, type CallSearch } from './call-filters.tsx';
import { CallTable } from './call-table.tsx';
import { ColumnChoice } from './column-choice.tsx';
import { type Column, useColumns } from './columns.tsx';
import { NoCallsYet } from './no-calls-yet.tsx';
import { KeepView, ViewMenu } from './view-menu.tsx';

export function CallsPage() {
  const search = useSearch({ strict: false }) as CallSearch;
  const navigate = useNavigate();
  const tenantId = useTenantId();
  const asked = askedOf(search);
  const { chosen, toggle } = useColumns();

  function change(next: CallSearch): void {
    const all = Object.entries({ ...search, ...next }).filter(([, value]) => value !== '');
    navigate({ to: '/calls', search: Object.fromEntries(all), replace: true });
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={texts.calls.title}>
        {tenantId !== undefined && (
          <ExportButton
            tenantId={tenantId}
            path={`/v1/calls/export${queryOf({ ...asked, format: 'csv' })}`}
            fileName={`calls-${new Date().toISOString().slice(0, 10)}.csv`}
            hint={texts.calls.exporting.hint}
            done={texts.calls.exporting.done}
          />
        )}
        <KeepView search={search} />
        <ViewMenu search={search} />
        <ColumnChoice chosen={chosen} toggle={toggle} />
      </PageHead>
      <CallFilters search={search} onChange={change} />
      <NeedTenant>{(found) => <FoundCalls tenantId={found} search={search} chosen={chosen} />}</NeedTenant>
    </div>
  );
}

interface Found {
  readonly tenantId: string;
  readonly search: CallSearch;
  readonly chosen: readonly Column[];
}

function FoundCalls({ tenantId, search, chosen }: Found) {
  const { tenant } = search;
  const asked = askedOf(search);
  const zone = useTimeZone(tenantId);
  const pages = usePages<Call>({ key: ['calls'], path: '/v1/calls', asked, tenantId });
  const { list, error } = pages;
  if (error && list === undefined)
    return (
      <div className="p-5">
        <Problem error={error} again={pages.again} />
      </div>
    );
  if (list === undefined) return <Skeleton rows={10} />;
  if (list.length === 0 && Object.keys(asked).length > 0) return <Empty title={texts.calls.nothingFits} />;
  if (list.length === 0)
    return <NoCallsYet tenantId={tenantId} title={texts.calls.none} hint={texts.calls.noneHint} />;
  return (
    <CallTable
      list={list}
      chosen={chosen}
      zone={zone}
      tenant={tenant}
      isLoading={pages.isLoading}
      isWhole={pages.isWhole}
      onEnd={pages.more}
    />
  );
}
