import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { type Doc, decode } from '../values/bson.ts';
import { asBuffer, pack } from '../workers/protocol.ts';
import { aggregateQuery } from './aggregate.ts';
import type { Command } from './command.ts';
import { countQuery } from './count.ts';
import { Fields } from './fields.ts';
import { findQuery } from './find.ts';
import { SERVER_INFO } from './handshake.ts';
import { within } from './timeout.ts';

const NO_QUERY = { filter: {}, sort: {}, projection: {}, skip: 0, limit: 0 };

/** How a find, a count or an aggregation would be served; with executionStats, how it was. */
export async function explain(engine: Engine, command: Command): Promise<Doc> {
  const { fields, body, database } = command;
  const inner = body.explain as Doc;
  const verbosity = fields.string('verbosity') ?? 'allPlansExecution';
  fields.done();
  const [name] = Object.keys(inner ?? {});
  if (name === undefined) throw new MongoError(14, 'explain command requires a nested object');
  const query = pack({ ...explained(name, inner, database), execute: verbosity !== 'queryPlanner' });
  const answer = await within(command, (signal) =>
    engine.pool.ask<Uint8Array>({ method: 'explain', query }, signal),
  );
  return { explainVersion: '1', ...decode(asBuffer(answer)), command: inner, serverInfo: SERVER_INFO };
}

function explained(command: string, inner: Doc, database: string): object {
  const fields = new Fields(command, inner);
  const namespace = { database, collection: fields.collection() };
  switch (command) {
    case 'find': {
      const { query } = findQuery(fields);
      return { namespace, command, query };
    }
    case 'count':
      return { namespace, command, query: countQuery(fields) };
    case 'aggregate': {
      const { pipeline } = aggregateQuery(fields, database, namespace.collection);
      return { namespace, command, query: NO_QUERY, pipeline };
    }
    case 'distinct':
      return { namespace, command: 'find', query: { ...NO_QUERY, filter: fields.document('query') ?? {} } };
    case 'update':
    case 'delete': {
      const [statement] = (fields.array(`${command}s`) ?? []) as Doc[];
      return { namespace, command: 'find', query: { ...NO_QUERY, filter: (statement?.q ?? {}) as Doc } };
    }
    case 'findAndModify':
      return {
        namespace,
        command: 'find',
        query: { ...NO_QUERY, filter: fields.document('query') ?? {}, sort: fields.document('sort') ?? {} },
      };
    default:
      throw new MongoError(59, `Explain failed due to unknown command: ${command}`);
  }
}
