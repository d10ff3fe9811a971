/**
 * A phone network whose time passes only when nobody has anything left to do, so that every moment of a call is known
 * to the millisecond, and whose people speak in tones: 50 ms for a letter.
 */
import { onTestFinished } from 'vitest';
import { createPhoneNetwork } from '../../../sandbox/calls/index.ts';
import type {
  CallOptions,
  CallResult,
  Person,
  PersonStep,
  PhoneNetwork,
} from '../../../sandbox/calls/types.ts';
import type { Timeline } from '../../../sandbox/frame/clock.ts';
import type { Speech } from '../../../sandbox/speech/types.ts';
import { timeWords } from '../../../sandbox/speech/words.ts';

const msPerLetter = 50;
const samplesPerLetter = 8 * msPerLetter;

export const tones: Speech = {
  async say(text, { language = 'en' } = {}) {
    const pcm = Int16Array.from(
      { length: text.length * samplesPerLetter },
      (_, at) => 8_000 * Math.sin(at / 3 + 1),
    );
    return { text, language, pcm, durationMs: text.length * msPerLetter, words: timeWords(text, pcm) };
  },
  close: async () => {},
};

export function createIdleClock(): Timeline {
  const sleepers: { until: number; wake: () => void }[] = [];
  let now = Date.UTC(2026, 0, 5, 9);
  let awake = false;

  /** One sleeper at a time, the earliest, after all that the one before has set off. */
  function tick(): void {
    awake = false;
    const next = sleepers.reduce((first, each) => (each.until < first.until ? each : first), {
      until: Number.POSITIVE_INFINITY,
      wake: () => {},
    });
    if (next.until === Number.POSITIVE_INFINITY) return;
    now = Math.max(now, next.until);
    next.wake();
    stir();
  }

  function stir(): void {
    if (awake) return;
    awake = true;
    setImmediate(tick);
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const leave = (settle: () => void) => () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          settle();
        };
        const sleeper = { until: now + ms, wake: leave(resolve) };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          if (sleepers.includes(sleeper)) leave(() => reject(signal.reason))();
        });
        stir();
      }),
  };
}

export function network(speech: Speech = tones): PhoneNetwork {
  const clock = createIdleClock();
  const created = createPhoneNetwork({ speech, clock: { timeline: () => clock } });
  onTestFinished(() => created.close());
  return created;
}

export function callTo(person: Person, more: Partial<CallOptions> = {}): CallOptions {
  return { id: 'call', direction: 'outbound', from: '+15550100', to: '+15550101', person, ...more };
}

export const human = (...steps: PersonStep[]): Person => ({
  ringing: { kind: 'answers', afterMs: 2_000 },
  steps,
});

/** Who said what, and when: one line for each turn. */
export function linesOf({ turns }: Pick<CallResult, 'turns'>): string[] {
  return turns.map(
    ({ who, text, startMs, endMs, cut }) => `${startMs}-${endMs} ${who}: ${text}${cut ? ' (cut)' : ''}`,
  );
}
