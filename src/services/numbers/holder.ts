/** Whose a number may be: on a tenant's own connection that tenant's alone, on the platform's any tenant's. */
import { platformTenantId } from '../../core/caller.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../core/errors.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';

export async function holderOf(
  ownerId: string,
  wanted: string | undefined,
  tenants: TenantStatuses,
): Promise<string> {
  if (ownerId !== platformTenantId) {
    // Whether there is such a tenant is not asked: it makes no difference.
    if (wanted === undefined || wanted === ownerId) return ownerId;
    throw new ConflictError('A number on your own connection can only be your own.', {
      code: 'CONNECTION_NOT_SHARED',
    });
  }
  if (wanted === undefined || wanted === platformTenantId) {
    const message = "expected the id of the tenant whose it is to be: the platform's calls are nobody's";
    throw new ValidationError('A tenant has to be named.', [{ path: 'body.tenantId', message }]);
  }
  const status = await tenants.statusOf(wanted);
  if (status === undefined) {
    throw new NotFoundError('There is no tenant with this id.', { code: 'TENANT_NOT_FOUND' });
  }
  if (status === 'closed') {
    throw new ConflictError('This tenant is closed.', { code: 'TENANT_CLOSED' });
  }
  return wanted;
}
