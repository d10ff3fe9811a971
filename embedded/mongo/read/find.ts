/** The find command's documents, as BSON. */
import { compileProjected } from '../aggregate/index.ts';
import { freeze, thaw } from '../plan/frozen.ts';
import { type Plan, planFor } from '../plan/plan.ts';
import { compileProjection, projectedFields } from '../project.ts';
import type { Collection } from '../store/catalog.ts';
import { docKey } from '../store/env.ts';
import { kept, lentValue } from '../store/lent.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import { selectionOf } from '../values/selection.ts';
import { type Budget, PAUSED, type ReadContext } from './context.ts';
import { Filtered, type Match } from './filtered.ts';
import { orderBy } from './order.ts';
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

/** Reads all that matches, keeps keys and record numbers, and reads the documents again in their order. */
export class SortedStream implements Stream {
  readonly source: Filtered;
  private readonly context: ReadContext;
  private readonly collection: Collection;
  private readonly query: FindQuery;
  private readonly render: (match: Match) => Buffer;
  private readonly order: ReturnType<typeof orderBy>;
  private rows: { key: Buffer; record: number }[] = [];
  private at: number | undefined;

  constructor(context: ReadContext, collection: Collection, query: FindQuery, plan: Plan) {
    this.context = context;
    this.collection = collection;
    this.query = query;
    this.order = orderBy(query.sort);
    this.source = new Filtered(context, collection, query.filter, plan, undefined, query.variables);
    this.render = rendererOf(query, this.source.scores);
  }

  next(budget: Budget): Buffer | undefined | typeof PAUSED {
    if (this.at === undefined) {
      if (!this.gather(budget)) return PAUSED;
      this.at = this.query.skip;
    }
    while (this.at < this.rows.length) {
      const { record } = this.rows[this.at++] as { record: number };
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
    return this.at === undefined ? undefined : 'stay';
  }

  /** Everything that matches, sorted; false when the budget was spent before the end. */
  private gather(budget: Budget): boolean {
    const { skip, limit } = this.query;
    const wanted = limit > 0 ? skip + limit : Infinity;
    for (;;) {
      const match = this.source.next(budget);
      if (match === PAUSED) return false;
      if (match === undefined) break;
      const doc = match.doc ?? decode(match.lent, this.order.selection);
      const score = this.source.scores.get(match.record) ?? 0;
      this.rows.push({ key: this.order.keyOf(doc, score), record: match.record });
      if (this.rows.length > 2 * wanted + 1000) this.sort(wanted);
      if (budget.spent) return false;
    }
    this.sort(wanted);
    return true;
  }

  private sort(wanted: number): void {
    this.rows.sort((a, b) => a.key.compare(b.key) || a.record - b.record);
    if (this.rows.length > wanted) this.rows.length = wanted;
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
    return encode(project(doc ?? decode(lent, selection)));
  };
}
