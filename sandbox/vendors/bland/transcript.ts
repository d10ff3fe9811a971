/** What was said, in Bland's forms. */
import type { Turn } from '../../calls/index.ts';
import { written } from './dates.ts';
import type { Settings } from './settings.ts';
import type { BlandCall } from './store.ts';

export interface TranscriptLine {
  id: number;
  user: 'user' | 'assistant' | 'agent-action';
  text: string;
  created_at: string;
}

/** What the agent took part in: whoever a call was transferred to talks without it. */
export function transcriptOf(call: BlandCall, settings: Settings): TranscriptLine[] {
  const answeredAt = call.answeredAt ?? call.createdAt;
  const first = Number.parseInt(call.id.slice(0, 7), 16);
  const lines = turnsBefore(call).map((turn) => ({
    user: turn.who === 'person' ? ('user' as const) : ('assistant' as const),
    text: turn.text,
    at: answeredAt + turn.startMs,
  }));
  const action = actionOf(call);
  const all = action === undefined ? lines : [...lines, { user: 'agent-action' as const, ...action }];
  return all.map(({ user, text, at }, index) => ({
    id: first + index,
    user,
    text,
    created_at: written(at, 'offset', settings),
  }));
}

export function concatenated(lines: readonly TranscriptLine[]): string {
  return lines.map(({ user, text }) => `${user}: ${text} \n `).join('');
}

/** As it is once the recording was listened to: with times, from the beginning of the call. */
export function correctedOf(call: BlandCall) {
  return turnsBefore(call).map((turn) => segment(turn, 0, turn.who === 'person' ? 'user' : 'assistant'));
}

/** The conversation without the agent, counted from its own beginning. */
export function postTransferOf(call: BlandCall) {
  return turnsAfter(call).map((turn) =>
    segment(turn, transferMs(call) ?? 0, turn.who === 'person' ? 'user' : 'representative'),
  );
}

/** From the answer to the transfer; undefined without one. */
export function transferMs({ transfer, answeredAt }: BlandCall): number | undefined {
  return transfer === undefined || answeredAt === undefined ? undefined : transfer.at - answeredAt;
}

function turnsBefore(call: BlandCall): Turn[] {
  const until = transferMs(call) ?? Number.POSITIVE_INFINITY;
  return call.turns.filter(({ who, startMs, text }) => who !== 'third' && startMs < until && text !== '');
}

function turnsAfter(call: BlandCall): Turn[] {
  const from = transferMs(call) ?? Number.POSITIVE_INFINITY;
  return call.turns.filter(({ startMs, text }) => startMs >= from && text !== '');
}

function segment(turn: Turn, originMs: number, label: 'user' | 'assistant' | 'representative') {
  return {
    start: (turn.startMs - originMs) / 1000,
    end: (turn.endMs - originMs) / 1000,
    text: turn.text,
    speaker: label === 'user' ? 1 : 2,
    speaker_label: label,
    // Nothing was listened to here: the words are known.
    confidence: 1,
  };
}

function actionOf({ transfer, endedBy, endedAt }: BlandCall): { text: string; at: number } | undefined {
  if (transfer !== undefined) return { text: `Transferred call to ${transfer.to}`, at: transfer.at };
  return endedBy === 'ASSISTANT' && endedAt !== undefined ? { text: 'Ended call', at: endedAt } : undefined;
}
