/** The find command's documents, as BSON. */
import { compileProjected } from '../aggregate/index.ts';
import type { Plan } from '../plan/access.ts';
import { freeze, thaw } from '../plan/frozen.ts';
import { planFor } from '../plan/plan.ts';
import { compileProjection, projectedFields } from '../project.ts';
import type { Collection } from '../store/catalog.ts';
import { docKey } from '../store/env.ts';
import { kept, lentValue } from '../store/lent.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import { checkAnswer } from '../values/bytes.ts';
import { selectionOf } from '../values/selection.ts';
import { type Budget, PAUSED, type ReadContext } from './context.ts';
import { Filtered, type Match } from './filtered.ts';
import { orderBy } from './order.ts';
import { Rows } from './rows.ts';
import type { Position } from './scan.ts';

export interface FindQuery {
  readonly filter: Doc;
  readonly sort: Doc;
  readonly projection: Doc;
  readonly skip: number;
  /** 0: all */
  readonly limit: number;
  readonly hint?: unknown;
  readonly variables?: Doc | undefined;
}

/** Documents one by one. A stream that pauses goes on where it was; between two calls nothing is held open. */
export interface Stream {
  next(budget: Budget): Buffer | undefined | typeof PAUSED;
  pause(): void;
  /** How a worker goes on with it: from a state, from the start (undefined), or not at all. */
  handover(): FindState | undefined | 'stay';
}

/** How far a find has come: enough to go on with it in another thread. */
export interface FindState {
  readonly access: Buffer;
  readonly position: Position;
  readonly skipped: number;
  readonly returned: number;
}

export function openFind(
  context: ReadContext,
  collection: Collection,
  query: FindQuery,
  from?: FindState,
): FindStream | SortedStream {
  const plan = from ? { access: thaw(collection, from.access), sorted: true } : planFor(collection, query);
  if (!plan.sorted) return new SortedStream(context, collection, query, plan);
  return new FindStream(context, collection, query, plan, from);
}

/** Documents in the order in which the plan meets them. */
export class FindStream implements Stream {
  readonly source: Filtered;
  private readonly query: FindQuery;
  private readonly plan: Plan;
  private readonly render: (match: Match) => Buffer;
  private skipped: number;
  private returned: number;

  constructor(context: ReadContext, collection: Collection, query: FindQuery, plan: Plan, from?: FindState) {
    this.query = query;
    this.plan = plan;
    this.source = new Filtered(context, collection, query.filter, plan, from?.position, query.variables);
    this.render = rendererOf(query, this.source.scores);
    this.skipped = from?.skipped ?? 0;
    this.returned = from?.returned ?? 0;
  }

  handover(): FindState {
    const { skipped, returned } = this;
    return { access: freeze(this.plan.access), position: this.source.scan.position, skipped, returned };
  }

  next(budget: Budget): Buffer | undefined | typeof PAUSED {
    const { skip, limit } = this.query;
    for (;;) {
      if (limit > 0 && this.returned >= limit) return undefined;
      const match = this.source.next(budget);
      if (match === undefined || match === PAUSED) return match;
      if (this.skipped < skip) {
        this.skipped += 1;
        if (budget.spent) return PAUSED;
        continue;
      }
      this.returned += 1;
      return this.render(match);
    }
  }

  pause(): void {
    this.source.scan.pause();
  }
}

/** Reads all that matches, keeps what it sorts by and record numbers, and reads the documents again in their order. */
export class SortedStream implements Stream {
  readonly source: Filtered;
  private readonly context: ReadContext;
  private readonly collection: Collection;
  private readonly render: (match: Match) => Buffer;
  private readonly order: ReturnType<typeof orderBy>;
  private readonly rows: Rows;
  /** Once all are found: the records in their order. */
  private records: Float64Array | undefined;
  private at: number;

  constructor(context: ReadContext, collection: Collection, query: FindQuery, plan: Plan) {
    this.context = context;
    this.collection = collection;
    this.order = orderBy(query.sort);
    this.rows = new Rows(query.limit > 0 ? query.skip + query.limit : Number.POSITIVE_INFINITY);
    this.at = query.skip;
    this.source = new Filtered(context, collection, query.filter, plan, undefined, query.variables);
    this.render = rendererOf(query, this.source.scores);
  }

  next(budget: Budget): Buffer | undefined | typeof PAUSED {
    this.records ??= this.gather(budget);
    if (!this.records) return PAUSED;
    while (this.at < this.records.length) {
      const record = this.records[this.at++] as number;
      const lent = lentValue(this.context.env.docs, docKey(this.collection.number, record));
      if (lent) return this.render({ record, lent, doc: undefined });
    }
    return undefined;
  }

  pause(): void {
    this.source.scan.pause();
  }

  /** Once sorted, only single documents are left to be read. */
  handover(): undefined | 'stay' {
    return this.records ? 'stay' : undefined;
  }

  /** Everything that matches, sorted; undefined when the budget was spent before the end. */
  private gather(budget: Budget): Float64Array | undefined {
    for (;;) {
      const match = this.source.next(budget);
      if (match === PAUSED) return undefined;
      if (match === undefined) return this.rows.sorted();
      const doc = match.doc ?? decode(match.lent, this.order.selection);
      const score = this.source.scores.get(match.record) ?? 0;
      this.rows.add(this.order.keyOf(doc, score), match.record);
      if (budget.spent) return undefined;
    }
  }
}

function rendererOf(query: FindQuery, scores: ReadonlyMap<number, number>): (match: Match) => Buffer {
  if (Object.keys(query.projection).length === 0) return ({ lent }) => kept(lent);
  let score = 0;
  const project = compileProjection(query.projection, {
    filter: query.filter,
    compileExpression: (expression) => compileProjected(expression, query.variables),
    meta: () => score,
  });
  const fields = projectedFields(query.projection);
  const selection = fields && selectionOf(fields);
  return ({ record, lent, doc }) => {
    score = scores.get(record) ?? 0;
    return checkAnswer(encode(project(doc ?? decode(lent, selection))));
  };
}
