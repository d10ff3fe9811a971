/** A new number, or one that was removed and comes back with its history. */
import type { NewNumber } from '../../contract/numbers.ts';
import { type Caller, platformTenantId } from '../../core/caller.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { StoredConnection } from '../../models/connections.ts';
import type { StoredNumber } from '../../models/numbers.ts';
import { withEntry } from './entries.ts';
import { holderOf } from './holder.ts';
import type { NumberNeeds } from './management.ts';
import { keyOf } from './open.ts';

export async function createNumber(
  needs: NumberNeeds,
  caller: Caller,
  { connectionId, number, tenantId, agent, greeting }: NewNumber,
): Promise<StoredNumber> {
  const { connections, tenants, audit, revocations } = needs;
  const { scope } = caller;
  const connection = await connections.findById(scope, connectionId, { readPreference: 'primary' });
  if (connection === null) throw noConnection();
  const isOwn = connection.tenantId !== platformTenantId;
  const holderId =
    isOwn || tenantId !== undefined ? await holderOf(connection.tenantId, tenantId, tenants) : undefined;
  if (holderId === undefined && (agent !== undefined || greeting !== undefined)) {
    const message =
      'expected where an agent or a greeting is given: they are of the tenant who has the number';
    throw new ValidationError('A tenant has to be named.', [{ path: 'body.tenantId', message }]);
  }
  const present = {
    ...(holderId !== undefined && { holderId }),
    ...(agent !== undefined && { agent }),
    ...(greeting !== undefined && { greeting: plain(greeting) }),
  };
  const line = await lineFor(needs, caller, connection, number);
  const event = {
    action: 'number.create',
    resource: { type: 'number', id: line._id },
    after: {
      connectionId,
      number,
      tenantId: holderId ?? null,
      agent: agent ?? null,
      greeting: greeting ?? null,
    },
  } as const;
  return audit.record(scope, caller, event, async () => {
    const made = await put(needs, caller, line, present);
    await orUndo(needs, caller, made);
    await revocations.announce({ kind: 'number', id: line.key });
    return made;
  });
}

type Present = Pick<StoredNumber, 'holderId' | 'agent' | 'greeting'>;

/** What is there of it from before, or the beginning of a new one, with nothing that was written yet. */
async function lineFor(
  { numbers, clock }: NumberNeeds,
  { scope, id: createdBy }: Caller,
  { _id: connectionId, tenantId, provider, simulated }: StoredConnection,
  number: string,
): Promise<StoredNumber> {
  const key = keyOf(connectionId, number);
  const before = await numbers.findOne(scope, { key }, { readPreference: 'primary' });
  if (before !== null && before.removedAt === undefined) throw taken();
  if (before !== null) return before;
  const createdAt = clock.now();
  const _id = newId('num');
  const beginning = { _id, tenantId, connectionId, key, number, provider, simulated, createdAt, createdBy };
  return { ...beginning, entries: [], rev: 0 };
}

async function put(
  { numbers, clock }: NumberNeeds,
  { scope, id: by }: Caller,
  line: StoredNumber,
  present: Present,
): Promise<StoredNumber> {
  const { holderId, agent } = present;
  const entry = { by, ...(holderId !== undefined && { holderId }), ...(agent !== undefined && { agent }) };
  const entries = withEntry(line, entry, clock.now());
  if (line.rev === 0) {
    const document = { ...line, ...present, entries, rev: 1 };
    await numbers.insertOne(scope, document).catch((error: unknown) => {
      throw error instanceof ConflictError ? taken(error) : error;
    });
    return document;
  }
  const filter = { _id: line._id, rev: line.rev, removedAt: { $exists: true } };
  const update = { $set: { ...present, entries }, $unset: { removedAt: true }, $inc: { rev: 1 } } as const;
  const back = await numbers.findOneAndUpdate(scope, filter, update);
  if (back === null) throw taken();
  return back;
}

/** Somebody may have removed the connection between a look at it and now. */
async function orUndo(
  { connections, numbers, clock }: NumberNeeds,
  { scope }: Caller,
  { _id, connectionId }: StoredNumber,
): Promise<void> {
  const { matchedCount } = await connections.updateOne(
    scope,
    { _id: connectionId },
    { $inc: { numbering: 1 } },
  );
  if (matchedCount === 1) return;
  await numbers.updateOne(scope, { _id }, { $set: { removedAt: clock.now() } });
  throw noConnection();
}

function noConnection(): NotFoundError {
  return new NotFoundError('There is no connection with this id.', { code: 'CONNECTION_NOT_FOUND' });
}

function taken(cause?: unknown): ConflictError {
  return new ConflictError('This number is on this connection already.', { code: 'NUMBER_TAKEN', cause });
}

/** What was not said is not there. */
export function plain({ say, language, record }: NonNullable<NewNumber['greeting']>) {
  return { say, record, ...(language !== undefined && { language }) };
}
