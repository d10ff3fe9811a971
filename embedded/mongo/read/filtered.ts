/** The documents of a collection that match a filter, in the order of a plan. */
import { compileExpression } from '../aggregate/index.ts';
import { compileFilter } from '../match/index.ts';
import type { Plan } from '../plan/access.ts';
import { selectionFor } from '../plan/selection.ts';
import type { Collection } from '../store/catalog.ts';
import { matchesText, parseTextQuery } from '../text/query.ts';
import { type Doc, decode } from '../values/bson.ts';
import type { Selection } from '../values/selection.ts';
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
  private readonly selection: Selection | undefined;

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
    this.selection = selectionFor(filter);
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
      const doc = decode(found.lent, this.selection);
      if (this.matches(doc)) return { ...found, doc: this.selection ? undefined : doc };
      if (budget.isSpentAfter(sizeOf(found.lent))) return PAUSED;
    }
  }
}

/** A little more than what is in the document, so that small ones count as well. */
function sizeOf(lent: Buffer): number {
  return lent.readInt32LE(0) + 100;
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
