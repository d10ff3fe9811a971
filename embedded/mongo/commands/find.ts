import { Long } from 'bson';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Namespace } from '../read/context.ts';
import type { FindQuery } from '../read/find.ts';
import { validateFind } from '../read/validate.ts';
import { isHeavy } from '../read/weight.ts';
import type { Doc } from '../values/bson.ts';
import { isNumber } from '../values/numbers.ts';
import { cursorAnswer } from '../wire/batches.ts';
import type { Command } from './command.ts';
import { type Cursor, FindCursor, RemoteOnly } from './cursors.ts';
import type { Fields } from './fields.ts';
import { within } from './timeout.ts';

/** What one answer may carry beside its frame: like MongoDB's 16 MB. */
const BATCH_BYTES = 16 * 1024 * 1024;
const FIRST_BATCH = 101;

export function find(engine: Engine, command: Command): Promise<Buffer> {
  const { fields, database } = command;
  const name = fields.collection();
  const { query, negativeLimit } = findQuery(fields);
  const batchSize = fields.count('batchSize') ?? FIRST_BATCH;
  const single = fields.boolean('singleBatch') === true || negativeLimit;
  fields.done();
  const cursor = cursorOf(engine, { database, collection: name }, query);
  if (!cursor) return Promise.resolve(cursorAnswer('firstBatch', [], 0n, `${database}.${name}`));
  return openCursor(engine, command, cursor, `${database}.${name}`, batchSize, single);
}

/** None where there is nothing to look through. */
function cursorOf(engine: Engine, namespace: Namespace, query: FindQuery): Cursor | undefined {
  if (isHeavy(query)) return new RemoteOnly(engine, { kind: 'find', query: { ...query, namespace } });
  validateFind(query);
  const collection = engine.catalog.find(namespace.database, namespace.collection);
  return collection && new FindCursor(engine, collection, query);
}

/** The fields that describe a find, in the command itself and inside an explain. They are not checked yet. */
export function findQuery(fields: Fields): { query: FindQuery; negativeLimit: boolean } {
  fields
    .accept('allowDiskUse', 'noCursorTimeout', 'allowPartialResults', 'oplogReplay')
    .refuse('collation', 'min', 'max', 'returnKey', 'showRecordId', 'tailable', 'awaitData');
  const limit = fields.integer('limit') ?? 0;
  const variables = fields.document('let');
  const query: FindQuery = {
    filter: fields.document('filter') ?? {},
    sort: fields.document('sort') ?? {},
    projection: fields.document('projection') ?? {},
    skip: fields.count('skip') ?? 0,
    limit: Math.abs(limit),
    hint: fields.any('hint'),
    ...(variables && { variables }),
  };
  return { query, negativeLimit: limit < 0 };
}

/** The first batch's answer; the cursor is kept where there is more. */
export async function openCursor(
  engine: Engine,
  command: Command,
  cursor: Cursor,
  namespace: string,
  batchSize: number,
  single = false,
): Promise<Buffer> {
  const first = await within(command, (signal) => {
    signal.addEventListener('abort', () => cursor.close(), { once: true });
    return cursor.next({ docs: batchSize, bytes: BATCH_BYTES });
  });
  if (first.done) return cursorAnswer('firstBatch', first.docs, 0n, namespace);
  if (single) {
    cursor.close();
    return cursorAnswer('firstBatch', first.docs, 0n, namespace);
  }
  return cursorAnswer(
    'firstBatch',
    first.docs,
    engine.cursors.add(cursor, namespace, sessionOf(command)),
    namespace,
  );
}

export async function getMore(engine: Engine, command: Command): Promise<Buffer> {
  const { fields, database, body } = command;
  const id = body.getMore;
  if (!Long.isLong(id))
    throw new MongoError(14, "BSON field 'getMore.getMore' is the wrong type, expected type 'long'");
  const namespace = `${database}.${fields.string('collection') ?? ''}`;
  const batchSize = fields.count('batchSize') || Number.POSITIVE_INFINITY;
  fields.done();
  const cursorId = id.toBigInt();
  const batch = await engine.cursors.next(cursorId, namespace, { docs: batchSize, bytes: BATCH_BYTES });
  return cursorAnswer('nextBatch', batch.docs, batch.done ? 0n : cursorId, namespace);
}

export function killCursors(engine: Engine, { fields }: Command): Doc {
  fields.collection();
  const ids = (fields.array('cursors') ?? []) as (Long | number)[];
  fields.done();
  if (!ids.every(isNumber)) throw new MongoError(14, "BSON field 'killCursors.cursors' has to hold numbers");
  const killed = ids.filter((id) => engine.cursors.kill(BigInt(id.toString())));
  const notFound = ids.filter((id) => !killed.includes(id));
  return { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] };
}

function sessionOf({ body }: Command): string | undefined {
  const id = (body.lsid as { id?: { toString(encoding: 'hex'): string } } | undefined)?.id;
  return id?.toString('hex');
}
