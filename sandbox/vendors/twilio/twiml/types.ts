/**
 * What the interpreter needs of the world: a line to act on, one function that makes requests and waits for what is
 * answered, and whoever keeps recordings, streams and dialled legs. It knows neither HTTP nor the API's resources.
 */
import type { Call, Leg } from '../../../calls/types.ts';
import type { Form } from '../signature.ts';
import type { Element } from './xml.ts';

export type Line = Pick<Call, 'state' | 'agent' | 'signal' | 'elapsedMs'> & {
  readonly clock: Pick<Call['clock'], 'now' | 'sleep'>;
};

export type Method = 'GET' | 'POST';

type Purpose = 'document' | 'action' | 'fallback' | 'audio';

export interface DocumentRequest {
  readonly purpose: Purpose;
  readonly url: string;
  readonly method: Method;
  /** Beside what every request about the call carries. */
  readonly params: Form;
}

export type DocumentAnswer =
  | {
      readonly ok: true;
      /** Where it came from in the end: HTTP may have redirected. */
      readonly url: string;
      readonly status: number;
      readonly contentType: string;
      readonly body: Buffer;
    }
  /** No answer, and the error that Twilio has for that. */
  | { readonly ok: false; readonly code: number; readonly message: string };

/** Where to begin, or to go on. */
export type Entry =
  | {
      readonly request: DocumentRequest;
      /** It is told even when the call has ended meanwhile; what it answers plays to nobody. */
      readonly owed?: boolean;
    }
  | { readonly twiml: string };

export interface Callback {
  readonly url: string;
  readonly method: Method;
  readonly events: readonly string[];
}

export interface RecordingRequest {
  readonly source: 'RecordVerb' | 'DialVerb' | 'StartCallRecordingAPI';
  readonly channels: 1 | 2;
  readonly track: 'inbound' | 'outbound' | 'both';
  readonly callback: Callback | undefined;
}

export interface RunningRecording {
  readonly sid: string;
  readonly url: string;
  /** Ends it, where it did not end before. A span, where only a part of what was recorded is kept. */
  finish(span?: { startMs: number; endMs: number }): Promise<{ durationSec: number }>;
}

export interface StreamRequest {
  readonly url: string;
  readonly name: string | undefined;
  readonly tracks: readonly ('inbound' | 'outbound')[];
  readonly bidirectional: boolean;
  readonly parameters: Form;
  readonly callback: Pick<Callback, 'url' | 'method'> | undefined;
}

export interface RunningStream {
  readonly sid: string;
  /** How many of the call's it takes: none where it goes both ways. */
  readonly tracks: number;
  readonly ended: Promise<void>;
  stop(): void;
}

export interface LegRequest {
  readonly number: string;
  readonly callerId: string | undefined;
  readonly callback: Callback | undefined;
}

export interface RunningLeg {
  readonly sid: string;
  /** How long it was answered. */
  readonly durationSec: number;
  /** Told for each of its states. */
  became(phone: Leg, at: number): void;
}

/** Something that the owner of the document should know. */
export interface Notice {
  readonly level: 'error' | 'warning';
  /** Twilio's; none where it is the sandbox that cannot do something. */
  readonly code: number | undefined;
  readonly message: string;
  readonly url: string | undefined;
}

export interface Ports {
  /** Documents, actions and audio files. */
  fetch(request: DocumentRequest): Promise<DocumentAnswer>;
  /** 8 kHz mono, and what is said in it where that is known; undefined where it cannot be decoded. */
  decodeAudio(body: Buffer, contentType: string): { pcm: Int16Array; text?: string } | undefined;
  record(request: RecordingRequest): RunningRecording;
  stream(request: StreamRequest): RunningStream;
  leg(request: LegRequest): RunningLeg;
  report(notice: Notice): void;
}

/** Where a verb plays. */
export interface Scene {
  readonly line: Line;
  readonly ports: Ports;
  /** Aborted when the call ends or is sent elsewhere. */
  readonly signal: AbortSignal;
  /** Open streams by their names. */
  readonly streams: Map<string, RunningStream>;
  warn(code: number, message: string): void;
  /** Against the document's own address. */
  resolve(url: string): string;
  /** The document's own address, for verbs whose action it is when none is named. */
  here(): string;
  /** Waits for an answer, but no longer than the call stays here. */
  fetch(request: DocumentRequest): Promise<DocumentAnswer>;
}

/** What comes after a verb: the next one, where nothing is said. */
export type Flow = undefined | 'hang up' | Extract<Entry, { request: DocumentRequest }>;

export interface Verb {
  readonly attributes: readonly string[];
  /** Whether the line is taken before it plays; true without it. */
  readonly answers?: (element: Element) => boolean;
  /** Whether the other side can notice that it played; a call that goes on without such verbs runs in circles. */
  readonly audible: boolean;
  play(scene: Scene, element: Element): Promise<Flow>;
}
