/** A call's audio in frames, both ways. */
import type { Side } from './events.ts';

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
