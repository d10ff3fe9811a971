/** A webhook that is tried again until it is taken with a 2xx, or until there is no point in it. */
import type { Timeline } from './clock.ts';
import type { Sandbox } from './index.ts';
import type { JournalEntry } from './journal.ts';
import type { OutgoingRequest } from './outgoing.ts';

export interface Delivery {
  readonly delivered: boolean;
  /** What became of each attempt. */
  readonly attempts: readonly JournalEntry[];
}

interface PersistOptions {
  readonly onAttempt?: (entry: JournalEntry) => void;
  /** Whether it is tried again after that answer, which was no 2xx; without it after each. */
  readonly worthAnother?: (status: number) => boolean;
}

/**
 * `request` makes each attempt anew: its signature may hold the time. `delaysSec`: how long to wait before the
 * second attempt, the third, and so on; their number is how often it is tried again.
 */
export async function persist(
  { send, closing }: Pick<Sandbox, 'send' | 'closing'>,
  timeline: Timeline,
  delaysSec: readonly number[],
  request: () => OutgoingRequest,
  { onAttempt = () => undefined, worthAnother = () => true }: PersistOptions = {},
): Promise<Delivery> {
  const attempts: JournalEntry[] = [];
  for (const delaySec of [0, ...delaysSec]) {
    if (attempts.length > 0) await timeline.sleep(delaySec * 1000, closing);
    const result = await send({ ...request(), attempt: attempts.length + 1 });
    attempts.push(result.entry);
    onAttempt(result.entry);
    if (!result.answered) continue;
    if (result.status >= 200 && result.status < 300) return { delivered: true, attempts };
    if (!worthAnother(result.status)) break;
  }
  return { delivered: false, attempts };
}
