/** How a conversation ended, in Bland's words. */
import type { CallResult } from '../../calls/index.ts';
import type { BlandCall } from './store.ts';

const statuses = {
  completed: 'completed',
  busy: 'busy',
  rejected: 'busy',
  'no-answer': 'no-answer',
  canceled: 'canceled',
  failed: 'failed',
} as const;

const errors: Partial<Record<CallResult['outcome'], string>> = {
  busy: 'Call failed. The number you dialed is busy. Please try again later.',
  rejected: 'Call failed. The number you dialed is busy. Please try again later.',
  failed: 'Call failed. The number you dialed is not found.',
};

export function ending(call: BlandCall, result: CallResult): Partial<BlandCall> {
  const { outcome, endedBy, durationMs, endedAt, turns } = result;
  const errorMessage = errors[outcome];
  return {
    queueStatus: outcome === 'failed' ? 'call_error' : 'complete',
    status: statuses[outcome],
    durationMs,
    endedAt,
    turns,
    ...(errorMessage === undefined ? {} : { errorMessage }),
    ...(outcome === 'no-answer' ? { answeredBy: 'no-answer' as const } : {}),
    ...(call.answeredAt === undefined ? {} : { endedBy: endedBy === 'person' ? 'USER' : 'ASSISTANT' }),
  };
}
