import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Query } from '../read/matching.ts';
import type { Task } from '../store/writer.ts';
import { type Doc, decodeCommand } from '../values/bson.ts';
import { ensureCollection, refuseBadName } from '../write/collections.ts';
import { insertDocument } from '../write/insert.ts';
import { remove } from '../write/remove.ts';
import type { Progress } from '../write/target.ts';
import { type Update, update } from '../write/update.ts';
import { type Command, isDurable } from './command.ts';
import { Fields } from './fields.ts';
import { within } from './timeout.ts';

const MAX_STATEMENTS = 100_000;

export function insert(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const name = fields.collection();
  const ordered =
    fields.accept('bypassDocumentValidation', 'documents', 'updates').boolean('ordered') !== false;
  fields.done();
  refuseBadName(database, name);
  const statements = statementsOf(command, 'documents');
  function* task(): Task<Doc> {
    const answer = { n: 0 };
    const errors = yield* each(statements, ordered, function* (bytes) {
      insertDocument(engine, ensureCollection(engine, database, name), bytes);
      answer.n += 1;
      yield undefined;
    });
    return withErrors(answer, errors);
  }
  return engine.writer.run(task(), isDurable(command));
}

export function updates(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const namespace = { database, collection: fields.collection() };
  const ordered =
    fields.accept('bypassDocumentValidation', 'documents', 'updates').boolean('ordered') !== false;
  const variables = fields.document('let');
  fields.done();
  const statements = statementsOf(command, 'updates');
  function* task(progress: Progress): Task<Doc> {
    const answer = { n: 0, nModified: 0 };
    const upserted: Doc[] = [];
    const parsed = yield* parseAll(statements, (body) => updateStatement(body, variables));
    const errors = yield* each(parsed, ordered, function* (statement, index) {
      const done = yield* update(engine, namespace, statement, progress);
      answer.n += done.matched;
      answer.nModified += done.modified;
      if (done.upserted) {
        answer.n += 1;
        upserted.push({ index, _id: done.upserted._id });
      }
      yield undefined;
    });
    return withErrors({ ...answer, ...(upserted.length > 0 && { upserted }) }, errors);
  }
  return within(command, (signal) => engine.writer.run(task({ signal }), isDurable(command)));
}

function updateStatement(body: Doc, variables: Doc | undefined): Update {
  const fields = new Fields('update.updates', body).refuse('collation', 'sort');
  const constants = fields.document('c');
  const filter = fields.document('q') ?? {};
  const hint = fields.any('hint');
  const all = { ...variables, ...constants };
  const change = fields.any('u');
  if (typeof change !== 'object')
    throw new MongoError(9, 'Update argument must be either an object or an array');
  const statement = {
    query: { filter, hint, ...(Object.keys(all).length > 0 && { variables: all }) },
    update: change as Doc | Doc[],
    arrayFilters: fields.array('arrayFilters') as Doc[] | undefined,
    multi: fields.boolean('multi') === true,
    upsert: fields.accept('upsertSupplied').boolean('upsert') === true,
  };
  fields.done();
  return statement;
}

export function deletes(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const namespace = { database, collection: fields.collection() };
  const ordered = fields.accept('deletes').boolean('ordered') !== false;
  const variables = fields.document('let');
  fields.done();
  const statements = statementsOf(command, 'deletes');
  function* task(progress: Progress): Task<Doc> {
    const answer = { n: 0 };
    const parsed = yield* parseAll(statements, (body) => deleteStatement(body, variables));
    const errors = yield* each(parsed, ordered, function* (statement) {
      answer.n += yield* remove(engine, namespace, statement, progress);
      yield undefined;
    });
    return withErrors(answer, errors);
  }
  return within(command, (signal) => engine.writer.run(task({ signal }), isDurable(command)));
}

function deleteStatement(body: Doc, variables: Doc | undefined): { query: Query; one: boolean } {
  const fields = new Fields('delete.deletes', body).refuse('collation');
  const limit = fields.integer('limit');
  if (limit === undefined)
    throw new MongoError(40414, "BSON field 'delete.deletes.limit' is missing but a required field");
  if (limit !== 0 && limit !== 1) {
    throw new MongoError(9, `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  }
  const query = {
    filter: fields.document('q') ?? {},
    hint: fields.any('hint'),
    ...(variables && { variables }),
  };
  fields.done();
  return { query, one: limit === 1 };
}

/** One statement that cannot be read makes the whole command void, before any of it is done. */
function* parseAll<T>(statements: readonly Buffer[], parse: (body: Doc) => T): Task<T[]> {
  const parsed: T[] = [];
  for (const bytes of statements) {
    parsed.push(parse(decodeCommand(bytes)));
    yield undefined;
  }
  return parsed;
}

/** Statement after statement; an error ends the command where it is ordered, and is told in any case. */
function* each<T>(
  statements: readonly T[],
  ordered: boolean,
  perform: (statement: T, index: number) => Task<void>,
): Task<Doc[]> {
  const errors: Doc[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      yield* perform(statement, index);
    } catch (error) {
      // Without room on the disk, or at the end of the server, nothing goes on; all else is the fault of one statement.
      if (!(error instanceof MongoError) || error.code === 14031 || error.code === 11600) throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (ordered) break;
    }
  }
  return errors;
}

function withErrors(answer: Doc, errors: readonly Doc[]): Doc {
  return errors.length > 0 ? { ...answer, writeErrors: errors } : answer;
}

function statementsOf({ name, body, documents }: Command, field: string): readonly Buffer[] {
  if (!documents && body[field] !== undefined) {
    throw new MongoError(14, `BSON field '${name}.${field}' has to be an array of objects`);
  }
  if (!documents)
    throw new MongoError(40414, `BSON field '${name}.${field}' is missing but a required field`);
  if (documents.length > 0 && documents.length <= MAX_STATEMENTS) return documents;
  throw new MongoError(
    16,
    `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${documents.length} operations.`,
  );
}
