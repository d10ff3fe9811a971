/** Speaking and pressing keys, as whoever is on the line does it. */
import { beep, beepMs, keyMs, keyTone } from '../speech/tones.ts';
import type { SayOptions, Speech, Utterance } from '../speech/types.ts';
import { type Line, sideOf } from './line.ts';
import type { Speaker } from './types.ts';

const pauseBetweenKeysMs = 60;
const waitMs = 500;

export interface Voice {
  readonly who: Speaker;
  say(text: string, options: SayOptions, signal: AbortSignal): Promise<void>;
  play(utterance: Utterance, signal: AbortSignal): Promise<void>;
  press(digits: string, signal: AbortSignal): Promise<void>;
  beep(signal: AbortSignal): Promise<void>;
}

export function createVoice(line: Line, speech: Speech, who: Speaker): Voice {
  const side = sideOf(who);

  /** It is heard until it ends or the signal is aborted. */
  async function utter(utterance: Utterance, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const startMs = line.elapsedMs();
    const talk = line.talk(who, startMs, utterance);
    const endMs = startMs + Math.round(utterance.durationMs);
    try {
      await line.clock.sleep(endMs - line.elapsedMs(), signal);
      talk.finish(endMs, false);
    } catch (error) {
      const now = line.elapsedMs();
      talk.finish(Math.min(now, endMs), now < endMs);
      throw error;
    }
  }

  return {
    who,
    async say(text, options, signal) {
      const made = speech.say(text, options);
      const utterance = await (line.streams.size > 0 ? made : line.clock.hold(made));
      if (utterance.durationMs > 0) await utter(utterance, signal);
    },
    play: utter,
    async press(digits, signal) {
      for (const digit of digits) {
        signal.throwIfAborted();
        if (/w/i.test(digit)) await line.clock.sleep(waitMs, signal);
        else {
          const startMs = line.elapsedMs();
          line.sound(side, keyTone(digit), startMs);
          line.tell({ type: 'dtmf', who, digit, startMs });
          await line.clock.sleep(keyMs + pauseBetweenKeysMs, signal);
        }
      }
    },
    async beep(signal) {
      signal.throwIfAborted();
      line.sound(side, beep, line.elapsedMs());
      await line.clock.sleep(beepMs, signal);
    },
  };
}
