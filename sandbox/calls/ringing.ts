/** A phone that is called: what its owner, or the network, does about it. */
import type { Timeline } from '../frame/clock.ts';
import type { AnsweredBy, Outcome, Person, Ringing } from './types.ts';

export type RingResult =
  | { answeredBy: AnsweredBy }
  | { outcome: Exclude<Outcome, 'completed' | 'canceled'>; reason: string };

const usual: Ringing = { kind: 'answers', afterMs: 4_000 };

export interface RingOptions {
  clock: Timeline;
  timeoutMs: number;
  /** A phone that is busy or unknown does not ring. */
  onRinging: () => void;
  signal: AbortSignal;
}

export async function ring(person: Person, options: RingOptions): Promise<RingResult> {
  const { clock, timeoutMs, onRinging, signal } = options;
  const ringing = person.ringing ?? usual;
  if (ringing.kind === 'busy' || ringing.kind === 'unreachable') {
    await clock.sleep(ringing.afterMs ?? 1_000, signal);
    if (ringing.kind === 'busy') return { outcome: 'busy', reason: 'the line is busy' };
    return { outcome: 'failed', reason: 'there is no such number' };
  }
  onRinging();
  const afterMs = ringing.kind === 'no answer' ? Number.POSITIVE_INFINITY : ringing.afterMs;
  await clock.sleep(Math.min(afterMs, timeoutMs), signal);
  if (afterMs > timeoutMs) {
    return { outcome: 'no-answer', reason: `nobody answered within ${timeoutMs / 1_000} s` };
  }
  if (ringing.kind === 'rejects') return { outcome: 'rejected', reason: 'the call was rejected' };
  return { answeredBy: ringing.kind === 'voicemail' ? 'machine' : 'human' };
}
