/** A new key. */
import type { ApiKeyWithSecret, NewApiKey } from '../../contract/keys.ts';
import { type Caller, platformTenantId } from '../../core/caller.ts';
import { AuthorizationError, ConflictError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { KeyNeeds } from './management.ts';
import { assertMayGive } from './may-give.ts';
import { secretOf } from './secrets.ts';
import { newKeyText } from './text.ts';
import { shown } from './view.ts';

export async function createKey(
  { keys, audit, clock, most }: KeyNeeds,
  caller: Caller,
  { expiresAt, ...key }: NewApiKey,
): Promise<ApiKeyWithSecret> {
  // One of the platform's could name any tenant, and reach beyond its own.
  if (caller.tenantId === platformTenantId) {
    throw new AuthorizationError('Keys belong to a tenant: name it in X-Tenant-Id.', {
      code: 'TENANT_NEEDED',
    });
  }
  assertMayGive(caller, key.scopes);
  const { scope } = caller;
  const _id = newId('key');
  const secret = newKeyText(_id, key.mode);
  const now = clock.now();
  const document = {
    ...key,
    _id,
    secrets: [secretOf(secret, now)],
    createdAt: now,
    createdBy: caller.id,
    ...(expiresAt !== null && { expiresAt: new Date(expiresAt) }),
    rev: 1,
  };
  const event = {
    action: 'key.create',
    resource: { type: 'key', id: _id },
    after: { ...key, expiresAt },
  } as const;
  return audit.record(scope, caller, event, async () => {
    await keys.insertOne(scope, document);
    // Counted with the new one in it: of many that come at the same time none slips through.
    if ((await keys.count(scope, { revokedAt: { $exists: false } })) > most) {
      await keys.deleteOne(scope, { _id });
      throw new ConflictError(`A tenant can have ${most} API keys. Revoke one that is not needed any more.`, {
        code: 'TOO_MANY_KEYS',
      });
    }
    return { key: shown({ ...document, tenantId: caller.tenantId }, now), secret };
  });
}
