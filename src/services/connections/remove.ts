/** The end of a connection: what arrives over it is refused from within a second on. */
import type { Caller } from '../../core/caller.ts';
import { ConflictError } from '../../core/errors.ts';
import type { StoredConnection } from '../../models/connections.ts';
import type { ManagementNeeds } from './management.ts';

export async function removeConnection(
  { connections, numbers, audit, revocations }: ManagementNeeds,
  caller: Caller,
  { _id, provider, name, accountId }: StoredConnection,
): Promise<void> {
  const { scope } = caller;
  const resource = { type: 'connection', id: _id };
  const before = { provider, name, accountId: accountId ?? null };
  const event = { action: 'connection.remove', resource, before } as const;
  await audit.record(scope, caller, event, async () => {
    const seen = await connections.findById(scope, _id, {
      select: ['numbering'],
      readPreference: 'primary',
    });
    // Somebody else has removed it meanwhile.
    if (seen === null) return;
    const hanging = { connectionId: _id, removedAt: { $exists: false } };
    const count = await numbers.count(scope, hanging, { readPreference: 'primary' });
    if (count > 0) throw inUse(`${count} number${count === 1 ? ' is' : 's are'} on it`);
    const { numbering } = seen;
    if ((await connections.deleteOne(scope, { _id, numbering })) === 0) {
      throw inUse('a number was just put on it');
    }
    await revocations.announce({ kind: 'connection', id: _id });
    // Those that were removed before: nothing can arrive for them any more.
    await numbers.deleteMany(scope, { connectionId: _id });
  });
}

function inUse(why: string): ConflictError {
  return new ConflictError(`This connection stays: ${why}. Remove them first.`, {
    code: 'CONNECTION_IN_USE',
  });
}
