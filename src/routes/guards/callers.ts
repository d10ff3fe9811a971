/** Who is let in: by an API key or an access token, of which tenant, and whether they may do this. */
import type { FastifyRequest } from 'fastify';
import { type Caller, type Identity, platformTenantId } from '../../core/caller.ts';
import { AuthenticationError, AuthorizationError, NotFoundError } from '../../core/errors.ts';
import type { Permission } from '../../core/permissions.ts';
import { scopeFromAuthentication } from '../../core/tenancy.ts';
import type { SessionAuthentication } from '../../services/access/access.ts';
import type { KeyAuthentication } from '../../services/keys/keys.ts';
import type { TenantStatuses } from '../../services/tenants/tenants.ts';
import type { Guard, Guards } from '../frame/access.ts';
import { identify } from '../frame/who.ts';

export interface Doors {
  readonly keys: KeyAuthentication;
  /** Not there: nobody is signed in. */
  readonly sessions?: SessionAuthentication;
  readonly tenants: TenantStatuses;
}

export function callerGuards(doors: Doors): Required<Pick<Guards, 'caller' | 'platform' | 'signedIn'>> {
  const letIn = (
    check: (identity: Identity, request: FastifyRequest) => string | Promise<string>,
  ): Guard => ({
    async onRequest(request) {
      const identity = await identityOf(request, doors);
      const tenantId = await check(identity, request);
      const { id: requestId, ip } = request;
      const caller: Caller = {
        ...identity,
        tenantId,
        scope: scopeFromAuthentication({ tenantId }),
        requestId,
        ip,
      };
      request.caller = caller;
      identify(request, { tenantId, ...(identity.kind === 'user' && { userId: identity.id }) });
    },
  });
  return {
    caller: ({ permission }) =>
      letIn(async (identity, request) => {
        await refuseInactive(identity, doors.tenants);
        const tenantId = await namedTenant(identity, request, doors.tenants);
        demand(identity, permission);
        return tenantId;
      }),
    platform: ({ permission }) =>
      letIn((identity) => {
        demand(identity, permission);
        return platformTenantId;
      }),
    signedIn: () =>
      letIn(async (identity) => {
        if (identity.kind !== 'user') {
          throw new AuthorizationError('This is for people who are signed in; a key has no such matters.', {
            code: 'PEOPLE_ONLY',
          });
        }
        await refuseInactive(identity, doors.tenants);
        return identity.tenantId;
      }),
  };
}

/** What a request, or a live connection, shows of who it comes from. */
type Shown = Pick<FastifyRequest, 'headers' | 'ip'>;

export function identityOf({ headers, ip }: Shown, { keys, sessions }: Doors): Identity | Promise<Identity> {
  const { authorization, 'x-api-key': key } = headers;
  if (typeof key === 'string') return keys.authenticate(key, ip);
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token !== undefined && sessions !== undefined) return sessions.authenticate(token);
  throw new AuthenticationError(
    'Send an API key as X-API-Key, or an access token as Authorization: Bearer.',
    {
      code: 'CREDENTIALS_MISSING',
    },
  );
}

const inactive = {
  suspended: 'This tenant is suspended. Its data is kept; ask the operator of this platform.',
  closed: 'This tenant is closed.',
} as const;

export async function refuseInactive({ tenantId }: Identity, tenants: TenantStatuses): Promise<void> {
  if (tenantId === platformTenantId) return;
  const status = (await tenants.statusOf(tenantId)) ?? 'closed';
  if (status === 'active') return;
  throw new AuthorizationError(inactive[status], { code: `TENANT_${status.toUpperCase()}` });
}

/** Who is of the platform may name a tenant; to everybody else there is no other tenant than their own. */
export async function namedTenant(
  identity: Identity,
  { headers }: Pick<Shown, 'headers'>,
  tenants: TenantStatuses,
): Promise<string> {
  const { 'x-tenant-id': named = identity.tenantId } = headers;
  if (named === identity.tenantId) return named;
  // A key never reaches beyond its tenant.
  const isPlatform = identity.kind === 'user' && identity.tenantId === platformTenantId;
  if (isPlatform && typeof named === 'string' && (await tenants.statusOf(named)) !== undefined) return named;
  throw new NotFoundError('There is no tenant with the id in X-Tenant-Id.', { code: 'TENANT_NOT_FOUND' });
}

export function demand({ kind, permissions }: Identity, permission: Permission): void {
  if (permissions.has(permission)) return;
  throw kind === 'key'
    ? new AuthorizationError(`This key lacks the scope ${permission}.`, { code: 'SCOPE_MISSING' })
    : new AuthorizationError(`This needs the permission ${permission}, which your role does not have.`, {
        code: 'PERMISSION_MISSING',
      });
}
