/** Opens what lies in the database to be read again, or says why that cannot be. */

import { bodyContext } from '../../../core/calls/receipt-body.ts';
import { OpenError, type Sealer } from '../../../core/crypto/index.ts';
import type { StoredReceipt } from '../../../models/receipts.ts';
import type { Connection, OpenReceipt } from '../apply/news.ts';

export type Opened = { readonly receipt: OpenReceipt } | { readonly problem: string };

interface Parts {
  readonly sealer: Pick<Sealer, 'open'>;
  /** Undefined where it is gone. */
  readonly connection: (connectionId: string) => Promise<Connection | undefined>;
}

export function createOpening({ sealer, connection }: Parts) {
  return async (stored: StoredReceipt): Promise<Opened> => {
    const {
      _id: id,
      connectionId,
      ownerId,
      route,
      body: sealed,
      contentType,
      query,
      receivedAt,
      answer,
    } = stored;
    const over = await connection(connectionId);
    if (over === undefined) return { problem: 'its connection is gone' };
    try {
      const body = sealer.open(sealed, bodyContext(ownerId, connectionId));
      const { refused } = answer;
      return { receipt: { id, connection: over, route, body, contentType, query, receivedAt, refused } };
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
      return { problem: error.message };
    }
  };
}
