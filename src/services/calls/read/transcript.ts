/**
 * What was said, once. The same words may be known three times: as they were heard while the call went on, from the
 * provider's record of the whole call, and from what the provider answered when it was asked.
 */
import type { TranscriptLine } from '../../../contract/calls.ts';
import { type FactOf, factSources } from '../../../core/calls/facts.ts';
import type { Sight } from '../../../core/masking.ts';
import type { StoredFact } from '../../../models/facts.ts';

/** `lines`: in the order of time. While a call goes on, what was heard is ahead of any record. */
export function transcriptOf(
  lines: readonly StoredFact[],
  ended: boolean,
  { eyes }: Sight,
): TranscriptLine[] {
  const records = factSources
    .map((source) => lines.filter((line) => line.source === source && numberOf(line) !== undefined))
    .map((record) => record.toSorted((one, other) => (numberOf(one) ?? 0) - (numberOf(other) ?? 0)));
  const heard = lines.filter((line) => numberOf(line) === undefined);
  const inTurn = ended ? [...records, heard] : [heard, ...records];
  return (inTurn.find((each) => each.length > 0) ?? []).map((line) => {
    const { who, text } = contentOf(line);
    return { who, text: eyes.text(text), at: line.at?.toISOString() ?? null };
  });
}

const contentOf = ({ content }: StoredFact) => content as FactOf<'line'>['content'];
const numberOf = (line: StoredFact) => contentOf(line).number;
