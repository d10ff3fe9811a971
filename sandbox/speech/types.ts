/** What speech is made of, for all who make or play it. Audio is 8 kHz mono, as on a telephone. */

/** Samples in a second, on the wire, in recordings and in everything here. */
export const sampleRate = 8_000;

/** So many characters are said at one go, which is some minutes of speech. */
export const longestText = 4_096;

/** Voices that nobody takes for each other: the AI agent, who it talks with, and whom a call is transferred to. */
export type VoiceName = 'agent' | 'caller' | 'colleague';

export type Language = 'en' | 'de' | 'es';

/**
 * When a word was said. The synthesiser does not tell: the voiced part of an utterance is shared out in proportion
 * to the words' lengths, which is right to within a few tenths of a second.
 */
export interface Word {
  word: string;
  startMs: number;
  endMs: number;
}

export interface Utterance {
  readonly text: string;
  readonly language: Language;
  readonly pcm: Int16Array;
  readonly durationMs: number;
  /** Counted from the utterance's beginning. */
  readonly words: readonly Word[];
}

export interface SayOptions {
  voice?: VoiceName | undefined;
  language?: Language | undefined;
}

export interface Speech {
  /** The same words in the same voice are made once and shared: treat an utterance's samples as constant. */
  say(text: string, options?: SayOptions): Promise<Utterance>;
  close(): Promise<void>;
}
