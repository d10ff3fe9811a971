/** The secrets of a connection, the oldest first: several are good while a provider changes from one to the next. */
import { sameSecret } from '../../core/crypto/index.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { StoredConnection } from '../../models/connections.ts';
import type { Vault } from './vault.ts';

/** More at a time would mean that nobody takes the old ones away. */
const most = 5;

type Fields = Pick<StoredConnection, 'secrets' | 'secretsSealed' | 'fingerprints'>;
type Owner = Pick<StoredConnection, '_id' | 'tenantId' | 'provider'>;

export function firstSecret(vault: Vault, owner: Owner, value: string, now: Date): Fields {
  return {
    secrets: [{ id: newId('whs'), createdAt: now }],
    ...vault.sealSecrets(owner, { provider: owner.provider, values: [value] }),
  };
}

export function hasSecret(vault: Vault, connection: StoredConnection, value: string): boolean {
  return vault.openSecrets(connection).some((one) => sameSecret(one, value));
}

export function withSecret(vault: Vault, connection: StoredConnection, value: string, now: Date): Fields {
  if (hasSecret(vault, connection, value)) {
    throw new ConflictError('This connection has this secret already.', { code: 'SECRET_THERE' });
  }
  if (connection.secrets.length >= most) {
    throw new ConflictError(`This connection has ${most} secrets. Retire one that is not used any more.`, {
      code: 'TOO_MANY_SECRETS',
    });
  }
  const values = [...vault.openSecrets(connection), value];
  return {
    secrets: [...connection.secrets, { id: newId('whs'), createdAt: now }],
    ...vault.sealSecrets(connection, { provider: connection.provider, values }),
  };
}

export function withoutSecret(vault: Vault, connection: StoredConnection, secretId: string): Fields {
  const { secrets, provider } = connection;
  const at = secrets.findIndex(({ id }) => id === secretId);
  if (at === -1) throw new NotFoundError('This connection has no secret with this id.');
  if (secrets.length === 1) {
    throw new ConflictError(
      'It is the only secret: without it nothing that arrives would be believed. Add the next one first.',
      { code: 'LAST_SECRET' },
    );
  }
  return {
    secrets: secrets.toSpliced(at, 1),
    ...vault.sealSecrets(connection, { provider, values: vault.openSecrets(connection).toSpliced(at, 1) }),
  };
}
