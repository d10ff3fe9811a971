/** What was said last in a call: for the live list, where a line tells more than a state. */
import type { FactOf } from '../../../core/calls/facts.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { StoredCall } from '../../../models/calls.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';
import type { CallNews } from './news.ts';

type LastLine = NonNullable<StoredCall['lastLine']>;

const longest = 200;

/** A line of the transcript counts before what the provider says of the call while it goes on. */
const kinds = ['line', 'note'] as const;

export async function lastLineOf(
  facts: Pick<Facts, 'find'>,
  scope: SystemScope,
  news: readonly CallNews[],
): Promise<ReadonlyMap<string, LastLine>> {
  const lines = await Promise.all(news.map((each) => lastOf(facts, scope, each)));
  return new Map(
    news.flatMap(({ callId }, index) => (lines[index] === undefined ? [] : [[callId, lines[index]]])),
  );
}

async function lastOf(
  facts: Pick<Facts, 'find'>,
  scope: SystemScope,
  { tenantId, callId }: CallNews,
): Promise<LastLine | undefined> {
  for (const kind of kinds) {
    // Two at the same moment: the same one of them, whichever came first.
    const [last] = await facts.find(
      scope,
      { tenantId, callId, kind },
      { sort: { orderedAt: -1, _id: 1 }, limit: 1 },
    );
    if (last !== undefined) return lineOf(last);
  }
  return undefined;
}

function lineOf({ kind, content, at }: StoredFact): LastLine {
  if (kind === 'note') {
    const { message } = content as FactOf<'note'>['content'];
    return { text: message.slice(0, longest) };
  }
  const { who, text } = content as FactOf<'line'>['content'];
  return { who, text: text.slice(0, longest), ...(at !== undefined && { at }) };
}
