/** Who has had a number, entry by entry: each is as it was written, and the last one is as it is now. */
import type { NumberEntry, StoredNumber } from '../../models/numbers.ts';

/** With an agent that changes every hour, three weeks. */
const most = 500;

/** How far a provider's clock may be behind ours, and what its times lose that know no fractions of a second. */
const behindMs = 5_000;

/** As it was at that time; undefined where the number was not there yet, or nobody remembers. */
export function entryAt(entries: readonly NumberEntry[], when: Date): NumberEntry | undefined {
  const found = entries.findLast(({ from }) => from <= when);
  if (found?.holderId !== undefined) return found;
  // Nobody had it: whoever got it in the very next moment was meant.
  return (
    entries.find(
      ({ from, holderId }) => holderId !== undefined && from > when && +from - +when <= behindMs,
    ) ?? found
  );
}

/** With one more. Times never go back, whatever the clocks of two processes say. */
export function withEntry(
  { entries, rev }: Pick<StoredNumber, 'entries' | 'rev'>,
  entry: Omit<NumberEntry, 'rev' | 'from'>,
  now: Date,
): NumberEntry[] {
  const last = entries.at(-1)?.from ?? now;
  const from = now < last ? last : now;
  return [...entries, { ...entry, rev: rev + 1, from }].slice(-most);
}
