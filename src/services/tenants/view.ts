/** A tenant as the contract has it. */
import type { Tenant } from '../../contract/tenants.ts';
import type { StoredTenant } from '../../models/tenants.ts';

export function shown({ _id, tenantId: _, statusReason, ...tenant }: StoredTenant): Tenant {
  return {
    ...tenant,
    id: _id,
    statusReason: statusReason ?? null,
    statusAt: tenant.statusAt.toISOString(),
    createdAt: tenant.createdAt.toISOString(),
    updatedAt: tenant.updatedAt.toISOString(),
  };
}
