/** Whose data is shown, for those who may see more than one tenant's. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTenants } from '../session/me.ts';
import { texts } from '../texts.ts';
import { Select } from '../ui/select.tsx';

export function TenantSwitch() {
  const { data: tenants } = useTenants();
  const { tenant = '' } = useSearch({ strict: false }) as { tenant?: string };
  const navigate = useNavigate();
  if (tenants === undefined) return null;
  return (
    <div className="max-w-72 min-w-24 md:shrink-0">
      <Select
        hideLabel
        label={texts.tenant.label}
        value={tenant}
        options={[['', texts.tenant.all], ...tenants.map(({ id, name }) => [id, name] as const)]}
        onChange={(next) => navigate({ to: '.', search: (next === '' ? {} : { tenant: next }) as never })}
      />
    </div>
  );
}
