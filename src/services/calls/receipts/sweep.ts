/**
 * Applies what was stored and never got done: its process ended, the database was away, there was no room. Begun
 * attempts are counted before, so that a receipt which kills its process is put aside in the end.
 */

import type { Receipts, StoredReceipt } from '../../../models/receipts.ts';
import type { OpenReceipt } from '../apply/news.ts';
import type { Opened } from './open.ts';

interface Parts {
  readonly receipts: Pick<Receipts, 'undone' | 'countAttempts' | 'settle'>;
  readonly open: (stored: StoredReceipt) => Promise<Opened>;
  readonly apply: (receipts: readonly OpenReceipt[]) => Promise<void>;
  /** What this process is about to do anyhow. */
  readonly isUnderWay: (receiptId: string) => boolean;
  readonly now: () => Date;
  /** How long a receipt may take the usual way. */
  readonly patienceMs: number;
}

const batchSize = 500;
/** Then it pauses, and whoever else wants the lease has it. */
const longestMs = 5_000;
const maxAttempts = 5;

/** Applies all that is left, batch by batch; resolves with how many receipts that were. */
export function createReceiptSweep(parts: Parts) {
  const { receipts, open, apply, isUnderWay, now, patienceMs } = parts;

  /** Where one of them cannot be applied, the others must not suffer for it. */
  async function applyAll(open: readonly OpenReceipt[]): Promise<void> {
    try {
      await apply(open);
    } catch (error) {
      if (open.length === 1) throw error;
      const each = await Promise.allSettled(open.map((receipt) => apply([receipt])));
      const failed = each.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
  }

  async function batch(): Promise<number> {
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
    const opened = await Promise.all(
      fresh.map(async (stored) => ({ _id: stored._id, ...(await open(stored)) })),
    );
    await receipts.settle(
      opened.flatMap((one) =>
        'problem' in one ? [{ _id: one._id, state: 'quarantined' as const, problem: one.problem }] : [],
      ),
    );
    await applyAll(opened.flatMap((one) => ('receipt' in one ? [one.receipt] : [])));
    return fresh.length;
  }

  return async (): Promise<number> => {
    const until = now().getTime() + longestMs;
    for (let total = 0; ; ) {
      const applied = await batch();
      total += applied;
      if (applied < batchSize || now().getTime() > until) return total;
    }
  };
}
