/** Which way a read goes and what it had to look at. */
import { splitPipeline, validatePipeline } from '../aggregate/index.ts';
import type { Access, IndexScan, Plan } from '../plan/access.ts';
import { planFor } from '../plan/plan.ts';
import { isMultikey } from '../store/indexes.ts';
import type { Doc } from '../values/bson.ts';
import { aggregate } from './aggregate.ts';
import {
  collectionOf,
  type Namespace,
  nextBudget,
  PAUSED,
  type ReadContext,
  startBudget,
} from './context.ts';
import { Filtered } from './filtered.ts';
import { type FindQuery, openFind } from './find.ts';
import { validateFind } from './validate.ts';

interface ExplainQuery {
  readonly namespace: Namespace;
  readonly command: 'find' | 'count' | 'aggregate';
  readonly query: FindQuery;
  readonly pipeline?: Doc[];
  readonly execute: boolean;
}

interface Tally {
  returned: number;
  keys: number;
  docs: number;
}

export function explain(context: ReadContext, request: Doc): Doc {
  const { namespace, command, query, pipeline, execute } = request as unknown as ExplainQuery;
  if (command === 'aggregate') validatePipeline(pipeline, query.variables);
  else validateFind(query);
  const collection = collectionOf(context, namespace);
  const name = `${namespace.database}.${namespace.collection}`;
  if (!collection) {
    const winningPlan = { stage: 'EOF' };
    return {
      queryPlanner: { namespace: name, winningPlan, rejectedPlans: [] },
      ...(execute && stats(winningPlan, { returned: 0, keys: 0, docs: 0 }, 0)),
    };
  }
  const head = command === 'aggregate' ? splitPipeline(pipeline ?? []) : undefined;
  const wish = head ? { ...query, filter: head.filter, sort: head.sort ?? {} } : query;
  const plan = planFor(collection, wish);
  const covered =
    command === 'count' &&
    plan.access.kind === 'index' &&
    plan.access.exact &&
    !isMultikey(plan.access.index);
  const winningPlan = covered ? countStage(plan.access as IndexScan) : stageOf(plan, wish);
  const planner = { namespace: name, winningPlan, rejectedPlans: [] };
  if (!execute) return { queryPlanner: planner };
  const start = performance.now();
  const tally = { returned: 0, keys: 0, docs: 0 };
  if (head) {
    const source = new Filtered(context, collection, wish.filter, plan, undefined, query.variables);
    run(context, source, tally, () => source.next(startBudget(context)));
    tally.returned = 0;
    for (const _ of aggregate(context, { namespace, pipeline: pipeline ?? [], now: new Date() }))
      tally.returned += 1;
  } else if (covered) {
    const source = new Filtered(context, collection, wish.filter, plan);
    run(context, source, tally, () => source.scan.nextKey(startBudget(context)) || undefined);
  } else {
    const stream = openFind(context, collection, query);
    let budget = startBudget(context);
    run(context, stream.source, tally, () => {
      const next = stream.next(budget);
      if (next === PAUSED) budget = nextBudget(context, stream);
      return next;
    });
  }
  return { queryPlanner: planner, ...stats(winningPlan, tally, performance.now() - start) };
}

function run(context: ReadContext, source: Filtered, tally: Tally, next: () => unknown): void {
  for (let step = next(); step !== undefined; step = next()) {
    if (step === PAUSED) nextBudget(context, source.scan);
    else tally.returned += 1;
  }
  source.scan.pause();
  tally.keys = source.scan.keysExamined;
  tally.docs = source.scan.docsExamined;
}

function stats(plan: Doc, { returned, keys, docs }: Tally, ms: number): Doc {
  return {
    executionStats: {
      executionSuccess: true,
      nReturned: returned,
      executionTimeMillis: Math.round(ms),
      totalKeysExamined: keys,
      totalDocsExamined: docs,
      executionStages: { ...plan, nReturned: returned },
    },
  };
}

function stageOf(plan: Plan, { filter, sort, skip, limit, projection }: FindQuery): Doc {
  let stage = accessStage(plan.access, filter);
  if (!plan.sorted) stage = { stage: 'SORT', sortPattern: sort, inputStage: stage };
  if (skip) stage = { stage: 'SKIP', skipAmount: skip, inputStage: stage };
  if (limit) stage = { stage: 'LIMIT', limitAmount: limit, inputStage: stage };
  if (projection && Object.keys(projection).length > 0) {
    stage = { stage: 'PROJECTION_DEFAULT', transformBy: projection, inputStage: stage };
  }
  return stage;
}

function accessStage(access: Access, filter: Doc): Doc {
  const residual = Object.keys(filter).length > 0 ? { filter } : {};
  switch (access.kind) {
    case 'collection':
      return { stage: 'COLLSCAN', ...residual, direction: access.reverse ? 'backward' : 'forward' };
    case 'index':
      return { stage: 'FETCH', ...(access.exact ? {} : residual), inputStage: indexStage(access) };
    case 'union':
      return {
        stage: 'FETCH',
        ...residual,
        inputStage: { stage: 'OR', inputStages: access.parts.map(indexStage) },
      };
    case 'text':
      return { stage: 'TEXT_MATCH', indexName: access.index.spec.name, ...residual };
  }
}

function indexStage({ index, reverse, ranges }: IndexScan): Doc {
  return {
    stage: 'IXSCAN',
    keyPattern: index.spec.key,
    indexName: index.spec.name,
    isMultiKey: isMultikey(index),
    isUnique: index.unique,
    isSparse: index.spec.sparse === true,
    isPartial: index.partial !== undefined,
    direction: reverse ? 'backward' : 'forward',
    rangesScanned: ranges.length,
  };
}

function countStage({ index, ranges }: IndexScan): Doc {
  const scan = {
    stage: 'COUNT_SCAN',
    keyPattern: index.spec.key,
    indexName: index.spec.name,
    rangesScanned: ranges.length,
  };
  return { stage: 'COUNT', inputStage: scan };
}
