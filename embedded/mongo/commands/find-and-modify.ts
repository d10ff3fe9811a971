import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Query } from '../read/matching.ts';
import type { Task } from '../store/writer.ts';
import type { Doc } from '../values/bson.ts';
import { remove } from '../write/remove.ts';
import type { Progress } from '../write/target.ts';
import { update } from '../write/update.ts';
import { type Command, isDurable } from './command.ts';
import { projectorFor } from './projector.ts';
import { within } from './timeout.ts';

interface Done {
  readonly lastErrorObject: Doc;
  readonly value: Doc | undefined;
}

export async function findAndModify(engine: Engine, command: Command): Promise<Doc> {
  const { fields, database } = command;
  const namespace = { database, collection: fields.collection() };
  fields.accept('bypassDocumentValidation').refuse('collation');
  const variables = fields.document('let');
  const sort = fields.document('sort') ?? {};
  const query: Query = {
    filter: fields.document('query') ?? {},
    sort,
    hint: fields.any('hint'),
    ...(variables && { variables }),
  };
  const removes = fields.boolean('remove') === true;
  const change = fields.any('update') as Doc | Doc[] | undefined;
  const wantsNew = fields.boolean('new') === true;
  const upsert = fields.boolean('upsert') === true;
  const projection = fields.document('fields') ?? {};
  const arrayFilters = fields.array('arrayFilters') as Doc[] | undefined;
  fields.done();
  if (removes && (change || upsert || wantsNew)) {
    throw new MongoError(
      9,
      `Cannot specify both ${change ? 'an update' : upsert ? 'upsert=true' : 'new=true'} and remove=true`,
    );
  }
  if (!removes && !change) throw new MongoError(9, 'Either an update or remove=true must be specified');

  function* removal(progress: Progress): Task<Done> {
    let value: Doc | undefined;
    const n = yield* remove(engine, namespace, { query, one: true }, progress, (doc) => {
      value = doc;
    });
    return { lastErrorObject: { n }, value };
  }

  function* changing(progress: Progress): Task<Done> {
    const statement = { query, update: change as Doc | Doc[], arrayFilters, multi: false, upsert };
    const done = yield* update(engine, namespace, statement, progress);
    const lastErrorObject = {
      n: done.matched + (done.upserted ? 1 : 0),
      updatedExisting: done.matched > 0,
      ...(done.upserted && { upserted: done.upserted._id }),
    };
    return { lastErrorObject, value: wantsNew ? done.after : done.before };
  }

  return within(command, async (signal) => {
    const project = await projectorFor(engine, projection, query, signal);
    const task = removes ? removal({ signal }) : changing({ signal });
    const { lastErrorObject, value } = await engine.writer.run(task, isDurable(command));
    return { lastErrorObject, value: value ? await project(value, signal) : null };
  });
}
