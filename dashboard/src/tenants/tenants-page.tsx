/** The customers of the platform. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { Room } from '../frame/room.tsx';
import { useFilters } from '../frame/use-filters.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';
import { usePages } from '../session/use-pages.ts';
import { texts } from '../texts.ts';
import { Empty } from '../ui/empty.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { LateField } from '../ui/late-field.tsx';
import { List, type ListColumn } from '../ui/list.tsx';
import { Moment } from '../ui/moment.tsx';
import { Select } from '../ui/select.tsx';
import { generalIn, TenantFields } from './general-form.tsx';
import { TenantBadge } from './status.tsx';

const columns: readonly ListColumn<Tenant>[] = [
  { title: texts.tenants.columns.name, cell: (tenant) => <Name tenant={tenant} /> },
  { title: texts.tenants.columns.status, cell: (tenant) => <TenantBadge status={tenant.status} /> },
  { title: texts.tenants.columns.zone, hideOnPhone: true, cell: ({ timeZone }) => timeZone },
  { title: texts.tenants.columns.currency, hideOnPhone: true, cell: ({ currency }) => currency },
  {
    title: texts.tenants.columns.created,
    hideOnPhone: true,
    cell: ({ createdAt, timeZone }) => <Moment at={createdAt} zone={timeZone} />,
  },
];

const statuses = [['', texts.tenants.any], ...Object.entries(texts.tenants.status)] as const;

export function TenantsPage() {
  const { data: me } = useMe();
  const navigate = useNavigate();
  const { filters, isFiltered, change } = useFilters(['status', 'search']);
  const pages = usePages<Tenant>({ key: ['tenants', 'list'], path: '/v1/tenants', asked: filters });
  return (
    <Room
      title={texts.tenants.title}
      ofPlatform
      actions={
        may(me, 'platform:write') && (
          <FormDialog
            action={texts.tenants.make}
            kind="primary"
            icon={<Plus aria-hidden size={16} />}
            title={texts.tenants.makeTitle}
            submit={texts.tenants.makeIt}
            done={texts.tenants.made}
            outdates={[['tenants']]}
            send={(form) => ask<Tenant>('/v1/tenants', undefined, { method: 'POST', body: generalIn(form) })}
            onDone={({ id }) => navigate({ to: '/tenants/$tenantId', params: { tenantId: id } as never })}
          >
            <TenantFields />
          </FormDialog>
        )
      }
    >
      <div className="flex shrink-0 flex-wrap items-end gap-3 border-b border-line px-5 py-3">
        <Select
          label={texts.tenants.filters.status}
          value={filters.status ?? ''}
          options={statuses}
          onChange={(value) => change('status', value)}
        />
        <LateField
          label={texts.tenants.filters.search}
          value={filters.search ?? ''}
          onChange={(value) => change('search', value)}
        />
      </div>
      <List
        label={texts.tenants.list}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          isFiltered ? (
            <Empty title={texts.tenants.nothingFits} />
          ) : (
            <Empty title={texts.tenants.none} hint={texts.tenants.noneHint} />
          )
        }
      />
    </Room>
  );
}

function Name({ tenant: { id, name, slug } }: { tenant: Tenant }) {
  return (
    <div className="py-1.5">
      <Link
        to="/tenants/$tenantId"
        params={{ tenantId: id } as never}
        className="font-medium hover:underline"
      >
        {name}
      </Link>
      <p className="font-mono text-sm text-ink-3">{slug}</p>
    </div>
  );
}
