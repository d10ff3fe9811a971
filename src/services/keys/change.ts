/** One change of a key: noted before it is made, and told to every instance before anybody is answered. */
import type { ApiKey } from '../../contract/keys.ts';
import type { Caller } from '../../core/caller.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { StoredKey } from '../../models/api-keys.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { KeyNeeds } from './management.ts';
import { shown } from './view.ts';

type Fields = Partial<Pick<StoredKey, 'name' | 'scopes' | 'secrets' | 'revokedAt'>> & {
  /** null: takes it away. */
  readonly expiresAt?: Date | null;
};

interface Change {
  readonly action: AuditEvent['action'];
  /** The revision that was seen; undefined where the change is right for any, and for a revoked key as well. */
  readonly rev?: number;
  fields(key: StoredKey): Fields;
}

export function createKeyChange({ keys, audit, revocations, clock }: KeyNeeds) {
  async function existing(scope: TenantScope, keyId: string): Promise<StoredKey> {
    const key = await keys.findById(scope, keyId, { readPreference: 'primary' });
    if (key === null) throw new NotFoundError('There is no API key with this id.');
    return key;
  }

  async function change(caller: Caller, keyId: string, { action, rev, fields }: Change): Promise<ApiKey> {
    const { scope } = caller;
    const key = await existing(scope, keyId);
    if (rev !== undefined) refuseOutdated(key, rev);
    const changes = fields(key);
    const { expiresAt, ...set } = changes;
    const update = {
      $set: { ...set, ...(expiresAt && { expiresAt }) },
      ...(expiresAt === null && { $unset: { expiresAt: true as const } }),
      $inc: { rev: 1 },
    };
    return audit.record(scope, caller, eventOf(action, key, changes), async () => {
      const filter = rev === undefined ? { _id: keyId } : { _id: keyId, rev };
      const changed = await keys.findOneAndUpdate(scope, filter, update);
      if (changed === null) throw outdated();
      await revocations.announce({ kind: 'key', id: keyId });
      return shown(changed, clock.now());
    });
  }

  return { existing, change };
}

/** What the log is to know of it: of secrets, until when those from before are good. */
function eventOf(action: AuditEvent['action'], key: StoredKey, { secrets, ...fields }: Fields): AuditEvent {
  const names = Object.keys(fields).filter((name) => fields[name as keyof typeof fields] !== undefined);
  const before = Object.fromEntries(names.map((name) => [name, key[name as keyof StoredKey] ?? null]));
  const after = Object.fromEntries(names.map((name) => [name, fields[name as keyof typeof fields]]));
  return {
    action,
    resource: { type: 'key', id: key._id },
    before,
    after: { ...after, ...(secrets && { oldOnesUntil: secrets[1]?.validUntil ?? null }) },
  };
}

function refuseOutdated({ rev, revokedAt }: StoredKey, seen: number): void {
  if (revokedAt !== undefined) {
    throw new ConflictError('This API key is revoked, which is for good. Make another one.', {
      code: 'KEY_IS_REVOKED',
    });
  }
  if (rev !== seen) throw outdated(` You saw revision ${seen}, and it is revision ${rev} now.`);
}

function outdated(why = ''): ConflictError {
  return new ConflictError(`Nothing was changed: the key was changed meanwhile.${why} Read it again.`, {
    code: 'REVISION_OUTDATED',
  });
}
