/** One change of a tenant: made of the revision that was seen, noted before it is made, and told to every instance. */
import type { Tenant } from '../../contract/tenants.ts';
import type { Actor } from '../../core/caller.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import type { SystemScope, TenantScope } from '../../core/tenancy.ts';
import type { StoredTenant, Tenants } from '../../models/tenants.ts';
import type { Audit, AuditEvent } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { shown } from './view.ts';

export interface TenantNeeds {
  readonly tenants: Tenants;
  readonly scope: SystemScope;
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Pick<Revocations, 'announce' | 'isCurrent' | 'subscribe'>;
}

/** Whoever makes a change, and whose audit log has it. */
export type By = Actor & { readonly scope: TenantScope };

export type Fields = Partial<Omit<StoredTenant, '_id' | 'tenantId' | 'rev' | 'createdAt' | 'updatedAt'>>;

export interface Change {
  readonly tenantId: string;
  /** The revision that was seen. */
  readonly rev: number;
  readonly action: AuditEvent['action'];
  /** What becomes of the tenant as it is. Throws where that cannot be. */
  fields(tenant: StoredTenant): Fields;
}

export function createChange({ tenants, scope, audit, revocations }: TenantNeeds) {
  return async (by: By, { tenantId, rev, action, fields }: Change): Promise<Tenant> => {
    const tenant = await existing(tenants, scope, tenantId);
    if (tenant.rev !== rev) throw outdated(rev, tenant.rev);
    const after = fields(tenant);
    const before = Object.fromEntries(
      Object.keys(after).map((name) => [name, tenant[name as keyof Fields] ?? null]),
    );
    const event = { action, resource: { type: 'tenant', id: tenantId }, before, after };
    return audit.record(by.scope, by, event, async () => {
      const update = { $set: after, $inc: { rev: 1 } };
      const changed = await withSlug(() => tenants.findOneAndUpdate(scope, { _id: tenantId, rev }, update));
      if (changed === null) throw outdated(rev);
      await revocations.announce({ kind: 'tenant', id: tenantId });
      return shown(changed);
    });
  };
}

export async function existing(tenants: Tenants, scope: SystemScope, id: string): Promise<StoredTenant> {
  const tenant = await tenants.findById(scope, id, { readPreference: 'primary' });
  if (tenant === null) throw new NotFoundError('There is no tenant with this id.');
  return tenant;
}

/** The slug is the only thing that two tenants could both want. */
export async function withSlug<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'DUPLICATE') throw error;
    throw new ConflictError('Another tenant has this slug already.', { code: 'SLUG_TAKEN', cause: error });
  }
}

function outdated(seen: number, now?: number): ConflictError {
  const news = now === undefined ? 'somebody was faster' : `it is revision ${now} now`;
  return new ConflictError(
    `Nothing was changed: you saw revision ${seen}, and ${news}. Read it again, and decide anew.`,
    { code: 'REVISION_OUTDATED' },
  );
}
