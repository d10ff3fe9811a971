/** When a call was answered and when it ended, as far as its record says so and means it. */
import type { Lengths } from './lengths.ts';
import { isSpoken, type Line } from './lines.ts';
import type { BlandRecord } from './shape.ts';

export interface Times {
  readonly answeredAt?: Date | undefined;
  readonly endedAt?: Date | undefined;
}

/** Bland's moments are whole seconds here and milliseconds there. */
const nearMs = 2_000;
/** How much earlier than the answer a first word may be written down. */
const slackMs = 5_000;

/**
 * `end_at` is when a call will be ended at the latest, say the documents; in samples it is when it ended. And
 * `started_at` is when it was connected, or when it was dialled. What fits the length and the first words is believed.
 */
export function timesOf(record: BlandRecord, lines: readonly Line[], { corrected, counted }: Lengths): Times {
  const { end_at: end, started_at: started, transferred_to: transferredTo } = record;
  const lengthSec = corrected ?? counted;
  if (end === undefined || isDeadline(record, lengthSec)) return { answeredAt: started };
  if (lengthSec === undefined) return { answeredAt: started, endedAt: end };

  const answeredMs = end.getTime() - lengthSec * 1000;
  const firstWords = lines.find((line) => isSpoken(line) && line.at !== undefined)?.at;
  // Nobody speaks before a call is answered: either the end is none, or the length leaves out whom it was passed to.
  if (firstWords !== undefined && firstWords.getTime() < answeredMs - slackMs) {
    return { answeredAt: started, ...(transferredTo !== undefined && { endedAt: end }) };
  }
  // When it was answered follows from its end and its length, whatever `started_at` is.
  return { endedAt: end };
}

function isDeadline(
  { end_at, started_at, created_at, max_duration }: BlandRecord,
  lengthSec: number | undefined,
): boolean {
  const begin = started_at ?? created_at;
  if (end_at === undefined || begin === undefined) return false;
  // It cannot have ended before it began.
  if (end_at.getTime() < begin.getTime() - nearMs) return true;
  if (max_duration === undefined) return false;
  const longestMs = max_duration * 60_000;
  const isLatest = Math.abs(end_at.getTime() - begin.getTime() - longestMs) <= nearMs;
  return isLatest && (lengthSec === undefined || lengthSec * 1000 < longestMs - nearMs);
}
