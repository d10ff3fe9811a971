/**
 * Counts what came again. Nobody is answered later for it: counts are written every few seconds for all of them
 * together, and those that a process has when it is killed are lost.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../../core/logger/index.ts';
import { createOutage } from '../../../core/outage.ts';
import type { Receipts } from '../../../models/receipts.ts';

export interface Repeats {
  note(receiptId: string): void;
  /** Writes what was counted until now. */
  idle(): Promise<void>;
}

interface Parts {
  readonly receipts: Pick<Receipts, 'countRepeats'>;
  readonly now: () => Date;
  readonly log: Logger;
}

const everyMs = 2_000;
/** A sender gone mad is no reason to run out of memory: what comes on top is not counted. */
const most = 10_000;

export function createRepeats({ receipts, now, log }: Parts): Repeats {
  let counted = new Map<string, { times: number; at: Date }>();
  let waiting = new AbortController();
  let writing: Promise<void> | undefined;
  const outage = createOutage(log, {
    begins: 'repeats of receipts cannot be counted',
    ends: 'repeats of receipts are counted again',
  });

  async function write(): Promise<void> {
    while (counted.size > 0) {
      await sleep(everyMs, undefined, { signal: waiting.signal }).catch(() => undefined);
      const all = [...counted].map(([id, count]) => ({ id, ...count }));
      counted = new Map();
      try {
        await receipts.countRepeats(all);
        outage.over();
      } catch (error) {
        outage.failed(error);
      }
    }
    writing = undefined;
  }

  return {
    note(receiptId) {
      const { times } = counted.get(receiptId) ?? { times: 0 };
      if (times === 0 && counted.size >= most) return;
      counted.set(receiptId, { times: times + 1, at: now() });
      writing ??= write();
    },
    async idle() {
      waiting.abort();
      waiting = new AbortController();
      await writing;
    },
  };
}
