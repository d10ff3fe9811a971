/** Say, Play and Pause: what the other side hears, alone or while Gather listens. */
import { type Language, longestText } from '../../../../speech/types.ts';
import { attributesOf, textOf } from '../attributes.ts';
import { mediaType, succeeded } from '../document.ts';
import { TwimlFailure } from '../failure.ts';
import type { Scene, Verb } from '../types.ts';
import type { Element } from '../xml.ts';

/** A loop of 0 goes on for ever; Twilio's ever ends here as well. */
const forEver = 1_000;

type Audible = (scene: Scene, element: Element, signal: AbortSignal) => Promise<void>;

const sayAloud: Audible = async (scene, element, signal) => {
  const attributes = attributesOf(element, scene);
  const language = spokenLanguage(attributes.text('language'), scene);
  const parts = partsOf(element);
  if (parts.length === 0) return scene.warn(13520, '<Say> has nothing to say');
  if (lengthOf(parts) > longestText) {
    return scene.warn(13520, `<Say> takes no more than ${longestText} characters; nothing is said`);
  }
  await repeat(attributes.whole('loop', { min: 0 }), async () => {
    for (const part of parts) {
      if (typeof part === 'number') await scene.line.agent.pause(part, signal);
      else await scene.line.agent.say(part, { language, signal });
    }
  });
};

const playAloud: Audible = async (scene, element, signal) => {
  const attributes = attributesOf(element, scene);
  const digits = attributes.text('digits');
  if (digits !== undefined) return scene.line.agent.press(digits, signal);
  const url = scene.resolve(textOf(element));
  const sound = decoded(scene, url, await soundAt(scene, url));
  if (sound === undefined) return;
  await repeat(attributes.whole('loop', { min: 0 }), () => playSound(scene, sound, signal));
};

const keepSilent: Audible = async (scene, element, signal) => {
  const seconds = attributesOf(element, scene).whole('length', { min: 1 }) ?? 1;
  if (scene.line.state !== 'ringing') return scene.line.agent.pause(seconds * 1_000, signal);
  await scene.line.clock.sleep(seconds * 1_000, signal);
  scene.line.agent.answer();
};

export const audible: Readonly<Record<string, Audible>> = {
  Say: sayAloud,
  Play: playAloud,
  Pause: keepSilent,
};

function asVerb(perform: Audible, attributes: readonly string[]): Verb {
  return {
    attributes,
    audible: true,
    async play(scene, element) {
      await perform(scene, element, scene.signal);
      return undefined;
    },
  };
}

export const say = asVerb(sayAloud, ['voice', 'language', 'loop']);
export const play = asVerb(playAloud, ['digits', 'loop']);
/** At the beginning of an inbound call it delays picking up. */
export const pause: Verb = { ...asVerb(keepSilent, ['length']), answers: () => false };

/** An answer that is an audio file is played like one that a document names. */
export async function playAnswer(scene: Scene, url: string, answer: Sound): Promise<void> {
  const sound = decoded(scene, url, answer);
  if (sound !== undefined) await playSound(scene, sound, scene.signal);
}

type Decoded = NonNullable<ReturnType<Scene['ports']['decodeAudio']>>;

interface Sound {
  readonly body: Buffer;
  readonly contentType: string;
}

async function soundAt(scene: Scene, url: string): Promise<Sound> {
  const answer = await scene.fetch({ purpose: 'audio', url, method: 'GET', params: [] });
  const { contentType, body } = succeeded(answer, url);
  if (mediaType(contentType).startsWith('audio/')) return { body, contentType };
  throw new TwimlFailure(12300, `content type ${contentType || 'unknown'} where audio was expected`, url);
}

function decoded(scene: Scene, url: string, { body, contentType }: Sound) {
  const sound = scene.ports.decodeAudio(body, contentType);
  if (sound === undefined) {
    const message = `the sandbox cannot decode this ${mediaType(contentType)}, so nothing is heard of it; WAV can be`;
    scene.ports.report({ level: 'warning', code: undefined, message, url });
  }
  return sound;
}

function playSound(scene: Scene, { pcm, text }: Decoded, signal: AbortSignal): Promise<void> {
  return scene.line.agent.play(pcm, { signal, ...(text === undefined ? {} : { text }) });
}

async function repeat(loop: number | undefined, once: () => Promise<void>): Promise<void> {
  const times = loop === 0 ? forEver : (loop ?? 1);
  for (let time = 0; time < times; time += 1) await once();
}

/** Text and, where SSML breaks it, milliseconds of silence. */
function partsOf(element: Element): (string | number)[] {
  const parts: (string | number)[] = [];
  let text = '';
  const flush = () => {
    const spoken = text.replace(/\s+/g, ' ').trim();
    if (spoken !== '') parts.push(spoken);
    text = '';
  };
  const walk = ({ children }: Element) => {
    for (const child of children) {
      if (typeof child === 'string') text += child;
      else if (child.name === 'break') {
        flush();
        parts.push(breakMs(child.attributes.get('time')));
      } else walk(child);
    }
  };
  walk(element);
  flush();
  return parts;
}

function lengthOf(parts: readonly (string | number)[]): number {
  return parts.reduce((sum: number, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
}

function breakMs(time: string | undefined): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(time ?? '') ?? [];
  if (amount === undefined) return 250;
  return Number(amount) * (unit === 's' ? 1_000 : 1);
}

const languages: readonly Language[] = ['en', 'de', 'es'];

function spokenLanguage(tag: string | undefined, scene: Scene): Language {
  if (tag === undefined) return 'en';
  const found = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
  if (found === undefined) {
    const message = `the sandbox has no voice for ${tag}; an English one speaks instead`;
    scene.ports.report({ level: 'warning', code: undefined, message, url: undefined });
  }
  return found ?? 'en';
}
