/**
 * The phone network as the vendors' protocols see it. A call joins a person, who acts from a script, with the
 * agent's end, which is driven by commands: Bland's from a script of its own (`runAgent`), Twilio's from TwiML.
 *
 * Every `…Ms` is scenario time in milliseconds, every `at` a moment of the call's own clock, and `startMs` and `endMs`
 * count from the moment the call was answered: there begins the call's audio.
 */
import type { Timeline } from '../frame/clock.ts';
import type { Language, VoiceName, Word } from '../speech/types.ts';
import type { CallClock } from './call-clock.ts';

/** The two ends of a call; each has a channel in its recording. */
export type Side = 'person' | 'agent';

/** `third` is whom the agent's end dialled: heard on the agent's channel, in a voice of their own. */
export type Speaker = Side | 'third';

// ---- People -------------------------------------------------------------------------------------------------------

/** What becomes of a ringing phone. */
export type Ringing =
  | { kind: 'answers'; afterMs: number }
  /** An answering machine: its greeting, a beep, and then it listens. */
  | { kind: 'voicemail'; afterMs: number; greeting: string; beep?: boolean }
  | { kind: 'busy'; afterMs?: number }
  | { kind: 'rejects'; afterMs: number }
  /** Rings until whoever calls gives up. */
  | { kind: 'no answer' }
  /** The network knows no such number. */
  | { kind: 'unreachable'; afterMs?: number };

export type PersonStep =
  | { do: 'say'; text: string; language?: Language }
  | { do: 'pause'; ms: number }
  /** Keys, one after the other; `w` waits half a second. */
  | { do: 'press'; digits: string }
  /**
   * Until the other side has said something that this person did not answer yet (with `says`: something that
   * contains this, whatever the case) and is silent; or, after `timeoutMs` of nothing, goes on all the same.
   */
  | { do: 'wait'; says?: string; timeoutMs?: number }
  /** Waits until the other side speaks, lets it speak for `afterMs`, and talks over it. */
  | { do: 'interrupt'; text: string; afterMs: number; language?: Language }
  | { do: 'hang up' };

export interface Person {
  name?: string;
  voice?: VoiceName;
  language?: Language;
  /** When they are called. Without it they answer after four seconds. */
  ringing?: Ringing;
  /** When they call: how long they let it ring, a minute without it. */
  ringsForMs?: number;
  /** The silence after which they take it that the other side has finished; without it 700 ms. */
  reactionMs?: number;
  steps: readonly PersonStep[];
  /** How long they stay on the line when they have nothing more to do, before they hang up; a minute without it. */
  patienceMs?: number;
}

/** Which person has which number. */
export interface PhoneBook {
  set(number: string, person: Person): void;
  delete(number: string): void;
  /** Whoever was set, else somebody polite who answers everything: every number is somebody's. */
  find(number: string): Person;
}

// ---- The scripted agent -------------------------------------------------------------------------------------------

export type AgentStep =
  | { do: 'say'; text: string; language?: Language }
  | { do: 'pause'; ms: number }
  | { do: 'press'; digits: string }
  /** Listens until the person has spoken or pressed keys and is silent; goes on after `timeoutMs` of nothing. */
  | { do: 'wait'; timeoutMs?: number }
  /** Dials and brings both together; the script goes on when that is over or came to nothing. */
  | { do: 'transfer'; to: string; person?: Person; timeoutMs?: number }
  | { do: 'hang up' };

export interface AgentScript {
  voice?: VoiceName;
  language?: Language;
  steps: readonly AgentStep[];
  /** When a machine answers; without it the agent hangs up. `leave`: says this after the beep, then hangs up. */
  onVoicemail?: { do: 'hang up' } | { do: 'leave'; text: string } | { do: 'ignore' };
  /** Whether the agent falls silent when the person speaks over it; true without it. */
  yields?: boolean;
}

// ---- A call -------------------------------------------------------------------------------------------------------

/** A person who gives up before the agent's end has answered leaves a `no-answer`, too. */
export type Outcome = 'completed' | 'busy' | 'no-answer' | 'rejected' | 'failed' | 'canceled';

/** Who brought the end about: one of the two, the network (time limit, unreachable), or the vendor's API. */
export type EndedBy = Side | 'network' | 'api';

export type AnsweredBy = 'human' | 'machine';

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

export interface CallOptions {
  /** The vendor's id of the call. */
  id: string;
  /** inbound: the person calls, and the agent's end is to answer. outbound: the agent's end calls the person. */
  direction: 'inbound' | 'outbound';
  from: string;
  to: string;
  person: Person;
  /** outbound: how long it rings before it is `no-answer`; a minute without it. */
  ringTimeoutMs?: number | undefined;
  /** How long it may last once answered; four hours without it. */
  timeLimitMs?: number;
  /** Chooses the line's noise and small hesitations; without it made from the id. */
  seed?: string;
  /** Where the call is a part of a longer scene: that scene's. Without it the call gets one of its own. */
  clock?: Timeline;
}

export interface CallResult {
  readonly id: string;
  readonly outcome: Outcome;
  readonly endedBy: EndedBy;
  readonly reason: string;
  readonly answeredBy: AnsweredBy | undefined;
  readonly startedAt: number;
  readonly answeredAt: number | undefined;
  readonly endedAt: number;
  /** From answer to end; 0 when never answered. */
  readonly durationMs: number;
  /** By startMs. */
  readonly turns: readonly Turn[];
  readonly events: readonly CallEvent[];
}

export interface RecordingOptions {
  /** A part of the call; without them from the answer until the end, or until now. */
  fromMs?: number;
  toMs?: number;
  /** In the recording's order: two for stereo, one for one side alone. Without it `mixed`: both on one channel. */
  channels?: readonly Side[] | 'mixed';
}

export interface Call extends Pick<CallOptions, 'id' | 'direction' | 'from' | 'to'> {
  readonly state: 'ringing' | 'in-progress' | 'ended';
  /** For whoever waits or tells the time in the name of this call. */
  readonly clock: CallClock;
  readonly startedAt: number;
  readonly answeredAt: number | undefined;
  /** All of them so far. */
  readonly events: readonly CallEvent[];
  /** All that is finished so far, by startMs. */
  readonly turns: readonly Turn[];
  /** Aborted, with a CallEnded as its reason, when the call has ended. */
  readonly signal: AbortSignal;
  /** Milliseconds since the answer; 0 before it. */
  elapsedMs(): number;
  /** Called for every event from now on, in order; returns how to stop that. */
  on(listener: (event: CallEvent) => void): () => void;
  /** Resolves when it is answered; rejects with CallEnded when it ends without that. */
  readonly answered: Promise<AnsweredBy>;
  /** Always resolves. */
  readonly ended: Promise<CallResult>;
  /** Ends it at once, ringing (`canceled`) or answered (`completed`). Does nothing when it has ended. */
  hangUp(by?: EndedBy, reason?: string): void;
  readonly agent: AgentEnd;
  /** Audio both ways in frames, as media streams need it. To be opened once the call is answered. */
  openStream(options: StreamOptions): MediaStream;
  /** The WAV file (16-bit PCM) of the call or a part of it, with the script of that part inside. */
  record(options?: RecordingOptions): Promise<Buffer>;
}

export interface RunAgentOptions {
  /** Takes the agent off the line: it says and does nothing more, and the call goes on without it. */
  signal?: AbortSignal | undefined;
  /** Told of every phone that the agent dials. */
  onLeg?: DialOptions['onLeg'];
}

export interface PhoneNetwork {
  /** The phone begins to ring at once. */
  place(options: CallOptions): Call;
  /** Those that have not ended, by id. */
  readonly calls: ReadonlyMap<string, Call>;
  /** Acts the agent's part in a call until it ends, from its answer on; an inbound call it answers itself. */
  runAgent(call: Call, script: AgentScript, options?: RunAgentOptions): Promise<CallResult>;
  readonly book: PhoneBook;
  /** Hangs up everywhere. */
  close(): Promise<void>;
}

// ---- What the agent's end can do ----------------------------------------------------------------------------------

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

/** `canceled`: another target was quicker, or the dialling was given up. */
export type LegState = 'initiated' | 'ringing' | 'answered' | 'completed' | Exclude<Outcome, 'completed'>;

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

// ---- Media streams ------------------------------------------------------------------------------------------------

/** 20 ms of one side: 160 bytes of mu-law. */
export interface Frame {
  side: Side;
  /** From 1 upwards, each side for itself. */
  chunk: number;
  /** Milliseconds since the stream was opened. */
  timestampMs: number;
  payload: Uint8Array;
}

export interface StreamOptions {
  /** Whose frames to send. */
  sides: readonly Side[];
  onFrame: (frame: Frame) => void;
  /** All that was pushed before the mark has been played, or was cleared. */
  onMark?: ((name: string) => void) | undefined;
  /** A key that the person pressed. */
  onDtmf?: ((digit: string) => void) | undefined;
  /** Once: the stream was closed or the call has ended. */
  onEnd?: (() => void) | undefined;
}

export interface MediaStream {
  /** Mu-law of any length for the agent's channel, played after what was pushed before. False: too much is waiting. */
  push(mulaw: Uint8Array): boolean;
  mark(name: string): void;
  /** Forgets what is not played yet; its marks come back at once. */
  clear(): void;
  close(): void;
}
