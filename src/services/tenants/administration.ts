/** The platform's administration of its tenants. */
import type { NewTenant, Tenant, TenantChange, TenantQuery } from '../../contract/tenants.ts';
import { type Caller, platformTenantId } from '../../core/caller.ts';
import { containing } from '../../core/containing.ts';
import { type Page, pageOf, placeOf } from '../../core/cursor.ts';
import { defined } from '../../core/defined.ts';
import { ConflictError } from '../../core/errors.ts';
import { isId, newId } from '../../core/ids.ts';
import type { StoredTenant } from '../../models/tenants.ts';
import { createChange, existing, type TenantNeeds, withSlug } from './change.ts';
import { merged } from './merged.ts';
import type { TenantStatus } from './tenants.ts';
import { usualLimits, usualSettings } from './usual.ts';
import { shown } from './view.ts';

export interface Administration {
  list(query: TenantQuery): Promise<Page<Tenant>>;
  create(caller: Caller, tenant: NewTenant): Promise<Tenant>;
  get(tenantId: string): Promise<Tenant>;
  change(caller: Caller, tenantId: string, change: TenantChange): Promise<Tenant>;
  setStatus(
    caller: Caller,
    tenantId: string,
    to: TenantStatus,
    why: { readonly rev: number; readonly reason: string },
  ): Promise<Tenant>;
}

const actions = {
  active: 'tenant.activate',
  suspended: 'tenant.suspend',
  closed: 'tenant.close',
} as const;

export function createAdministration(needs: TenantNeeds): Administration {
  const { tenants, scope, audit, revocations } = needs;
  const make = createChange(needs);
  return {
    async list({ limit, cursor, search, status }) {
      const below = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('ten', place));
      const part = search === undefined ? undefined : containing(search);
      const filter = {
        ...(below !== undefined && { _id: { $lt: below } }),
        ...(status !== undefined && { status }),
        ...(part !== undefined && { $or: [{ name: part }, { slug: part }] }),
      };
      const found = await tenants.find(scope, filter, { sort: { _id: -1 }, limit: limit + 1 });
      return pageOf(found, limit, shown);
    },
    async create(caller, { settings = {}, limits = {}, ...tenant }) {
      const _id = newId('ten');
      const document = {
        ...tenant,
        _id,
        tenantId: _id,
        status: 'active' as const,
        statusAt: new Date(),
        settings: merged(usualSettings, settings),
        limits: merged(usualLimits, limits),
        rev: 1,
      };
      const { _id: id, tenantId: _, ...after } = document;
      const event = { action: 'tenant.create', resource: { type: 'tenant', id }, after } as const;
      return audit.record(caller.scope, caller, event, async () => {
        await withSlug(() => tenants.insertOne(scope, document));
        // Somebody may have asked for it already, as for one that is not there.
        await revocations.announce({ kind: 'tenant', id });
        return shown(await existing(tenants, scope, id));
      });
    },
    async get(tenantId) {
      return shown(await existing(tenants, scope, tenantId));
    },
    async change(caller, tenantId, { rev, settings, limits, ...rest }) {
      return make(caller, {
        tenantId,
        rev,
        action: 'tenant.change',
        fields: (tenant) => ({
          ...defined(rest),
          ...(settings && { settings: merged(tenant.settings, settings) }),
          ...(limits && { limits: merged(tenant.limits, limits) }),
        }),
      });
    },
    async setStatus(caller, tenantId, to, { rev, reason }) {
      return make(caller, {
        tenantId,
        rev,
        action: actions[to],
        fields(tenant) {
          refuseImpossible(tenant, to);
          return { status: to, statusReason: reason, statusAt: new Date() };
        },
      });
    },
  };
}

function refuseImpossible({ _id, status }: StoredTenant, to: TenantStatus): void {
  const code = 'STATUS_IMPOSSIBLE';
  if (_id === platformTenantId) {
    throw new ConflictError('The platform itself is always active.', { code });
  }
  if (status === 'closed') throw new ConflictError('This tenant is closed, which is for good.', { code });
  if (status === to) throw new ConflictError(`This tenant is ${to} already.`, { code });
}
