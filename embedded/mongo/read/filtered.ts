/** The documents of a collection that match a filter, in the order of a plan. */
import { compileExpression } from '../aggregate/index.ts';
import { compileFilter } from '../match/index.ts';
import type { Plan } from '../plan/plan.ts';
import { fieldsOf, predicatesOf } from '../plan/predicates.ts';
import type { Collection } from '../store/catalog.ts';
import { matchesText, parseTextQuery } from '../text/query.ts';
import { type Doc, decode } from '../values/bson.ts';
import { type Budget, PAUSED, type ReadContext } from './context.ts';
import { type Found, type Position, Scan, textScores } from './scan.ts';

export interface Match extends Found {
  /** Decoded only where the filter needed all of it. */
  readonly doc: Doc | undefined;
}

export class Filtered {
  readonly scan: Scan;
  /** Each record's text score, where the filter has a $text. */
  readonly scores: ReadonlyMap<number, number>;
  private readonly matches: ((doc: Doc) => boolean) | undefined;
  private readonly fields: Set<string> | undefined;

  constructor(
    context: ReadContext,
    collection: Collection,
    filter: Doc,
    plan: Plan,
    from?: Position,
    variables?: Doc,
  ) {
    const compile = (branch: Doc) => compileMatcher(branch, variables);
    this.scan = new Scan(context.env, collection, plan.access, compile, from);
    const { access } = plan;
    const needless = Object.keys(filter).length === 0 || (access.kind === 'index' && access.exact);
    this.fields = fieldsOf(filter);
    if (access.kind === 'text') {
      const options = access.index.text as NonNullable<typeof access.index.text>;
      const query = parseTextQuery(access.search, options);
      this.scores = textScores(context.env, access, query);
      const text = (doc: Doc) => matchesText(doc, query, options);
      this.matches = compileMatcher(filter, variables, text);
    } else {
      this.scores = new Map();
      this.matches = needless ? undefined : compileMatcher(filter, variables);
    }
  }

  next(budget: Budget): Match | undefined | typeof PAUSED {
    for (;;) {
      const found = this.scan.next(budget);
      if (found === undefined || found === PAUSED) return found;
      if (!this.matches) return { ...found, doc: undefined };
      const doc = decode(found.bytes, this.fields);
      if (this.matches(doc)) return { ...found, doc: this.fields ? undefined : doc };
      if (budget.spent) return PAUSED;
    }
  }
}

export function compileMatcher(
  filter: Doc,
  variables?: Doc,
  text?: (doc: Doc) => boolean,
): (doc: Doc) => boolean {
  return compileFilter(filter, {
    compileExpression: (expression) => compileExpression(expression, variables),
    ...(text && { text }),
  });
}

/** Refuses a wrong filter also where no document would ever be held against it. */
export function validateFilter(filter: Doc, variables?: Doc): void {
  compileMatcher(filter, variables, () => true);
  predicatesOf(filter);
}
