import { validatePipeline, writingStage } from '../aggregate/index.ts';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { type AggregateQuery, openAggregate } from '../read/aggregate.ts';
import { OverBudget, pauseAll } from '../read/context.ts';
import { isHeavy, isHeavyPipeline } from '../read/weight.ts';
import type { Doc } from '../values/bson.ts';
import { toNumber } from '../values/numbers.ts';
import { Rank, rankOf } from '../values/rank.ts';
import { cursorAnswer } from '../wire/batches.ts';
import { writeResult } from '../write/result.ts';
import type { Command } from './command.ts';
import { isDurable } from './command.ts';
import { type Cursor, ListCursor, RemoteOnly } from './cursors.ts';
import type { Fields } from './fields.ts';
import { openCursor } from './find.ts';
import { within } from './timeout.ts';

export async function aggregate(engine: Engine, command: Command): Promise<Buffer> {
  const { fields, database, body } = command;
  // A number stands for the database itself: $documents, $currentOp.
  const name = typeof body.aggregate === 'string' ? fields.collection() : '$cmd.aggregate';
  const query = aggregateQuery(fields, database, name);
  const cursorOptions = fields.document('cursor');
  if (!cursorOptions) {
    throw new MongoError(
      9,
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  fields.done();
  const batchSize = cursorOptions.batchSize === undefined ? 101 : toNumber(cursorOptions.batchSize);
  const writes = writingStage(query.pipeline);
  const cursor = open(engine, query);
  if (!writes) return openCursor(engine, command, cursor, `${database}.${name}`, batchSize);
  await within(command, (signal) => {
    signal.addEventListener('abort', () => cursor.close(), { once: true });
    return writeResult(engine, query.namespace, writes, cursor, { durable: isDurable(command), signal });
  });
  return cursorAnswer('firstBatch', [], 0n, `${database}.${name}`);
}

/** Not checked yet. */
export function aggregateQuery(fields: Fields, database: string, collection: string): AggregateQuery {
  fields.accept('allowDiskUse', 'bypassDocumentValidation').refuse('collation', 'explain');
  const pipeline = fields.array('pipeline');
  if (!pipeline)
    throw new MongoError(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
  const variables = fields.document('let');
  const hint = fields.any('hint');
  return {
    namespace: { database, collection },
    pipeline: pipeline as Doc[],
    now: new Date(),
    ...(variables && { variables }),
    ...(hint !== undefined && { hint }),
  };
}

/** Stages whose work grows no faster than the documents they are given. */
const SIMPLE = new Set(
  '$match $project $addFields $set $unset $group $sort $limit $skip $count $sortByCount $replaceRoot $replaceWith'.split(
    ' ',
  ),
);

/** Here where a slice is enough for all of it, else in a worker. */
function open(engine: Engine, query: AggregateQuery): Cursor {
  if (isSimple(query)) {
    validatePipeline(query.pipeline, query.variables);
    try {
      return new ListCursor([...openAggregate(engine.reading, query)]);
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
    } finally {
      pauseAll(engine.reading);
    }
  }
  return new RemoteOnly(engine, { kind: 'aggregate', query });
}

function isSimple({ pipeline, variables }: AggregateQuery): boolean {
  return pipeline.every(isStageSimple) && !isHeavy(variables) && !isHeavyPipeline(pipeline);
}

/** What is no stage at all is told by whoever checks the pipeline. */
function isStageSimple(stage: unknown): boolean {
  return rankOf(stage) === Rank.object && Object.keys(stage as Doc).every((name) => SIMPLE.has(name));
}
