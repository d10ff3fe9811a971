/** Calls, and the network that they go through. */
import type { Timeline } from '../frame/clock.ts';
import type { CallClock } from './call-clock.ts';
import type { AgentEnd, DialOptions } from './commands.ts';
import type { AnsweredBy, CallEvent, EndedBy, Outcome, Side, Turn } from './events.ts';
import type { MediaStream, StreamOptions } from './media.ts';
import type { AgentScript, Person } from './script.ts';

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

/** Which person has which number. */
export interface PhoneBook {
  set(number: string, person: Person): void;
  delete(number: string): void;
  /** Whoever was set, else somebody polite who answers everything: every number is somebody's. */
  find(number: string): Person;
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
