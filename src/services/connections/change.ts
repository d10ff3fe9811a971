/** One change of a connection: noted before it is made, and told to every instance before anybody is answered. */
import type { Caller } from '../../core/caller.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { Connections, StoredConnection } from '../../models/connections.ts';
import type { Audit, AuditEvent } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { takenBy } from './taken.ts';

type Fields = Partial<Omit<StoredConnection, '_id' | 'tenantId' | 'rev'>>;

export interface Change {
  readonly action: AuditEvent['action'];
  /** The revision that was seen; undefined where the change is right for any. */
  readonly rev?: number;
  /** What becomes of the connection as it is. Throws where that cannot be. */
  fields(connection: StoredConnection): Fields;
  /** What the log is to know: nothing that is secret. */
  told(connection: StoredConnection, fields: Fields): Pick<AuditEvent, 'before' | 'after'>;
}

export interface ChangeNeeds {
  readonly connections: Connections;
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Pick<Revocations, 'announce'>;
}

/** How often a change that is right for any revision is made anew of what somebody else has changed meanwhile. */
const tries = 10;

export function createConnectionChange({ connections, audit, revocations }: ChangeNeeds) {
  async function existing(scope: TenantScope, connectionId: string): Promise<StoredConnection> {
    const found = await connections.findById(scope, connectionId, { readPreference: 'primary' });
    if (found === null) throw new NotFoundError('There is no connection with this id.');
    return found;
  }

  async function written(scope: TenantScope, was: StoredConnection, fields: Fields) {
    const { _id, rev, provider } = was;
    const update = { $set: fields, $inc: { rev: 1 } };
    return takenBy(provider, () => connections.findOneAndUpdate(scope, { _id, rev }, update));
  }

  async function change(caller: Caller, connectionId: string, wanted: Change): Promise<StoredConnection> {
    const { scope } = caller;
    const { action, rev } = wanted;
    let connection = await existing(scope, connectionId);
    if (rev !== undefined && connection.rev !== rev) throw outdated(rev, connection.rev);
    let fields = wanted.fields(connection);
    const resource = { type: 'connection', id: connectionId };
    const event = { action, resource, ...wanted.told(connection, fields) };
    return audit.record(scope, caller, event, async () => {
      for (let tried = 1; ; tried += 1) {
        const changed = await written(scope, connection, fields);
        if (changed !== null) {
          await revocations.announce({ kind: 'connection', id: connectionId });
          return changed;
        }
        if (rev !== undefined || tried === tries) throw outdated(connection.rev);
        connection = await existing(scope, connectionId);
        fields = wanted.fields(connection);
      }
    });
  }

  return { existing, change };
}

function outdated(seen: number, now?: number): ConflictError {
  const news = now === undefined ? 'somebody was faster' : `it is revision ${now} now`;
  return new ConflictError(`Nothing was changed: you saw revision ${seen}, and ${news}. Read it again.`, {
    code: 'REVISION_OUTDATED',
  });
}
