/** Listening to the other side of a line: whose turn it is. */
import { type Line, sideOf } from './line.ts';
import type { Side } from './types.ts';

export interface Ear {
  /** What the owner of this ear does now; what they had heard before is answered with it. */
  answered(startMs: number, endMs: number): void;
  /**
   * Until the other side has said something new (or pressed a key) and is silent for `silenceMs`: true. After
   * `timeoutMs` of nothing new: false.
   */
  waitForTurn(options: WaitOptions, signal: AbortSignal): Promise<boolean>;
  /** Until the other side begins to speak, or speaks already: true. */
  waitForVoice(timeoutMs: number, signal: AbortSignal): Promise<boolean>;
  /** When it was last heard; 0 when never. */
  lastHeardMs(): number;
}

interface WaitOptions {
  silenceMs: number;
  timeoutMs: number;
  /** What has to be among the new. */
  says?: string | undefined;
}

interface Heard {
  startMs: number;
  endMs: number;
  /** Undefined for a key. */
  text: string | undefined;
}

export function createEar(line: Line, side: Side): Ear {
  let answered = { startMs: 0, endMs: 0 };
  /** The first event that no wait has taken yet. By time alone, what happens at the very moment would count twice. */
  let next = 0;

  function heard(from = 0): Heard[] {
    return line.events.slice(from).flatMap((event): Heard[] => {
      if (event.type === 'spoke' && sideOf(event.turn.who) === side) return [event.turn];
      if (event.type !== 'dtmf' || sideOf(event.who) !== side) return [];
      return [{ startMs: event.startMs, endMs: event.startMs, text: undefined }];
    });
  }

  /** Begun since the answer began, or gone on beyond its end: what was cut by the answer is neither. */
  const isNew = (turn: Heard) => turn.startMs >= answered.startMs || turn.endMs > answered.endMs;
  const lastHeardMs = () => Math.max(0, ...heard().map(({ endMs }) => endMs));

  return {
    answered(startMs, endMs) {
      answered = { startMs, endMs };
    },
    lastHeardMs,
    async waitForTurn({ silenceMs, timeoutMs, says }, signal) {
      const startMs = line.elapsedMs();
      for (;;) {
        signal.throwIfAborted();
        const now = line.elapsedMs();
        const news = heard(next).filter(isNew);
        const enough = news.length > 0 && (says === undefined || contains(news, says));
        const waitMs = enough
          ? lastHeardMs() + silenceMs - now
          : Math.max(startMs, lastHeardMs()) + timeoutMs - now;
        if (line.speaking(side)) await line.changed(Number.POSITIVE_INFINITY, signal);
        else if (waitMs > 0) await line.changed(waitMs, signal);
        else {
          next = line.events.length;
          return enough;
        }
      }
    },
    async waitForVoice(timeoutMs, signal) {
      const endMs = line.elapsedMs() + timeoutMs;
      while (!line.speaking(side)) {
        const leftMs = endMs - line.elapsedMs();
        if (leftMs <= 0) return false;
        await line.changed(leftMs, signal);
      }
      return true;
    },
  };
}

/** Whatever the case, and over the seams of several sentences. Where only audio is known it may be anything. */
function contains(news: readonly Heard[], says: string): boolean {
  if (news.some(({ text }) => text === '')) return true;
  const all = news.map(({ text }) => text ?? '').join(' ');
  return all.toLowerCase().includes(says.toLowerCase());
}
