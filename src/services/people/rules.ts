/** Who may be made what, and by whom: what goes beyond the table of permissions. */
import { type Caller, platformTenantId } from '../../core/caller.ts';
import { AuthorizationError, ConflictError, ValidationError } from '../../core/errors.ts';
import type { Role } from '../../core/permissions.ts';

/** The platform's own people are administrators, and only they are. So nobody of a tenant ever makes one. */
export function assertRole({ tenantId, role: own }: Caller, role: Role): void {
  const isPlatform = tenantId === platformTenantId;
  if (isPlatform === (role === 'administrator')) return;
  if (own === 'administrator') {
    throw new ValidationError(
      'Administrators belong to the platform, everybody else to a tenant (name it in X-Tenant-Id).',
      [{ path: 'body.role', message: 'does not go with this tenant' }],
      { code: 'ROLE_NOT_OF_TENANT' },
    );
  }
  throw new AuthorizationError('Only administrators make administrators.', { code: 'ADMINISTRATORS_ONLY' });
}

/** So that nobody locks themselves out, or gives up by mistake what nobody else can give back. */
export function assertNotSelf({ id }: Caller, userId: string): void {
  if (id !== userId) return;
  throw new ConflictError('This you cannot do to yourself; ask somebody else of your people.', {
    code: 'NOT_YOURSELF',
  });
}
