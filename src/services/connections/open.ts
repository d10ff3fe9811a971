/** Connections in use, from memory: what arrives is verified by them, and what is asked of a provider goes over them. */
import { type Clock, systemClock } from '../../core/clock.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import { createRemembered } from '../../core/remembered.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Connections, StoredConnection } from '../../models/connections.ts';
import type { Account } from '../../providers/telephony/telephony.ts';
import type { Revocations } from '../revocations/revocations.ts';
import type { AccountFor, OpenConnection, OpenConnections, ReachableConnection } from './connections.ts';
import type { Vault } from './vault.ts';

export type HooksUrl = (connection: Pick<StoredConnection, '_id' | 'provider'>) => string;

export interface OpenNeeds {
  readonly connections: Pick<Connections, 'findById' | 'cursor'>;
  /** Whose connection it is comes out by looking it up. */
  readonly scope: SystemScope;
  readonly vault: Vault;
  readonly revocations: Pick<Revocations, 'isCurrent' | 'subscribe'>;
  readonly accountFor: AccountFor;
  readonly hooksUrl: HooksUrl;
  readonly clock?: Clock;
}

interface Known {
  readonly open: OpenConnection;
  readonly reachable: ReachableConnection;
  /** Made when it is first asked for. */
  account?: Account;
}

export function createOpen(needs: OpenNeeds): Pick<OpenConnections, 'byId' | 'accountOf' | 'all'> {
  const { connections, scope, vault, revocations, accountFor, hooksUrl, clock = systemClock } = needs;

  function known(connection: StoredConnection): Known {
    const { _id: id, tenantId: ownerId, provider, simulated, status, accountId, baseUrl } = connection;
    const named = provider === 'twilio' && accountId !== undefined;
    return {
      open: Object.freeze({
        id,
        ownerId,
        provider,
        simulated,
        status,
        signing: { ...(named && { accountId }), secrets: vault.openSecrets(connection) },
        hooksUrl: hooksUrl(connection),
      }),
      reachable: { id, simulated, baseUrl, credentials: vault.openCredentials(connection) },
    };
  }

  const remembered = createRemembered<Known>({
    kind: 'connection',
    revocations,
    clock,
    async load(id) {
      const found = await connections.findById(scope, id, { readPreference: 'primary' });
      return found === null ? undefined : known(found);
    },
  });

  return {
    byId(connectionId) {
      // What stands in an address may be anything.
      if (!isId('conn', connectionId)) return undefined;
      const found = remembered.get(connectionId);
      return found instanceof Promise ? found.then((loaded) => loaded?.open) : found?.open;
    },
    async *all() {
      for await (const connection of connections.cursor(scope, {}, { sort: { _id: 1 } })) {
        yield known(connection).open;
      }
    },
    async accountOf(connectionId) {
      const found = isId('conn', connectionId) ? await remembered.get(connectionId) : undefined;
      if (found === undefined) throw new NotFoundError('There is no connection with this id.');
      found.account ??= accountFor(found.reachable);
      return found.open.status === 'active' ? found.account : placingNothing(found.account);
    },
  };
}

/** Calls that are under way can still be asked about and ended. */
function placingNothing(account: Account): Account {
  return {
    profile: (signal) => account.profile(signal),
    call: (providerCallId, signal) => account.call(providerCallId, signal),
    recentCalls: (since, signal) => account.recentCalls(since, signal),
    find: (call, since, signal) => account.find(call, since, signal),
    hangUp: (providerCallId, signal) => account.hangUp(providerCallId, signal),
    async place() {
      throw new ConflictError('This connection is disabled, so no calls are placed over it.', {
        code: 'CONNECTION_DISABLED',
      });
    },
  };
}
