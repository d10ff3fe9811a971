/**
 * Applies receipts right after they were stored: everything that came while the last batch was applied is the next
 * one. What does not find room here, and what fails, waits in the database for the sweep.
 *
 * Whoever sends something waits for it to be stored, and whoever watches waits for it to be applied: where there is more
 * to do than can be done, storing comes first, and applying has the rest of the time, but never nothing of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../../core/logger/index.ts';
import type { OpenReceipt } from '../apply/news.ts';

export interface Pump {
  push(receipt: OpenReceipt): void;
  /** Whether it is waiting here, or being applied. */
  holds(receiptId: string): boolean;
  idle(): Promise<void>;
}

interface Parts {
  readonly apply: (receipts: readonly OpenReceipt[]) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => Date;
  /** What has waited longer than this is left to the sweep, which must not take what is about to be applied here. */
  readonly patienceMs: number;
  /** Whether so much waits to be stored that applying it would keep senders waiting. */
  readonly isCrowded: () => boolean;
  readonly maxBatch?: number;
  readonly maxBacklog?: number;
}

/** After a batch, storing has so many times the batch's time for itself, if it needs it. */
const yielded = 4;
const lookEveryMs = 5;

export function createPump(parts: Parts): Pump {
  const { apply, log, now, patienceMs, isCrowded, maxBatch = 500, maxBacklog = 10_000 } = parts;
  const backlog = new Map<string, OpenReceipt>();
  let batch: ReadonlySet<string> = new Set();
  let running: Promise<void> | undefined;

  function next(): OpenReceipt[] {
    const oldest = now().getTime() - patienceMs;
    const receipts: OpenReceipt[] = [];
    for (const receipt of backlog.values()) {
      backlog.delete(receipt.id);
      if (receipt.receivedAt.getTime() >= oldest) receipts.push(receipt);
      if (receipts.length === maxBatch) break;
    }
    return receipts;
  }

  async function run(): Promise<void> {
    while (backlog.size > 0) {
      const receipts = next();
      batch = new Set(receipts.map(({ id }) => id));
      const begun = performance.now();
      try {
        await apply(receipts);
      } catch (error) {
        log.warn({ error, receipts: receipts.length }, 'receipts were not applied; the sweep will');
      }
      batch = new Set();
      if (backlog.size > 0) await letStore(yielded * (performance.now() - begun));
    }
    running = undefined;
  }

  async function letStore(atMostMs: number): Promise<void> {
    const until = performance.now() + atMostMs;
    while (isCrowded() && performance.now() < until) await sleep(lookEveryMs);
  }

  return {
    push(receipt) {
      if (backlog.size >= maxBacklog) return;
      backlog.set(receipt.id, receipt);
      running ??= run();
    },
    holds: (receiptId) => backlog.has(receiptId) || batch.has(receiptId),
    async idle() {
      await running;
    },
  };
}
