/**
 * Applies what was stored and never got done: its process ended, the database was away, there was no room. Begun
 * attempts are counted before, so that a receipt which kills its process is put aside in the end.
 */

import { bodyContext } from '../../../core/calls/receipt-body.ts';
import type { createSealer } from '../../../core/crypto/index.ts';
import type { Receipts, StoredReceipt } from '../../../models/receipts.ts';
import type { Connection, OpenReceipt } from '../apply/news.ts';

interface Parts {
  readonly receipts: Pick<Receipts, 'undone' | 'countAttempts' | 'settle'>;
  readonly sealer: Pick<ReturnType<typeof createSealer>, 'open'>;
  /** Undefined where it is gone. */
  readonly connection: (connectionId: string) => Promise<Connection | undefined>;
  readonly apply: (receipts: readonly OpenReceipt[]) => Promise<void>;
  /** What this process is about to do anyhow. */
  readonly isUnderWay: (receiptId: string) => boolean;
  readonly now: () => Date;
  /** How long a receipt may take the usual way. */
  readonly patienceMs: number;
}

const batchSize = 100;
const maxAttempts = 5;

/** Applies one batch; resolves with how many receipts that were. */
export function createReceiptSweep(parts: Parts) {
  const { receipts, sealer, connection, apply, isUnderWay, now, patienceMs } = parts;

  async function opened(stored: StoredReceipt): Promise<OpenReceipt | undefined> {
    const { _id: id, connectionId, ownerId, route, body, contentType, query, receivedAt } = stored;
    const over = await connection(connectionId);
    if (over === undefined) return undefined;
    const open = sealer.open(body, bodyContext(ownerId, connectionId));
    return { id, connection: over, route, body: open, contentType, query, receivedAt };
  }

  return async (): Promise<number> => {
    const before = new Date(now().getTime() - patienceMs);
    const undone = (await receipts.undone(before, batchSize)).filter(({ _id }) => !isUnderWay(_id));
    const [tired, fresh] = [
      undone.filter(({ attempts }) => attempts >= maxAttempts),
      undone.filter(({ attempts }) => attempts < maxAttempts),
    ];
    await receipts.settle(
      tired.map(({ _id }) => ({
        _id,
        state: 'quarantined',
        problem: `begun ${maxAttempts} times and never done`,
      })),
    );
    if (fresh.length === 0) return 0;
    await receipts.countAttempts(fresh.map(({ _id }) => _id));
    const open = await Promise.all(fresh.map(opened));
    await receipts.settle(
      fresh
        .filter((_, index) => open[index] === undefined)
        .map(({ _id }) => ({ _id, state: 'quarantined', problem: 'its connection is gone' })),
    );
    await apply(open.filter((receipt) => receipt !== undefined));
    return fresh.length;
  };
}
