/** Tenants: what is known of them at every turn, how the platform administers them, and what they change themselves. */
import type { Logger } from '../../core/logger/index.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { Tenants as Stored } from '../../models/tenants.ts';
import type { Audit } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { type Administration, createAdministration } from './administration.ts';
import { createFacts } from './facts.ts';
import { createOwn, type Own } from './own.ts';
import { makePlatformTenant } from './platform.ts';
import type { TenantFacts } from './tenants.ts';

export interface Tenants extends TenantFacts, Administration {
  readonly own: Own;
}

interface Needs {
  readonly tenants: Stored;
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Revocations;
  readonly log: Logger;
}

/** Resolves when the platform's own tenant is there. */
export async function openTenants({ tenants, audit, revocations, log }: Needs): Promise<Tenants> {
  await makePlatformTenant(tenants);
  const scope = systemScope(
    'tenants: the platform administers them, and everybody asks for their status',
    log,
  );
  const needs = { tenants, scope, audit, revocations };
  return {
    ...createFacts(tenants, scope, revocations),
    ...createAdministration(needs),
    own: createOwn(needs),
  };
}
