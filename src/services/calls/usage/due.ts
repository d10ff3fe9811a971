/** When what a call uses has to be counted: once it is there, when it has ended, and when its length is another one. */
import type { StoredCall } from '../../../models/calls.ts';
import type { CallNews } from '../apply/news.ts';

type Call = Pick<StoredCall, 'ended' | 'billableSec'>;

/** Whoever counts it under this mark counts it as it is now; each further reason is another mark. */
export function usageDue(
  old: Call | undefined,
  { ended, billableSec }: Call,
  news: readonly CallNews[],
): { usageDue: string } | undefined {
  const receiptId = news.at(-1)?.receiptId;
  const isSame = old?.ended === ended && old.billableSec === billableSec;
  return isSame || receiptId === undefined ? undefined : { usageDue: receiptId };
}
