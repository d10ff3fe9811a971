/** What happens in a call. */
import type { Language, Word } from '../speech/types.ts';

/** The two ends of a call; each has a channel in its recording. */
export type Side = 'person' | 'agent';

/** `third` is whom the agent's end dialled: heard on the agent's channel, in a voice of their own. */
export type Speaker = Side | 'third';

/** A person who gives up before the agent's end has answered leaves a `no-answer`, too. */
export type Outcome = 'completed' | 'busy' | 'no-answer' | 'rejected' | 'failed' | 'canceled';

/** Who brought the end about: one of the two, the network (time limit, unreachable), or the vendor's API. */
export type EndedBy = Side | 'network' | 'api';

export type AnsweredBy = 'human' | 'machine';

/** `canceled`: another target was quicker, or the dialling was given up. */
export type LegState = 'initiated' | 'ringing' | 'answered' | 'completed' | Exclude<Outcome, 'completed'>;

/** What was said by one speaker at one stretch. */
export interface Turn {
  who: Speaker;
  /** What was really heard of it: less than was meant when it was cut. Empty where only audio is known. */
  text: string;
  language?: Language;
  startMs: number;
  endMs: number;
  /** Counted from the answer, like startMs. */
  words: readonly Word[];
  /** Stopped in mid-speech: by barge-in, by a clear, or by the end of the call. */
  cut: boolean;
}

export type CallEvent = { at: number } & (
  | { type: 'ringing' }
  | { type: 'answered'; by: AnsweredBy }
  /** Somebody begins to speak. The text is not known yet to whoever listens. */
  | { type: 'speaking'; who: Speaker; startMs: number }
  /** They have finished, or were cut. */
  | { type: 'spoke'; turn: Turn }
  /** One key. */
  | { type: 'dtmf'; who: Speaker; digit: string; startMs: number }
  /** The answering machine listens from now on. */
  | { type: 'beep'; startMs: number }
  | { type: 'transfer'; to: string; state: LegState }
  | { type: 'ended'; outcome: Outcome; by: EndedBy; reason: string }
);
