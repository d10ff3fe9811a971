/** When each word of an utterance was said, as well as its text and its sound alone can tell. */
import { sampleRate, type Word } from './types.ts';

/** Below this a telephone's listener hears nothing. */
const silence = 200;

export function timeWords(text: string, pcm: Int16Array): Word[] {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const [startMs, endMs] = voicedPart(pcm);
  const weights = words.map((word) => ({ spoken: spokenLength(word), pause: pauseAfter(word) }));
  // After the last word nothing is left that could be a pause.
  const last = weights.at(-1);
  if (last !== undefined) last.pause = 0;
  const total = weights.reduce((sum, { spoken, pause }) => sum + spoken + pause, 0);
  let passed = 0;
  const at = (share: number) => Math.round(startMs + ((endMs - startMs) * share) / total);
  return weights.map(({ spoken, pause }, index) => {
    const timed = { word: words[index] ?? '', startMs: at(passed), endMs: at(passed + spoken) };
    passed += spoken + pause;
    return timed;
  });
}

/** What was heard by `ms` of a text: the words that had been begun by then. */
export function textUntil(words: readonly Word[], ms: number): string {
  return words
    .filter((word) => word.startMs < ms)
    .map(({ word }) => word)
    .join(' ');
}

function voicedPart(pcm: Int16Array): [number, number] {
  const loud = (sample: number) => Math.abs(sample) > silence;
  const first = pcm.findIndex(loud);
  const last = pcm.findLastIndex(loud);
  return first < 0 ? [0, 0] : [(first * 1_000) / sampleRate, ((last + 1) * 1_000) / sampleRate];
}

/** A digit is read out as a word. */
function spokenLength(word: string): number {
  return 1 + [...word].reduce((sum, letter) => sum + (/\p{N}/u.test(letter) ? 4 : 1), 0);
}

function pauseAfter(word: string): number {
  if (/[.!?…]["')]*$/.test(word)) return 6;
  return /[,;:–—]["')]*$/.test(word) ? 3 : 0;
}
