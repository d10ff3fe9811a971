/** Whom the synthesiser imitates. The three differ in timbre, pitch and pace, so that an ear tells them apart at once. */
import type { Language, VoiceName } from './types.ts';

/** eSpeak's own options. */
export interface Voice {
  /** Language and variant. */
  voice: string;
  /** 0 to 99. */
  pitch: number;
  /** Words a minute. */
  speed: number;
}

const accents: Record<Language, string> = { en: 'en-us', de: 'de', es: 'es-419' };

const speakers: Record<VoiceName, { variant: string; pitch: number; speed: number }> = {
  agent: { variant: 'f2', pitch: 50, speed: 165 },
  caller: { variant: 'm3', pitch: 40, speed: 155 },
  colleague: { variant: 'm7', pitch: 70, speed: 175 },
};

export function voiceFor(name: VoiceName, language: Language): Voice {
  const { variant, pitch, speed } = speakers[name];
  return { voice: `${accents[language]}+${variant}`, pitch, speed };
}
