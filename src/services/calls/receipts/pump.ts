/**
 * Applies receipts right after they were stored: everything that came while the last batch was applied is the next
 * one. What does not find room here, and what fails, waits in the database for the sweep.
 *
 * Whoever sends something waits for it to be stored, and whoever watches waits for it to be applied: where there is more
 * to do than can be done, storing comes first, and applying has the rest of the time. The more waits here, the larger
 * that rest is, so that nobody watches what was long ago because more and more comes. Where nobody waits to be stored,
 * the next batch begins beside the one before it.
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

/** After a batch, storing has up to so many times the batch's time for itself, if it needs it. */
const yielded = 4;
/** Whoever sends waits for a whole batch at the worst; much smaller ones take longer together. */
const fewAtOnce = 100;
const lookEveryMs = 5;
/** Of the second one is folded what the first one tells of others meanwhile; a third would wait for both. */
const mostLines = 2;
const calmAfterMs = 50;

export function createPump(parts: Parts): Pump {
  const { apply, log, now, patienceMs, isCrowded, maxBatch = fewAtOnce, maxBacklog = 10_000 } = parts;
  const backlog = new Map<string, OpenReceipt>();
  const underWay = new Set<string>();
  const lines = new Set<Promise<void>>();
  let isAboutToBegin = false;
  let crowdedAt = Number.NEGATIVE_INFINITY;

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

  async function batch(): Promise<void> {
    const receipts = next();
    for (const { id } of receipts) underWay.add(id);
    try {
      await apply(receipts);
    } catch (error) {
      log.warn({ error, receipts: receipts.length }, 'receipts were not applied; the sweep will');
    }
    for (const { id } of receipts) underWay.delete(id);
  }

  async function run(): Promise<void> {
    const begun = performance.now();
    await batch();
    const spare = yielded * (1 - backlog.size / maxBacklog);
    if (backlog.size > 0) await letStore(spare * (performance.now() - begun));
  }

  async function letStore(atMostMs: number): Promise<void> {
    const until = performance.now() + atMostMs;
    while (performance.now() < until && isCrowded()) await sleep(lookEveryMs);
  }

  /** It is looked at whenever something was stored: between two groups nobody waits for a moment. */
  function wasCrowded(): boolean {
    if (isCrowded()) crowdedAt = performance.now();
    return performance.now() - crowdedAt < calmAfterMs;
  }

  const isFull = () => lines.size >= mostLines || (lines.size > 0 && wasCrowded());

  function begin(): void {
    isAboutToBegin = false;
    while (backlog.size > 0 && !isFull()) {
      const line: Promise<void> = run().finally(() => {
        lines.delete(line);
        begin();
      });
      lines.add(line);
    }
  }

  return {
    push(receipt) {
      if (backlog.size >= maxBacklog) return;
      backlog.set(receipt.id, receipt);
      // Together with what was stored with it.
      if (!isAboutToBegin) queueMicrotask(begin);
      isAboutToBegin = true;
    },
    holds: (receiptId) => backlog.has(receiptId) || underWay.has(receiptId),
    async idle() {
      while (isAboutToBegin || lines.size > 0) await Promise.all(lines);
    },
  };
}
