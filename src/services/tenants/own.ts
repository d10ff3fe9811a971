/** What a tenant sees and changes of itself: its name, its time zone and its settings. */
import type { OwnTenantChange, Tenant } from '../../contract/tenants.ts';
import type { Caller } from '../../core/caller.ts';
import { defined } from '../../core/defined.ts';
import { createChange, existing, type TenantNeeds } from './change.ts';
import { merged } from './merged.ts';
import { shown } from './view.ts';

export interface Own {
  get(caller: Pick<Caller, 'tenantId'>): Promise<Tenant>;
  change(caller: Caller, change: OwnTenantChange): Promise<Tenant>;
}

export function createOwn(needs: TenantNeeds): Own {
  const { tenants, scope } = needs;
  const make = createChange(needs);
  return {
    async get({ tenantId }) {
      return shown(await existing(tenants, scope, tenantId));
    },
    async change(caller, { rev, settings, ...rest }) {
      return make(caller, {
        tenantId: caller.tenantId,
        rev,
        action: 'tenant.change',
        fields: (tenant) => ({
          ...defined(rest),
          ...(settings && { settings: merged(tenant.settings, settings) }),
        }),
      });
    },
  };
}
