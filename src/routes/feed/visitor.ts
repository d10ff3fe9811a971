/** Who is at the other end of a live connection, asked anew every second: what was taken back holds here as well. */
import { type Identity, platformTenantId } from '../../core/caller.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { Permission } from '../../core/permissions.ts';
import { scopeFromAuthentication, type TenantScope } from '../../core/tenancy.ts';
import { type Doors, demand, identityOf, namedTenant, refuseInactive } from '../guards/callers.ts';

/** What a client shows when it connects: `{ token }` or `{ apiKey }`. */
export interface Credentials {
  readonly token?: string;
  readonly apiKey?: string;
}

export interface Visitor {
  readonly identity: Identity;
  readonly scopeOf: (tenantId: string) => Promise<TenantScope>;
}

const permission: Permission = 'calls:read';

/** Throws where nobody is let in by that, or not for this. */
export async function visitorBy({ token, apiKey }: Credentials, ip: string, doors: Doors): Promise<Visitor> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
  };
  const identity = await identityOf({ headers, ip }, doors);
  await refuseInactive(identity, doors.tenants);
  demand(identity, permission);
  return {
    identity,
    async scopeOf(named) {
      const tenantId = await namedTenant(
        identity,
        { headers: { 'x-tenant-id': named } },
        doors.tenants,
      ).catch((error: unknown) => {
        throw error instanceof NotFoundError ? noSuchTenant(identity) : error;
      });
      return scopeFromAuthentication({ tenantId });
    },
  };
}

/** The same whether there is such a tenant or not; in words of somebody who sends no headers. */
function noSuchTenant({ tenantId }: Identity): NotFoundError {
  const what =
    tenantId === platformTenantId
      ? 'There is no tenant with this tenantId.'
      : `You have one tenant, ${tenantId}, whose events you hear without asking; \`sync\` takes its cursor alone.`;
  return new NotFoundError(what, { code: 'TENANT_NOT_FOUND' });
}
