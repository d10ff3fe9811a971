/**
 * Applies receipts right after they were stored: everything that came while the last batch was applied is the next
 * one. What does not find room here, and what fails, waits in the database for the sweep.
 *
 * Whoever sends something waits for it to be stored, and whoever watches waits for it to be applied: where there is more
 * to do than can be done, storing comes first, and applying has the rest of the time. The longer something waits here,
 * the larger that rest is, so that nobody watches what was long ago because more and more comes. Where nobody waits to be
 * stored, the next batch begins beside the one before it.
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
  /** Of what waits here; what comes on top is the sweep's. */
  readonly maxWaitingBytes?: number;
  /** Between two groups nobody waits for a moment. */
  readonly calmAfterMs?: number;
}

/** Beside its body; about so much. */
const ownBytes = 1_000;
const bytesOf = ({ body }: OpenReceipt) => ownBytes + body.length;
/** After a batch, storing has up to so many times the batch's time for itself, if it needs it. */
const yielded = 9;
/** Whoever sends waits for a whole batch at the worst; much smaller ones take longer together. */
const fewAtOnce = 100;
const lookEveryMs = 5;
/** Of the second one is folded what the first one tells of others meanwhile; a third would wait for both. */
const mostLines = 2;

export function createPump(parts: Parts): Pump {
  const { apply, log, now, patienceMs, isCrowded } = parts;
  const { maxBatch = fewAtOnce, maxWaitingBytes = 64 * 2 ** 20, calmAfterMs = 50 } = parts;
  const backlog = new Map<string, OpenReceipt>();
  let waitingBytes = 0;
  const underWay = new Set<string>();
  const lines = new Set<Promise<void>>();
  let isAboutToBegin = false;
  let crowdedAt = Number.NEGATIVE_INFINITY;

  function next(): OpenReceipt[] {
    const oldest = now().getTime() - patienceMs;
    const receipts: OpenReceipt[] = [];
    for (const receipt of backlog.values()) {
      backlog.delete(receipt.id);
      waitingBytes -= bytesOf(receipt);
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
    if (backlog.size > 0) await letStore(yielded * (1 - pressure()) * (performance.now() - begun));
  }

  /** From 0, where nothing waits, to 1, where what waits longest would soon be left to the sweep, or what comes next. */
  function pressure(): number {
    const [oldest] = backlog.values();
    if (oldest === undefined) return 0;
    const late = (2 * (now().getTime() - oldest.receivedAt.getTime())) / patienceMs;
    return Math.min(1, Math.max(late, waitingBytes / maxWaitingBytes));
  }

  async function letStore(atMostMs: number): Promise<void> {
    const until = performance.now() + atMostMs;
    while (performance.now() < until && wasCrowded()) await sleep(lookEveryMs);
  }

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
      if (waitingBytes >= maxWaitingBytes || backlog.has(receipt.id)) return;
      backlog.set(receipt.id, receipt);
      waitingBytes += bytesOf(receipt);
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
