/** Who is signed in and what they may do, and the tenant whose data is shown. */
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { Me } from '../../../src/contract/access.ts';
import type { Tenant, TenantPage } from '../../../src/contract/tenants.ts';
import type { Permission } from '../../../src/core/permissions.ts';
import { ask } from './ask.ts';

export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: () => ask<Me>('/v1/auth/me'), staleTime: 60_000 });
}

export function may(me: Me | undefined, permission: Permission): boolean {
  return me?.permissions.includes(permission) ?? false;
}

/** Every active tenant, for the platform's people; nobody else is told of others. */
export function useTenants() {
  const { data: me } = useMe();
  return useQuery({
    queryKey: ['tenants'],
    enabled: may(me, 'platform:read'),
    queryFn: () => ask<TenantPage>('/v1/tenants?status=active&limit=100'),
    select: ({ items }) => items,
    staleTime: 60_000,
  });
}

/** One's own tenant, or the one that was chosen; undefined: all of them, or not known yet. */
export function useTenantId(): string | undefined {
  const { data: me } = useMe();
  const { tenant } = useSearch({ strict: false }) as { tenant?: string };
  if (me === undefined) return undefined;
  return may(me, 'platform:read') ? tenant : me.tenantId;
}

/** Of those who may see all tenants: the only one that there is besides the platform itself, as at the beginning. */
export function useOnlyTenantId(): string | undefined {
  const { data: me } = useMe();
  const { data: tenants } = useTenants();
  const others = tenants?.filter(({ id }) => id !== me?.tenantId) ?? [];
  return others.length === 1 ? others[0]?.id : undefined;
}

/** The zone in which its times are shown. */
export function useTimeZone(tenantId: string | undefined): string | undefined {
  const { data: me } = useMe();
  const { data: tenants } = useTenants();
  const isOwn = me !== undefined && !may(me, 'platform:read') && may(me, 'tenant:read');
  const own = useQuery({
    queryKey: ['tenant'],
    enabled: isOwn,
    queryFn: () => ask<Tenant>('/v1/tenant'),
    staleTime: 60_000,
  });
  return isOwn ? own.data?.timeZone : tenants?.find(({ id }) => id === tenantId)?.timeZone;
}
