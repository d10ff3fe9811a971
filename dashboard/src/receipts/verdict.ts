/** What became of something that arrived, in a sentence. */
import type { ListedReceipt } from '../../../src/contract/receipts.ts';
import { texts } from '../texts.ts';
import { number } from '../ui/format.ts';

const { verdict: words } = texts.receipts;

interface Verdict {
  readonly text: string;
  readonly isGood: boolean;
}

export function verdictOf({
  state,
  problem,
  facts,
}: Pick<ListedReceipt, 'state' | 'problem' | 'facts'>): Verdict {
  if (state === 'new') return { text: words.waits, isGood: true };
  if (state !== 'done') return { text: problem ?? words[state], isGood: false };
  if (facts === null || facts.told === 0) return { text: words.nothing, isGood: true };
  if (facts.news === 0) return { text: words.repeat, isGood: true };
  if (facts.news === facts.told) return { text: words.allNew(number(facts.told)), isGood: true };
  return { text: words.told(number(facts.told), number(facts.news)), isGood: true };
}
