/** What is shown one tenant at a time: those who may see several choose one first. */
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useOnlyTenantId, useTenantId, useTenants } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';

/** So many are offered here; the others are in the switch. */
const most = 12;

export function NeedTenant({ children }: { children: (tenantId: string) => ReactNode }) {
  const tenantId = useTenantId();
  const { data: tenants } = useTenants();
  const only = useOnlyTenantId();
  const navigate = useNavigate();
  useEffect(() => {
    if (tenantId !== undefined || only === undefined) return;
    // Nothing to choose: what the address says besides stays.
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, tenant: only })) as never,
      replace: true,
    });
  }, [tenantId, only, navigate]);
  if (tenantId !== undefined) return children(tenantId);
  if (tenants === undefined || only !== undefined) return null;
  return (
    <Empty title={texts.tenant.choose} hint={texts.tenant.chooseHint}>
      {tenants.slice(0, most).map(({ id, name }) => (
        <Button key={id} onClick={() => navigate({ to: '.', search: { tenant: id } as never })}>
          {name}
        </Button>
      ))}
    </Empty>
  );
}
