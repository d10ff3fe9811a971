/** The aggregate command's documents: the planner serves the head of the pipeline, the rest runs over its documents. */
import { type Collections, runAggregate, splitPipeline } from '../aggregate/index.ts';
import { type Doc, encode } from '../values/bson.ts';
import { checkAnswer } from '../values/bytes.ts';
import { collectionOf, type Namespace, type ReadContext } from './context.ts';
import { matchingDocuments } from './matching.ts';

export interface AggregateQuery {
  readonly namespace: Namespace;
  readonly pipeline: Doc[];
  readonly variables?: Doc | undefined;
  readonly hint?: unknown;
  readonly now: Date;
}

export function* openAggregate(context: ReadContext, query: AggregateQuery): Generator<Buffer> {
  for (const doc of aggregate(context, query)) yield checkAnswer(encode(doc));
}

export function aggregate(context: ReadContext, query: AggregateQuery): Iterable<Doc> {
  const { namespace, variables, hint, now } = query;
  const { filter, sort, skip, limit, fields, rest } = splitPipeline(query.pipeline);
  const collection = collectionOf(context, namespace);
  const source = collection
    ? matchingDocuments(context, collection, { filter, sort, hint, variables }, fields)
    : { docs: [], sorted: true, scoreOf: () => 0 };
  const stages = [
    ...(sort && !source.sorted ? [{ $sort: sort }] : []),
    ...(skip ? [{ $skip: skip }] : []),
    ...(limit ? [{ $limit: limit }] : []),
    ...rest,
  ];
  const collections = collectionsOf(context, namespace.database);
  return runAggregate(source.docs, stages, {
    collections,
    collection: namespace.collection,
    now,
    ...(variables && { variables }),
    textScore: source.scoreOf,
  });
}

function collectionsOf(context: ReadContext, database: string): Collections {
  return {
    find(name, filter) {
      const collection = collectionOf(context, { database, collection: name });
      return collection ? matchingDocuments(context, collection, { filter }).docs : [];
    },
    stats(name) {
      const collection = collectionOf(context, { database, collection: name });
      return { ns: `${database}.${name}`, count: collection?.count ?? 0, size: collection?.bytes ?? 0 };
    },
  };
}
