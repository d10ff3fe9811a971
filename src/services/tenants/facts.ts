/** What is asked about a tenant at every turn, from memory. */
import type { Tenant } from '../../contract/tenants.ts';
import { createRemembered } from '../../core/remembered.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Tenants } from '../../models/tenants.ts';
import type { Revocations } from '../revocations/revocations.ts';
import type { TenantFacts } from './tenants.ts';
import { shown } from './view.ts';

export function createFacts(
  tenants: Pick<Tenants, 'findById'>,
  scope: SystemScope,
  revocations: Pick<Revocations, 'isCurrent' | 'subscribe'>,
): TenantFacts {
  const remembered = createRemembered<Tenant>({
    kind: 'tenant',
    revocations,
    async load(id) {
      const found = await tenants.findById(scope, id, { readPreference: 'primary' });
      return found === null ? undefined : shown(found);
    },
  });
  const known =
    <T>(pick: (tenant: Tenant) => T) =>
    (tenantId: string) => {
      const found = remembered.get(tenantId);
      if (found instanceof Promise) return found.then((tenant) => tenant && pick(tenant));
      return found && pick(found);
    };
  return {
    statusOf: known(({ status }) => status),
    settingsOf: known(({ settings }) => settings),
    limitsOf: known(({ limits }) => limits),
    timeZoneOf: known(({ timeZone }) => timeZone),
    nameOf: known(({ name }) => name),
  };
}
