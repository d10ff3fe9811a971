/** When the words of a call have to be written: once it has ended, and again when more is told of what was said. */
import type { StoredCall } from '../../../models/calls.ts';
import type { CallNews } from '../apply/news.ts';

type Call = Pick<StoredCall, 'ended' | 'lastLine'>;

/** The facts of the news are stored: whoever reads them under this mark reads these, too. */
export function textDue(
  old: Call | undefined,
  { ended, lastLine }: Call,
  news: readonly CallNews[],
): { textDue: string } | undefined {
  const receiptId = news.at(-1)?.receiptId;
  if (!ended || lastLine?.kind !== 'line' || receiptId === undefined) return undefined;
  const isNews = old?.ended !== true || news.some(({ facts }) => facts.some(({ kind }) => kind === 'line'));
  return isNews ? { textDue: receiptId } : undefined;
}
