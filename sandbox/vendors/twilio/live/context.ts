/** What the living parts of the vendor share. */
import type { WebSocket } from 'ws';
import type { Call } from '../../../calls/types.ts';
import type { Expectations, Sandbox } from '../../../frame/index.ts';
import type { Account, CallResource, Settings } from '../resources.ts';
import type { Store } from '../store.ts';
import type { TwimlSession } from '../twiml/session.ts';
import type { Notice, RunningStream } from '../twiml/types.ts';
import type { RequestWebhook } from '../webhook.ts';
import type { Callbacks } from './callbacks.ts';
import type { LiveRecording } from './recording.ts';

export interface Twilio {
  readonly sandbox: Sandbox;
  readonly store: Store;
  readonly request: RequestWebhook;
  readonly expectations: Expectations;
  /** Calls that have not ended, and those whose callbacks are still on their way. */
  readonly live: Map<string, LiveCall>;
  /** By recording: makes the file anew each time, since the audio is much larger than what it is made of. */
  readonly audio: Map<string, (channels: 1 | 2) => Promise<Buffer | undefined>>;
  /** Of media streams, until the other side has closed them as well. */
  readonly sockets: Set<WebSocket>;
  /** What Twilio's debugger would show, newest last. */
  readonly notices: CallNotice[];
  report(callSid: string, notice: Notice): void;
}

export interface CallNotice extends Notice {
  readonly callSid: string;
  /** When, in real time. */
  readonly at: string;
}

export interface LiveCall {
  readonly account: Account;
  /** The account's when it began. */
  readonly settings: Settings;
  readonly resource: CallResource;
  /** On whose line it is: a leg's is that of the call it was dialled in. */
  readonly line: Call;
  readonly callbacks: Callbacks;
  /** The calls that it dialled. */
  readonly legs: string[];
  /** In the order they began. */
  readonly recordings: LiveRecording[];
  /** Those that are open. */
  readonly streams: Set<RunningStream>;
  session: TwimlSession | undefined;
  hangUp(): void;
}
