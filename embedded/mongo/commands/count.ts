import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { type Namespace, OverBudget, pauseAll } from '../read/context.ts';
import { count as countHere } from '../read/count.ts';
import { distinct as distinctHere } from '../read/distinct.ts';
import type { FindQuery } from '../read/find.ts';
import { validateFilter } from '../read/validate.ts';
import { isHeavy } from '../read/weight.ts';
import type { Collection } from '../store/catalog.ts';
import { type Doc, decode } from '../values/bson.ts';
import { asBuffer, pack } from '../workers/protocol.ts';
import type { Command } from './command.ts';
import type { Fields } from './fields.ts';
import { within } from './timeout.ts';

export async function count(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const namespace = { database, collection: fields.collection() };
  const query = countQuery(fields);
  fields.done();
  const n = here(engine, namespace, query.filter, {
    nothing: 0,
    read: (collection) => countHere(engine.reading, collection, query),
  });
  if (n !== undefined) return { n };
  const request = { method: 'count', query: pack({ ...query, namespace }) } as const;
  return { n: await within(command, (signal) => engine.pool.ask<number>(request, signal)) };
}

export function countQuery(fields: Fields): FindQuery {
  fields.accept('fields').refuse('collation');
  return {
    filter: fields.document('query') ?? {},
    sort: {},
    projection: {},
    skip: fields.count('skip') ?? 0,
    limit: Math.abs(fields.integer('limit') ?? 0),
    hint: fields.any('hint'),
  };
}

export async function distinct(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const namespace = { database, collection: fields.collection() };
  const key = fields.string('key');
  const filter = fields.document('query') ?? {};
  fields.refuse('collation').done();
  if (key === undefined)
    throw new MongoError(40414, "BSON field 'distinct.key' is missing but a required field");
  const values = here<unknown[]>(engine, namespace, filter, {
    nothing: [],
    read: (collection) => distinctHere(engine.reading, collection, key, filter),
  });
  if (values) return { values };
  const request = { method: 'distinct', query: pack({ namespace, key, filter }) } as const;
  return decode(asBuffer(await within(command, (signal) => engine.pool.ask<Uint8Array>(request, signal))));
}

/** What a read brings within a slice of this thread; undefined when that was not enough. */
function here<T>(
  engine: Engine,
  { database, collection: name }: Namespace,
  filter: Doc,
  { nothing, read }: { nothing: T; read: (collection: Collection) => T },
): T | undefined {
  if (isHeavy(filter)) return undefined;
  validateFilter(filter);
  const collection = engine.catalog.find(database, name);
  if (!collection) return nothing;
  try {
    return read(collection);
  } catch (error) {
    if (error instanceof OverBudget) return undefined;
    throw error;
  } finally {
    pauseAll(engine.reading);
  }
}
