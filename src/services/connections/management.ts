/** Connections as their owner manages them. */
import type {
  AccountProfile,
  Connection,
  ConnectionChange,
  ConnectionQuery,
  NewConnection,
} from '../../contract/connections.ts';
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { type Page, pageOf, placeOf } from '../../core/cursor.ts';
import { ValidationError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { StoredConnection } from '../../models/connections.ts';
import type { Numbers } from '../../models/numbers.ts';
import { type ChangeNeeds, createConnectionChange } from './change.ts';
import { createConnection, refuseTaken } from './create.ts';
import { newCredentials } from './credentials.ts';
import { type CheckPretended, pretendedAt } from './pretended.ts';
import { removeConnection } from './remove.ts';
import { withoutSecret, withSecret } from './secrets.ts';
import type { Vault } from './vault.ts';
import type { AskHow } from './verdict.ts';
import type { Shown } from './view.ts';

export interface ConnectionManagement {
  list(caller: Caller, query: ConnectionQuery): Promise<Page<Connection>>;
  get(caller: Caller, connectionId: string): Promise<Connection>;
  create(caller: Caller, connection: NewConnection): Promise<Connection>;
  change(caller: Caller, connectionId: string, change: ConnectionChange): Promise<Connection>;
  addSecret(caller: Caller, connectionId: string, secret: string): Promise<Connection>;
  retireSecret(caller: Caller, connectionId: string, secretId: string): Promise<Connection>;
  remove(caller: Caller, connectionId: string): Promise<void>;
  profile(caller: Caller, connectionId: string): Promise<AccountProfile>;
  /** Asks the account now how it is. */
  checkNow(caller: Caller, connectionId: string): Promise<Connection>;
}

export interface ManagementNeeds extends ChangeNeeds {
  readonly numbers: Pick<Numbers, 'count' | 'deleteMany'>;
  readonly vault: Vault;
  /** Whether somebody else has it already is asked over all tenants. */
  readonly everyone: SystemScope;
  readonly checkPretended: CheckPretended;
  readonly profileOf: (connection: Pick<StoredConnection, '_id' | 'rev'>) => Promise<AccountProfile>;
  readonly askHow: AskHow;
  readonly shown: Shown;
  readonly clock: Clock;
  /** How many a tenant may have. */
  readonly most: number;
}

export function createManagement(needs: ManagementNeeds): ConnectionManagement {
  const { connections, vault, shown, clock, profileOf } = needs;
  const { existing, change } = createConnectionChange(needs);

  /** A connection to a real provider never becomes one to a pretended one. */
  async function movedTo({ scope }: Caller, connectionId: string, baseUrl: string | undefined) {
    if (baseUrl === undefined) return {};
    const { simulated } = await existing(scope, connectionId);
    if (simulated) return { baseUrl: await pretendedAt(baseUrl, needs.checkPretended) };
    throw new ValidationError('This connection leads to the real provider.', [
      { path: 'body.baseUrl', message: 'expected nothing: only a pretended provider has another address' },
    ]);
  }

  return {
    async list({ scope }, { limit, cursor }) {
      const below = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('conn', place));
      const filter = below === undefined ? {} : { _id: { $lt: below } };
      const found = await connections.find(scope, filter, { sort: { _id: -1 }, limit: limit + 1 });
      return pageOf(found, limit, shown);
    },
    get: async ({ scope }, connectionId) => shown(await existing(scope, connectionId)),
    create: async (caller, connection) => shown(await createConnection(needs, caller, connection)),
    async change(caller, connectionId, { rev, name, status, baseUrl, credentials }) {
      const moved = await movedTo(caller, connectionId, baseUrl);
      const changed = await change(caller, connectionId, {
        action: 'connection.change',
        rev,
        fields: (connection) => ({
          ...(name !== undefined && { name }),
          ...(status !== undefined && { status }),
          ...moved,
          ...(credentials !== undefined && newCredentials(vault, connection, credentials, clock.now())),
          // Whatever was found out before is no longer so.
          ...((credentials !== undefined || baseUrl !== undefined) && { checkAt: clock.now() }),
        }),
        told: toldOfFields,
      });
      return shown(changed);
    },
    async addSecret(caller, connectionId, secret) {
      await refuseTaken(needs, await existing(caller.scope, connectionId), secret);
      const changed = await change(caller, connectionId, {
        action: 'connection.add-secret',
        fields: (connection) => withSecret(vault, connection, secret, clock.now()),
        told: toldOfSecrets,
      });
      return shown(changed);
    },
    async retireSecret(caller, connectionId, secretId) {
      const changed = await change(caller, connectionId, {
        action: 'connection.retire-secret',
        fields: (connection) => withoutSecret(vault, connection, secretId),
        told: toldOfSecrets,
      });
      return shown(changed);
    },
    async remove(caller, connectionId) {
      await removeConnection(needs, caller, await existing(caller.scope, connectionId));
    },
    async profile({ scope }, connectionId) {
      return profileOf(await existing(scope, connectionId));
    },
    async checkNow({ scope }, connectionId) {
      const connection = await existing(scope, connectionId);
      if (wasJustAsked(connection, clock.now())) return shown(connection);
      await needs.askHow(connection);
      return shown(await existing(scope, connectionId));
    },
  };
}

/** Whoever asks again sooner gets the same answer: the provider is spared those who are impatient. */
const freshMs = 5_000;

/** Not where it was changed since: then it is due at once. */
const wasJustAsked = ({ check, checkAt }: StoredConnection, now: Date) =>
  check !== undefined &&
  now.getTime() - check.askedAt.getTime() < freshMs &&
  checkAt !== undefined &&
  checkAt > now;

type Fields = Partial<StoredConnection>;

function toldOfFields(before: StoredConnection, after: Fields) {
  const names = (['name', 'status', 'baseUrl', 'keyLastFour'] as const).filter(
    (name) => after[name] !== undefined,
  );
  const picked = (from: Fields) => Object.fromEntries(names.map((name) => [name, from[name]]));
  return { before: picked(before), after: picked(after) };
}

/** Which there are, by their ids. */
function toldOfSecrets(before: StoredConnection, after: Fields) {
  const idsOf = ({ secrets = [] }: Fields) => ({ secrets: secrets.map(({ id }) => id) });
  return { before: idsOf(before), after: idsOf(after) };
}
