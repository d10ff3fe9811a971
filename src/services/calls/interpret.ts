/** Reads a receipt: a provider's by its own interpreter, ours as what we wrote. */
import { fact } from '../../core/calls/fact.ts';
import type { Fact } from '../../core/calls/facts.ts';
import type { ProviderName, Webhooks } from '../../providers/telephony/telephony.ts';
import type { News, OpenReceipt } from './apply/news.ts';
import { isInternal, readInternal } from './internal.ts';
import { wordsOfRefusal } from './usage/uses.ts';

export function createInterpret(webhooks: Readonly<Record<ProviderName, Pick<Webhooks, 'interpret'>>>) {
  return (receipt: OpenReceipt): readonly News[] => {
    const { id: receiptId, connection, receivedAt, route, body, contentType, query } = receipt;
    const understood = isInternal(route)
      ? readInternal(body)
      : webhooks[connection.provider].interpret({
          route,
          body,
          contentType,
          query: new URLSearchParams(query),
        });
    return understood.map(({ providerCallId, facts }) => ({
      receiptId,
      connection,
      receivedAt,
      providerCallId,
      facts: [...facts, ...refusalFacts(receipt)],
    }));
  };
}

/** It has a part of its own in the answer, so that whoever understands the receipt again understands the same. */
function refusalFacts({ refused: code }: OpenReceipt): Fact[] {
  const words = wordsOfRefusal(code);
  if (words === undefined || code === undefined) return [];
  const message = `The limit of ${words} was reached, so this call was not answered.`;
  return [fact('error', 'trunkline', { message, code })];
}
