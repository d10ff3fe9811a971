/**
 * What was said last in a call: for the live list, where a line tells more than a state. The later one of what
 * was said last before and of what is told now, so that nothing has to be looked up as long as everything bears its time.
 */
import type { Fact, FactOf } from '../../../core/calls/facts.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { LastLine } from '../../../models/calls.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';
import type { CallNews } from './news.ts';

const longest = 200;

/** A line of the transcript counts before what the provider says of the call while it goes on. */
const kinds = ['line', 'note'] as const;
type Said = FactOf<(typeof kinds)[number]>;

const isSaid = (fact: Fact): fact is Said => fact.kind === 'line' || fact.kind === 'note';

/**
 * Something undated was said. It is as old as its first telling, of which another process may know: then what is there
 * has to be looked at, and the call is not enough.
 */
export const saysUndated = (news: readonly CallNews[]): boolean =>
  news.some(({ facts }) => facts.some((fact) => isSaid(fact) && fact.at === undefined));

/** Of the news about one call, all that is said in it being dated. */
export function lastLineOf(before: LastLine | undefined, news: readonly CallNews[]): LastLine | undefined {
  const lines = news.flatMap(({ facts }) =>
    facts.flatMap((fact) => (isSaid(fact) && fact.at !== undefined ? [lineOf(fact, fact.at)] : [])),
  );
  return lines.reduce<LastLine | undefined>(
    (last, line) => (last === undefined || isLater(line, last) ? line : last),
    before,
  );
}

export async function lastLineAmong(
  facts: Pick<Facts, 'find'>,
  scope: SystemScope,
  { tenantId, callId }: Pick<CallNews, 'tenantId' | 'callId'>,
): Promise<LastLine | undefined> {
  for (const kind of kinds) {
    const [last] = await facts.find(
      scope,
      { tenantId, callId, kind },
      { sort: { orderedAt: -1, key: 1 }, limit: 1 },
    );
    if (last !== undefined) return lineOf(last as StoredFact & Said, last.orderedAt);
  }
  return undefined;
}

/** Two at the same moment: the same one of them, whichever came first. */
function isLater(one: LastLine, other: LastLine): boolean {
  if (one.kind !== other.kind) return one.kind === 'line';
  const ms = one.orderedAt.getTime() - other.orderedAt.getTime();
  return ms === 0 ? one.key < other.key : ms > 0;
}

function lineOf({ kind, key, content, at }: Said, orderedAt: Date): LastLine {
  const known = { kind, key, orderedAt };
  if (kind === 'note') return { ...known, text: content.message.slice(0, longest) };
  return {
    ...known,
    who: content.who,
    text: content.text.slice(0, longest),
    ...(at !== undefined && { at }),
  };
}
