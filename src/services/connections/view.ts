/** A connection as the contract has it: of its secrets, how many there are and since when. */
import type { Connection } from '../../contract/connections.ts';
import type { StoredCheck, StoredConnection } from '../../models/connections.ts';
import type { HookAddresses } from './connections.ts';
import type { HooksUrl } from './open.ts';

export type Shown = (connection: StoredConnection) => Connection;

export const createView =
  (hooksUrl: HooksUrl, addresses: HookAddresses): Shown =>
  (connection) => {
    const { _id, provider, name, status, simulated, keyLastFour, createdBy, rev } = connection;
    return {
      id: _id,
      provider,
      name,
      status,
      simulated,
      baseUrl: connection.baseUrl ?? null,
      accountId: connection.accountId ?? null,
      keyLastFour,
      secrets: connection.secrets.map(({ id, createdAt }) => ({ id, createdAt: createdAt.toISOString() })),
      hooks: { ...addresses({ provider, hooksUrl: hooksUrl(connection) }) },
      check: shownCheck(connection.check),
      lastSeenAt: connection.lastSeenAt?.toISOString() ?? null,
      createdAt: connection.createdAt.toISOString(),
      createdBy,
      rev,
    };
  };

function shownCheck(check: StoredCheck | undefined): Connection['check'] {
  return {
    verdict: check?.verdict ?? 'unknown',
    askedAt: check?.askedAt.toISOString() ?? null,
    lastSuccessAt: check?.lastSuccessAt?.toISOString() ?? null,
    lastFailureAt: check?.lastFailureAt?.toISOString() ?? null,
  };
}
