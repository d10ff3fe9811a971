/**
 * What was said last in a call: for the live list, where a line tells more than a state. The latest telling counts, of
 * what was said last before and of what is told now, so that nothing has to be looked up.
 */
import type { Fact, FactOf } from '../../../core/calls/facts.ts';
import type { LastLine } from '../../../models/calls.ts';
import type { CallNews } from './news.ts';

const longest = 200;

type Said = FactOf<'line' | 'note'>;

const isSaid = (fact: Fact): fact is Said => fact.kind === 'line' || fact.kind === 'note';

/** Of the news about one call. */
export function lastLineOf(before: LastLine | undefined, news: readonly CallNews[]): LastLine | undefined {
  const lines = news.flatMap(({ receivedAt, facts }) =>
    facts.filter(isSaid).map((fact) => lineOf(fact, fact.at ?? receivedAt)),
  );
  return lines.reduce<LastLine | undefined>(
    (last, line) => (last === undefined || isLater(line, last) ? line : last),
    before,
  );
}

/**
 * A line of the transcript counts before what the provider says of the call while it goes on, and one that says when it
 * was before one that does not. Nothing of when they arrived is asked where they say themselves how they follow.
 */
function isLater(one: LastLine, other: LastLine): boolean {
  if (one.kind !== other.kind) return one.kind === 'line';
  if ((one.at === undefined) !== (other.at === undefined)) return one.at !== undefined;
  const order =
    (one.at?.getTime() ?? 0) - (other.at?.getTime() ?? 0) ||
    (one.number ?? 0) - (other.number ?? 0) ||
    one.orderedAt.getTime() - other.orderedAt.getTime();
  // Two at the same moment: the same one of them, whichever came first.
  return order === 0 ? one.key < other.key : order > 0;
}

function lineOf({ kind, key, content, at }: Said, orderedAt: Date): LastLine {
  const known = { kind, key, orderedAt };
  if (kind === 'note') return { ...known, text: content.message.slice(0, longest) };
  return {
    ...known,
    who: content.who,
    text: content.text.slice(0, longest),
    ...(content.number !== undefined && { number: content.number }),
    ...(at !== undefined && { at }),
  };
}
