/** A key as the contract has it: nothing of its secrets. */
import type { ApiKey } from '../../contract/keys.ts';
import type { StoredKey } from '../../models/api-keys.ts';

export function shown(key: StoredKey, now: Date): ApiKey {
  const { _id, name, mode, scopes, secrets, createdAt, createdBy, rev } = key;
  const [present, ...older] = secrets;
  const until = older.flatMap(({ validUntil }) => (validUntil && validUntil > now ? [+validUntil] : []));
  return {
    id: _id,
    name,
    mode,
    status: statusOf(key, now),
    scopes,
    createdAt: createdAt.toISOString(),
    createdBy,
    expiresAt: text(key.expiresAt),
    revokedAt: text(key.revokedAt),
    rotatedAt: older.length === 0 ? null : text(present?.createdAt),
    oldSecretsUntil: until.length === 0 ? null : new Date(Math.max(...until)).toISOString(),
    lastUsedAt: text(key.lastUsedAt),
    lastUsedIp: key.lastUsedIp ?? null,
    rev,
  };
}

const text = (date: Date | undefined) => date?.toISOString() ?? null;

function statusOf({ revokedAt, expiresAt }: StoredKey, now: Date): ApiKey['status'] {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : 'active';
}
