/** A new connection. */
import type { NewConnection } from '../../contract/connections.ts';
import type { Caller } from '../../core/caller.ts';
import { ConflictError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { StoredConnection } from '../../models/connections.ts';
import { lastFourOf } from './credentials.ts';
import type { ManagementNeeds } from './management.ts';
import { pretendedAt } from './pretended.ts';
import { firstSecret } from './secrets.ts';
import { takenBy, takenError } from './taken.ts';

export async function createConnection(
  needs: ManagementNeeds,
  caller: Caller,
  wanted: NewConnection,
): Promise<StoredConnection> {
  const { connections, vault, audit, revocations, checkPretended, clock, most } = needs;
  const { name, credentials, webhookSecret, simulated } = wanted;
  const { scope, tenantId } = caller;
  const baseUrl =
    wanted.baseUrl === undefined ? undefined : await pretendedAt(wanted.baseUrl, checkPretended);
  const { provider } = credentials;
  const signedBy = credentials.provider === 'twilio' ? credentials.authToken : (webhookSecret ?? '');
  const owner = { _id: newId('conn'), tenantId, provider };
  await refuseTaken(needs, owner, signedBy);
  const accountId = credentials.provider === 'twilio' ? credentials.accountSid : wanted.accountId;
  const now = clock.now();
  const document: StoredConnection = {
    ...owner,
    name,
    status: 'active',
    simulated,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(accountId !== undefined && { accountId }),
    keyLastFour: lastFourOf(credentials),
    credentialsSealed: vault.sealCredentials(owner, credentials),
    ...firstSecret(vault, owner, signedBy, now),
    numbering: 0,
    createdAt: now,
    createdBy: caller.id,
    rev: 1,
  };
  const event = {
    action: 'connection.create',
    resource: { type: 'connection', id: owner._id },
    after: { provider, name, accountId: accountId ?? null, simulated, baseUrl: baseUrl ?? null },
  } as const;
  return audit.record(scope, caller, event, async () => {
    await takenBy(provider, () => connections.insertOne(scope, document));
    // Counted with the new one in it: of many that come at the same time none slips through.
    if ((await connections.count(scope, {})) > most) {
      await connections.deleteOne(scope, { _id: owner._id });
      throw new ConflictError(`There can be ${most} connections. Remove one that is not needed any more.`, {
        code: 'TOO_MANY_CONNECTIONS',
      });
    }
    // Somebody may have asked for it already, as for one that is not there.
    await revocations.announce({ kind: 'connection', id: owner._id });
    return document;
  });
}

/** A secret that is stored already may have its fingerprint under an older key, which the database cannot compare. */
export async function refuseTaken(
  { connections, vault, everyone }: Pick<ManagementNeeds, 'connections' | 'vault' | 'everyone'>,
  { _id, provider }: Pick<StoredConnection, '_id' | 'provider'>,
  secret: string,
): Promise<void> {
  if (provider !== 'bland') return;
  const filter = { _id: { $ne: _id }, fingerprints: { $in: vault.fingerprintsOf(secret) } };
  if (await connections.exists(everyone, filter)) throw takenError(provider);
}
