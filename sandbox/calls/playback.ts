/** What a media stream sends to the person: played in turn, with marks in between, until it is cleared. */
import { durationOf, type Placed, samplesIn } from '../speech/track.ts';
import type { Line, Talk } from './line.ts';

export interface Playback {
  /** False where it was left out, since so much is waiting already. */
  push(pcm: Int16Array): boolean;
  mark(name: string): void;
  clear(): void;
  /** Tells what came due: marks, and that the agent speaks or has stopped. */
  advance(): void;
  /** Nothing more is played, and no mark comes back. */
  stop(): void;
}

interface Piece {
  placed: Placed;
  endMs: number;
}

interface Stretch {
  startMs: number;
  endMs: number;
}

/** Nobody speaks for so long at a time; who sends without end is not listened to without end. */
const mostWaitingMs = 10 * 60_000;
const mostMarks = 10_000;

/** A pause between two words is shorter. */
const pauseMs = 400;
const windowMs = 20;
/** Some 40 dB below full scale. */
const voiced = 300;

export function createPlayback(line: Line, onMark: (name: string) => void): Playback {
  let pieces: Piece[] = [];
  let marks: { name: string; dueMs: number }[] = [];
  /** Where there is a voice in what was pushed, not yet over. */
  let stretches: Stretch[] = [];
  let talk: Talk | undefined;
  let endMs = 0;
  let stopped = false;

  function cut(): void {
    const now = line.elapsedMs();
    for (const piece of pieces) piece.placed.cutAt(now);
    talk?.finish(now, true);
    talk = undefined;
    pieces = [];
    stretches = [];
    endMs = now;
  }

  function noteVoice(pcm: Int16Array, startMs: number): void {
    for (const stretch of voicedStretches(pcm, startMs)) {
      const last = stretches.at(-1);
      if (last !== undefined && stretch.startMs - last.endMs < pauseMs) last.endMs = stretch.endMs;
      else stretches.push(stretch);
    }
  }

  function tellVoice(now: number): void {
    for (let first = stretches[0]; first !== undefined && first.startMs <= now; first = stretches[0]) {
      talk ??= line.talk('agent', first.startMs);
      if (now < first.endMs + pauseMs) return;
      talk.finish(first.endMs, false);
      talk = undefined;
      stretches.shift();
    }
  }

  return {
    push(pcm) {
      if (stopped) return true;
      const startMs = Math.max(endMs, line.elapsedMs());
      if (startMs - line.elapsedMs() > mostWaitingMs) return false;
      endMs = startMs + durationOf(pcm);
      pieces.push({ placed: line.sound('agent', pcm, startMs), endMs });
      noteVoice(pcm, startMs);
      return true;
    },
    mark(name) {
      if (!stopped && marks.length < mostMarks)
        marks.push({ name, dueMs: Math.max(endMs, line.elapsedMs()) });
    },
    clear() {
      if (stopped) return;
      cut();
      const pending = marks;
      marks = [];
      for (const { name } of pending) onMark(name);
    },
    advance() {
      const now = line.elapsedMs();
      tellVoice(now);
      pieces = pieces.filter((piece) => piece.endMs > now);
      const due = marks.filter(({ dueMs }) => dueMs <= now);
      marks = marks.filter(({ dueMs }) => dueMs > now);
      for (const { name } of due) onMark(name);
    },
    stop() {
      if (stopped) return;
      stopped = true;
      cut();
    },
  };
}

function voicedStretches(pcm: Int16Array, startMs: number): Stretch[] {
  const size = samplesIn(windowMs);
  const out: Stretch[] = [];
  for (let at = 0; at < pcm.length; at += size) {
    const samples = pcm.subarray(at, at + size);
    if (loudness(samples) < voiced) continue;
    const from = startMs + durationOf({ length: at });
    out.push({ startMs: from, endMs: Math.round(from + durationOf(samples)) });
  }
  return out;
}

function loudness(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
