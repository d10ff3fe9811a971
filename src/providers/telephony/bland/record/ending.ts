/** Whether a call was answered, whether it is over, and how it ended, from fields that may contradict each other. */
import type { FactContent } from '../../../../core/calls/facts.ts';
import type { Lengths } from './lengths.ts';
import { isSpoken, type Line } from './lines.ts';
import type { BlandRecord } from './shape.ts';

export type Ending = FactContent<'ended'>['as'];

/** `told`: Bland sends this kind of message about calls that are over, and about no others. */
export function isOver({ completed, status, queue_status }: BlandRecord, told: boolean): boolean {
  // Where they differ, `completed` and `status` are the newer ones, say the documents.
  if (completed === true || status !== undefined) return true;
  if (completed === false) return false;
  return told || queue_status === 'over' || queue_status === 'failed';
}

export function wasAnswered(record: BlandRecord, lines: readonly Line[], lengths: Lengths): boolean {
  const { status, answered_by: by } = record;
  // An agent may talk to a line that only rings, or to nobody; who answers it is there.
  if (status === 'busy' || status === 'no-answer' || status === 'canceled') {
    return lines.some(({ content }) => content.who === 'caller');
  }
  if (lines.some(isSpoken)) return true;
  if (by !== undefined) return by !== 'nobody';
  const { counted = 0, corrected = 0 } = lengths;
  // Of one that failed, the corrected length may be how long it rang.
  return status === 'failed' ? counted > 0 : counted > 0 || corrected > 0;
}

export function endingOf(record: BlandRecord, answered: boolean): Ending {
  const { status, queue_status, answered_by, disposition_tag, error_message: error = '' } = record;
  if (status !== undefined && !(status === 'completed' && !answered && answered_by === 'nobody'))
    return status;
  if (answered) return queue_status === 'failed' ? 'failed' : 'completed';
  if (answered_by === 'nobody') return 'no-answer';
  const tagged = endings.get(disposition_tag);
  if (tagged !== undefined) return tagged;
  if (/\bbusy\b/i.test(error)) return 'busy';
  return queue_status === 'failed' || error !== '' ? 'failed' : 'completed';
}

/** Bland's own tags; whoever brings tags of their own may use such words otherwise, so they count last. */
const endings: ReadonlyMap<string | undefined, Ending> = new Map([
  ['NO_ANSWER', 'no-answer'],
  ['BUSY', 'busy'],
  ['CANCELED', 'canceled'],
  ['FAILED', 'failed'],
]);
