/** Speech for the sandbox's people: text becomes telephone audio, and the same text is made only once. */
import { createSpeechCache } from './cache.ts';
import { createSynthesiser } from './synthesiser.ts';
import { durationOf } from './track.ts';
import { type Language, longestText, type Speech, sampleRate, type VoiceName } from './types.ts';
import { voiceFor } from './voices.ts';
import { timeWords } from './words.ts';

export interface SpeechOptions {
  /** Keeps what was made for the next start. */
  cacheDir?: string | undefined;
  /** How much may stay in memory; half an hour without it. */
  maxMinutes?: number | undefined;
}

/** To be raised when the same text is to sound different: files made before are then left alone. */
const making = 1;

export function createSpeech({ cacheDir, maxMinutes = 30 }: SpeechOptions = {}): Speech {
  const cache = createSpeechCache({ maxSamples: maxMinutes * 60 * sampleRate, dir: cacheDir });
  const synthesiser = createSynthesiser();

  async function pcmOf(text: string, name: VoiceName, language: Language): Promise<Int16Array> {
    // The synthesiser makes no file when there is nothing to say.
    if (!/[\p{L}\p{N}]/u.test(text)) return new Int16Array();
    const voice = voiceFor(name, language);
    return cache.get(JSON.stringify([making, voice, text]), () => synthesiser.speak(text, voice));
  }

  return {
    async say(text, { voice = 'agent', language = 'en' } = {}) {
      if (text.length > longestText) {
        throw new RangeError(
          `${text.length} characters are more than the ${longestText} that are said at one go`,
        );
      }
      const pcm = await pcmOf(text, voice, language);
      return { text, language, pcm, durationMs: durationOf(pcm), words: timeWords(text, pcm) };
    },
    close: () => synthesiser.close(),
  };
}
