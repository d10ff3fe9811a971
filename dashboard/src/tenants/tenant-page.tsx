/** One tenant, as the platform administers it. */
import { Link, useParams } from '@tanstack/react-router';
import { Room } from '../frame/room.tsx';
import { may, useMe } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CallsForm } from './calls-form.tsx';
import { GeneralForm } from './general-form.tsx';
import { LimitsForm } from './limits-form.tsx';
import { QuotaCard } from './quota-use.tsx';
import { StatusCard, TenantBadge } from './status.tsx';
import { useTenant } from './use-tenant.ts';

const rooms = [
  ['/live', texts.tenants.rooms.live],
  ['/people', texts.tenants.rooms.people],
  ['/keys', texts.tenants.rooms.keys],
  ['/audit', texts.tenants.rooms.audit],
] as const;

export function TenantPage() {
  const { tenantId = '' } = useParams({ strict: false });
  return <OneTenant key={tenantId} tenantId={tenantId} />;
}

function OneTenant({ tenantId }: { tenantId: string }) {
  const { data: me } = useMe();
  const path = `/v1/tenants/${tenantId}`;
  const { tenant, error, ...rest } = useTenant({ path });
  const mayWrite = may(me, 'platform:write') && tenant?.status !== 'closed';
  const of = tenant && { tenant, path, ...rest };
  return (
    <Room
      title={tenant?.name ?? texts.tenants.title}
      ofPlatform
      scrolls
      above={
        <Link to="/tenants" className="text-ink-2 hover:text-ink">
          {texts.tenants.title}
        </Link>
      }
      state={tenant && <TenantBadge status={tenant.status} />}
    >
      {error && (
        <div className="p-5">
          <Problem error={error} again={rest.reload} />
        </div>
      )}
      {!of && !error && <Skeleton rows={8} />}
      {of && (
        <div className="grid shrink-0 items-start gap-4 p-5 max-md:px-3 lg:grid-cols-[3fr_2fr]">
          <div className="flex min-w-0 flex-col gap-4">
            <GeneralForm of={of} mayWrite={mayWrite} isPlatform />
            <CallsForm of={of} mayWrite={mayWrite} />
            <LimitsForm of={of} mayWrite={mayWrite} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <nav aria-label={texts.tenants.rooms.label} className="flex flex-wrap gap-x-4 gap-y-2 px-1">
              {rooms.map(([to, text]) => (
                <Link
                  key={to}
                  to={to}
                  search={{ tenant: tenantId }}
                  className="font-medium text-accent underline"
                >
                  {text}
                </Link>
              ))}
            </nav>
            <StatusCard of={of} mayWrite={mayWrite} />
            <QuotaCard tenantId={tenantId} zone={of.tenant.timeZone} />
          </div>
        </div>
      )}
    </Room>
  );
}
