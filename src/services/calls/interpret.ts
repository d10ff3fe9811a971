/** Reads a receipt: a provider's by its own interpreter, ours as what we wrote. */
import type { ProviderName, Webhooks } from '../../providers/telephony/telephony.ts';
import type { News, OpenReceipt } from './apply/news.ts';
import { isInternal, readInternal } from './internal.ts';

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
      facts,
    }));
  };
}
