/** What two telephones share: its state, what happened on it, and what is heard on either channel. */
import { createTrack, type Placed, type Track } from '../speech/track.ts';
import type { Utterance } from '../speech/types.ts';
import { textUntil } from '../speech/words.ts';
import type { CallClock } from './call-clock.ts';
import { CallEnded } from './call-ended.ts';
import type { AnsweredBy, Call, CallEvent, EndedBy, Outcome, Side, Speaker, Turn } from './types.ts';

/** An event without its time. */
type News = CallEvent extends infer Event ? (Event extends CallEvent ? Omit<Event, 'at'> : never) : never;

/** Somebody is speaking. */
export interface Talk {
  readonly who: Speaker;
  /** Only the first time counts. Before the planned end of an utterance, the rest of it is not heard. */
  finish(endMs: number, cut: boolean): void;
}

export interface Line
  extends Pick<Call, 'startedAt' | 'answeredAt' | 'state' | 'events' | 'turns' | 'signal' | 'on'> {
  readonly clock: CallClock;
  readonly answeredBy: AnsweredBy | undefined;
  readonly endedAt: number | undefined;
  elapsedMs(): number;
  /** Resolves with the next event, when so much time has passed, or when `also` is aborted. */
  changed(ms: number, signal: AbortSignal, also?: AbortSignal): Promise<void>;
  tell(news: News): void;
  answer(by: AnsweredBy): void;
  end(outcome: Outcome, by: EndedBy, reason: string): void;
  /** What nobody says, as the tone of a key, is heard all the same. */
  sound(side: Side, pcm: Int16Array, startMs: number): Placed;
  /** Without an utterance somebody speaks of whom only the audio is known, and that was put on the line before. */
  talk(who: Speaker, startMs: number, utterance?: Utterance): Talk;
  speaking(side: Side): boolean;
  track(side: Side): Track;
  /** What has to be brought to an end before the line's own end is told. */
  readonly closing: Set<() => void>;
  /** Streams that hear everything as it happens: the call's time must not stand still. */
  readonly streams: Set<unknown>;
}

export const sideOf = (who: Speaker): Side => (who === 'person' ? 'person' : 'agent');

export function createLine(clock: CallClock, seed: string): Line {
  const startedAt = clock.now();
  const events: CallEvent[] = [];
  const turns: Turn[] = [];
  const heard = new Set<(event: CallEvent) => void>();
  const talks = new Set<Talk>();
  const closing = new Set<() => void>();
  const over = new AbortController();
  const tracks = {
    person: createTrack({ seed: `${seed} person` }),
    agent: createTrack({ seed: `${seed} agent` }),
  };
  let state: Call['state'] = 'ringing';
  let answered: { at: number; by: AnsweredBy } | undefined;
  let endedAt: number | undefined;

  function tell(news: News): void {
    const event = { at: clock.now(), ...news } as CallEvent;
    events.push(event);
    for (const listener of [...heard]) listener(event);
  }

  function on(listener: (event: CallEvent) => void): () => void {
    heard.add(listener);
    return () => heard.delete(listener);
  }

  function keep(turn: Turn): void {
    const later = turns.findIndex(({ startMs }) => startMs > turn.startMs);
    turns.splice(later < 0 ? turns.length : later, 0, turn);
  }

  function talk(who: Speaker, startMs: number, utterance?: Utterance): Talk {
    const placed = utterance && tracks[sideOf(who)].place(utterance.pcm, startMs);
    const started: Talk = {
      who,
      finish(endMs, cut) {
        if (!talks.delete(started)) return;
        if (cut) placed?.cutAt(endMs);
        const turn = { ...scriptOf(utterance, startMs, endMs, cut), who, startMs, endMs, cut };
        // Cut before the first word: nothing was said.
        if (utterance === undefined || turn.text !== '') keep(turn);
        tell({ type: 'spoke', turn });
      },
    };
    talks.add(started);
    tell({ type: 'speaking', who, startMs });
    return started;
  }

  return {
    clock,
    startedAt,
    events,
    turns,
    signal: over.signal,
    closing,
    streams: new Set(),
    get state() {
      return state;
    },
    get answeredAt() {
      return answered?.at;
    },
    get answeredBy() {
      return answered?.by;
    },
    get endedAt() {
      return endedAt;
    },
    elapsedMs: () => (answered === undefined ? 0 : (endedAt ?? clock.now()) - answered.at),
    on,
    async changed(ms, signal, also) {
      const woken = new AbortController();
      const stop = on(() => woken.abort());
      const any = AbortSignal.any([signal, woken.signal, ...(also === undefined ? [] : [also])]);
      try {
        await clock.sleep(ms, any);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (!any.aborted) throw error;
      } finally {
        stop();
      }
    },
    tell,
    answer(by) {
      if (state !== 'ringing') return;
      state = 'in-progress';
      answered = { at: clock.now(), by };
      tell({ type: 'answered', by });
    },
    end(outcome, by, reason) {
      if (state === 'ended') return;
      endedAt = clock.now();
      state = 'ended';
      for (const close of [...closing]) close();
      for (const { finish } of [...talks]) finish(endedAt - (answered?.at ?? endedAt), true);
      tell({ type: 'ended', outcome, by, reason });
      over.abort(new CallEnded(outcome, by, reason));
    },
    sound: (side, pcm, startMs) => tracks[side].place(pcm, startMs),
    talk,
    speaking: (side) => [...talks].some(({ who }) => sideOf(who) === side),
    track: (side) => tracks[side],
  };
}

function scriptOf(utterance: Utterance | undefined, startMs: number, endMs: number, cut: boolean) {
  if (utterance === undefined) return { text: '', words: [] };
  const { text, words, language } = utterance;
  const spokenMs = endMs - startMs;
  const said = cut ? words.filter((word) => word.startMs < spokenMs) : words;
  return {
    text: cut ? textUntil(words, spokenMs) : text,
    language,
    words: said.map((word) => ({
      word: word.word,
      startMs: startMs + word.startMs,
      endMs: startMs + (cut ? Math.min(word.endMs, spokenMs) : word.endMs),
    })),
  };
}
