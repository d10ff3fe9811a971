/** A tenant's own matters: what it decides for itself, and what it has used of its limits. */
import { NeedTenant } from '../frame/need-tenant.tsx';
import { Room } from '../frame/room.tsx';
import { may, useMe } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CallsForm } from './calls-form.tsx';
import { GeneralForm } from './general-form.tsx';
import { QuotaCard } from './quota-use.tsx';
import { useTenant } from './use-tenant.ts';

const path = '/v1/tenant';

export function SettingsPage() {
  return (
    <Room title={texts.tenants.settingsTitle} scrolls>
      <NeedTenant>{(tenantId) => <Settings key={tenantId} tenantId={tenantId} />}</NeedTenant>
    </Room>
  );
}

function Settings({ tenantId }: { tenantId: string }) {
  const { data: me } = useMe();
  const { tenant, error, ...rest } = useTenant({ path, tenantId });
  const mayWrite = may(me, 'tenant:write');
  if (error)
    return (
      <div className="p-5">
        <Problem error={error} again={rest.reload} />
      </div>
    );
  if (tenant === undefined) return <Skeleton rows={8} />;
  const of = { tenant, path, tenantId, ...rest };
  return (
    <div className="grid shrink-0 items-start gap-4 p-5 max-md:px-3 lg:grid-cols-[3fr_2fr]">
      <div className="flex min-w-0 flex-col gap-4">
        {!mayWrite && <p className="text-ink-2">{texts.tenants.readOnly}</p>}
        <GeneralForm of={of} mayWrite={mayWrite} isPlatform={false} />
        <CallsForm of={of} mayWrite={mayWrite} />
      </div>
      <QuotaCard tenantId={tenantId} zone={tenant.timeZone} />
    </div>
  );
}
