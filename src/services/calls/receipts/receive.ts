/**
 * Stores what arrived, and only then says so. A repeat is answered as the first one was. What is stored is handed on
 * to be understood; should that fail, or this process end, the sweep finds it.
 */

import { receiptIdOf } from '../../../core/calls/ids.ts';
import { bodyContext } from '../../../core/calls/receipt-body.ts';
import type { createSealer } from '../../../core/crypto/index.ts';
import type { Receipts, StoredReceipt } from '../../../models/receipts.ts';
import type { Connection, OpenReceipt } from '../apply/news.ts';
import { createGroupCommit } from './group-commit.ts';

export interface Arrival {
  readonly connection: Connection;
  readonly route: string;
  /** What makes it the same as another of its connection and route. */
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly query: string | undefined;
  readonly headers?: StoredReceipt['headers'];
  /** What whoever sent it is answered. */
  readonly answer: StoredReceipt['answer'];
}

interface Parts {
  readonly receipts: Pick<Receipts, 'insertMany' | 'findByIds'>;
  readonly sealer: Pick<ReturnType<typeof createSealer>, 'seal'>;
  readonly now: () => Date;
  readonly patienceMs: number;
  /** Must not throw, and must not wait. */
  readonly stored: (receipt: OpenReceipt) => void;
  /** The same; told of what was there before. */
  readonly repeated?: (receiptId: string) => void;
}

export interface Receiving {
  receive(arrival: Arrival): Promise<StoredReceipt['answer']>;
  /** Whether so many are being stored, or wait for it, that something else would keep senders waiting. */
  isCrowded(): boolean;
  idle(): Promise<void>;
}

/** So many come at the same moment now and then, however little there is to do. */
const few = 8;
const maxItems = 500;
const maxWaiting = 20_000;

interface Pending {
  readonly open: OpenReceipt;
  readonly document: StoredReceipt;
}

export function createReceiving({ receipts, sealer, now, patienceMs, stored, repeated }: Parts): Receiving {
  const commits = createGroupCommit<Pending, StoredReceipt['answer']>({
    patienceMs,
    maxItems,
    maxWaiting,
    async commit(pending) {
      const repeats = await receipts.insertMany(pending.map(({ document }) => document));
      const again = new Set(repeats);
      pending.forEach(({ open }, index) => {
        if (again.has(index)) repeated?.(open.id);
        else stored(open);
      });
      const first =
        again.size > 0 ? await answersTo(repeats.flatMap((index) => pending[index] ?? [])) : undefined;
      return pending.map(({ document: { _id, answer } }) => first?.get(_id) ?? answer);
    },
  });

  async function answersTo(
    pending: readonly Pending[],
  ): Promise<ReadonlyMap<string, StoredReceipt['answer']>> {
    const found = await receipts.findByIds(pending.map(({ document }) => document._id));
    return new Map(found.map(({ _id, answer }) => [_id, answer]));
  }

  return {
    receive({ connection, route, key, body, contentType, query, headers, answer }) {
      const id = receiptIdOf(connection.id, route, key);
      const receivedAt = now();
      const { refused } = answer;
      const open: OpenReceipt = { id, connection, route, body, contentType, query, receivedAt, refused };
      const document: StoredReceipt = {
        _id: id,
        connectionId: connection.id,
        ownerId: connection.ownerId,
        route,
        body: sealer.seal(body, bodyContext(connection.ownerId, connection.id)),
        ...(contentType !== undefined && { contentType }),
        ...(query !== undefined && { query }),
        ...(headers !== undefined && { headers }),
        receivedAt,
        answer,
        state: 'new',
        attempts: 0,
      };
      return commits.write({ open, document });
    },
    isCrowded: () => commits.unwritten > few,
    idle: commits.idle,
  };
}
