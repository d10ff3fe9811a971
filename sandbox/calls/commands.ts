/** What the agent's end of a call can do. */
import type { Language, VoiceName } from '../speech/types.ts';
import type { LegState, Outcome, Turn } from './events.ts';
import type { Person } from './script.ts';

/**
 * Each command resolves when it is done. It rejects with CallEnded when the call ends before (only `takeMessage`
 * resolves: a message ends with the call), and with the reason of the signal it was given when that is aborted: what
 * was being said is then cut.
 */
export interface AgentEnd {
  /** Takes an inbound call; does nothing when it is answered already. */
  answer(): void;
  /** Ends a ringing inbound call. */
  reject(as: 'busy' | 'rejected'): void;
  say(text: string, options?: AgentSayOptions): Promise<void>;
  /** 8 kHz mono. */
  play(pcm: Int16Array, options?: AgentPlayOptions): Promise<void>;
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  press(digits: string, signal?: AbortSignal): Promise<void>;
  listen(options: ListenOptions): Promise<Heard>;
  /** Listens to the person's side for something to keep; ask `call.record` for the audio. */
  takeMessage(options: MessageOptions): Promise<Message>;
  dial(options: DialOptions): Promise<DialResult>;
  hangUp(reason?: string): void;
}

interface AgentSayOptions {
  voice?: VoiceName | undefined;
  language?: Language | undefined;
  signal?: AbortSignal | undefined;
}

interface AgentPlayOptions {
  /** What is said in it, where that is known. */
  text?: string | undefined;
  language?: Language | undefined;
  signal?: AbortSignal | undefined;
}

export interface ListenOptions {
  /** Keys are taken when this is there. */
  dtmf?: {
    /** Enough when so many are there. */
    numDigits?: number | undefined;
    /** Enough when this was pressed; it is not among the digits. Empty for none; `#` without it. */
    finishOnKey?: string | undefined;
  };
  /** Speech is taken when this is there. */
  speech?: {
    /** The silence that ends it. */
    silenceMs?: number | undefined;
  };
  /** For the first key or word, counted from the end of the prompt; between two keys, from the last. */
  timeoutMs: number;
  /** Spoken while listening; the first key or word stops it through the signal. */
  prompt?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Whether keys and words stop the prompt; true without it. What comes during it counts either way. */
  bargeIn?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export type Heard =
  | { by: 'dtmf'; digits: string; finishedBy: 'key' | 'count' | 'timeout' }
  | { by: 'speech'; text: string; language?: Language; startMs: number; endMs: number }
  | { by: 'nothing' };

export interface MessageOptions {
  maxMs: number;
  /** The silence that ends it, before the first word as well as after the last. */
  silenceMs: number;
  /** Keys that end it; any of them without it. Empty for none. */
  finishOnKey?: string | undefined;
  beep?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface Message {
  startMs: number;
  endMs: number;
  endedBy: 'silence' | 'key' | 'length' | 'hangup';
  /** The key that ended it. */
  digit?: string;
  turns: readonly Turn[];
}

/** A phone that the agent's end dialled. */
export interface Leg {
  readonly number: string;
  readonly state: LegState;
  /** Hangs this phone up; the dial is then over, and the call goes on. */
  hangUp(): void;
}

export interface DialOptions {
  /** All ring together; the first to answer gets the call. Without a person: whoever the phone book finds. */
  targets: readonly { number: string; person?: Person | undefined }[];
  timeoutMs?: number | undefined;
  timeLimitMs?: number | undefined;
  /** The person's `*` hangs the dialled phone up. */
  hangUpOnStar?: boolean | undefined;
  onLeg?: ((leg: Leg, at: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface DialResult {
  outcome: Outcome;
  /** Who answered. */
  number: string | undefined;
  /** How long the two were together; 0 when nobody answered. */
  durationMs: number;
  startMs: number;
  endMs: number;
}
