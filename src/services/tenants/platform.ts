/** The platform's own tenant, which is there before anybody can be anybody. */
import { platformTenantId } from '../../core/caller.ts';
import { scopeFromJob } from '../../core/tenancy.ts';
import type { Tenants } from '../../models/tenants.ts';
import { usualLimits, usualSettings } from './usual.ts';

/** Whoever comes first makes it; several processes start at the same time. */
export async function makePlatformTenant(tenants: Pick<Tenants, 'insertMany'>): Promise<void> {
  await tenants.insertMany(scopeFromJob({ tenantId: platformTenantId }), [
    {
      _id: platformTenantId,
      name: 'The platform',
      slug: 'platform',
      status: 'active',
      statusAt: new Date(),
      currency: 'USD',
      timeZone: 'UTC',
      settings: usualSettings,
      limits: usualLimits,
      billingMethod: 'none',
      rev: 1,
    },
  ]);
}
