/** Who belongs to a suspended or closed tenant is told so, once they have shown who they are. */
import { platformTenantId } from '../../core/caller.ts';
import { AuthorizationError } from '../../core/errors.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';

/** For mails, and so that nobody takes the name for a password. */
export interface TenantNames {
  nameOf(tenantId: string): string | undefined | Promise<string | undefined>;
}

export type AssertTenant = (tenantId: string) => Promise<void>;

export function createAssertTenant({ statusOf }: TenantStatuses): AssertTenant {
  return async (tenantId) => {
    if (tenantId === platformTenantId) return;
    const status = (await statusOf(tenantId)) ?? 'closed';
    if (status === 'active') return;
    throw new AuthorizationError(`This tenant is ${status}. Nobody of it can sign in.`, {
      code: `TENANT_${status.toUpperCase()}`,
    });
  };
}
