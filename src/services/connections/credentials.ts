/** What opens an account, when it changes: always all of it, and of the same account. */
import { ValidationError } from '../../core/errors.ts';
import type { StoredConnection } from '../../models/connections.ts';
import type { Credentials } from '../../providers/telephony/telephony.ts';
import { hasSecret, withSecret } from './secrets.ts';
import type { Vault } from './vault.ts';

export function newCredentials(
  vault: Vault,
  connection: StoredConnection,
  credentials: Credentials,
  now: Date,
): Partial<StoredConnection> {
  const { provider, accountId } = connection;
  if (credentials.provider !== provider) {
    throw refused('provider', `expected ${provider}: a connection stays with its provider`);
  }
  const fields = {
    credentialsSealed: vault.sealCredentials(connection, credentials),
    keyLastFour: lastFourOf(credentials),
  };
  if (credentials.provider === 'bland') return fields;
  if (credentials.accountSid !== accountId) {
    throw refused('accountSid', 'expected the account of this connection: another one is another connection');
  }
  // Twilio signs with the token as soon as it is the account's first one.
  if (hasSecret(vault, connection, credentials.authToken)) return fields;
  return { ...fields, ...withSecret(vault, connection, credentials.authToken, now) };
}

/** Of the key by which is asked. */
export function lastFourOf(credentials: Credentials): string {
  const key =
    credentials.provider === 'bland'
      ? credentials.apiKey
      : (credentials.apiKey?.secret ?? credentials.authToken);
  return key.slice(-4);
}

function refused(field: string, message: string): ValidationError {
  return new ValidationError('These credentials are not of this connection.', [
    { path: `body.credentials.${field}`, message },
  ]);
}
