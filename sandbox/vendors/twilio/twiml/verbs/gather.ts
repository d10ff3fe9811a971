/** Keys and words of the other side, and whose address gets them. */
import type { Heard } from '../../../../calls/types.ts';
import type { Form } from '../../signature.ts';
import { attributesOf, elementsOf } from '../attributes.ts';
import type { Scene, Verb } from '../types.ts';
import type { Element } from '../xml.ts';
import { audible } from './audible.ts';

/** What `speechTimeout="auto"` and its absence come to: the silence after which a sentence is over. */
const autoSilenceMs = 1_000;

/** Twilio's recogniser tells how sure it is; this one has read the script. */
const confidence = '0.98';

export const gather: Verb = {
  attributes: [
    'action',
    'actionOnEmptyResult',
    'bargeIn',
    'debug',
    'enhanced',
    'finishOnKey',
    'hints',
    'input',
    'language',
    'maxSpeechTime',
    'method',
    'numDigits',
    'partialResultCallback',
    'partialResultCallbackMethod',
    'profanityFilter',
    'speechModel',
    'speechTimeout',
    'timeout',
  ],
  audible: true,
  async play(scene, element) {
    const attributes = attributesOf(element, scene);
    const input = attributes.someOf('input', ['dtmf', 'speech']) ?? ['dtmf'];
    const url = attributes.url('action') ?? scene.here();
    const method = attributes.method();
    if (attributes.text('partialResultCallback') !== undefined) {
      const message = 'the sandbox sends no partial results of speech; Twilio would';
      scene.ports.report({ level: 'warning', code: undefined, message, url });
    }
    const finishOnKey = finishKey(attributes.text('finishOnKey'), scene);
    const heard = await scene.line.agent.listen({
      ...(input.includes('dtmf')
        ? {
            dtmf: {
              numDigits: attributes.whole('numDigits', { min: 1 }),
              finishOnKey,
            },
          }
        : {}),
      ...(input.includes('speech')
        ? { speech: { silenceMs: silenceMs(attributes.text('speechTimeout'), scene) } }
        : {}),
      timeoutMs: (attributes.whole('timeout', { min: 0 }) ?? 5) * 1_000,
      prompt: promptOf(scene, element),
      bargeIn: attributes.flag('bargeIn') ?? true,
      signal: scene.signal,
    });
    if (heard.by === 'nothing' && attributes.flag('actionOnEmptyResult') !== true) return undefined;
    const language = attributes.text('language') ?? 'en-US';
    return {
      request: { purpose: 'action', url, method, params: resultOf(heard, { input, language, finishOnKey }) },
    };
  },
};

interface Asked {
  readonly input: readonly string[];
  readonly language: string;
  readonly finishOnKey: string;
}

function resultOf(heard: Heard, { input, language, finishOnKey }: Asked): Form {
  switch (heard.by) {
    case 'speech':
      return [
        ['SpeechResult', heard.text],
        ['Confidence', confidence],
        ['Language', language],
      ];
    case 'dtmf':
      return keys(heard.digits, heard.finishedBy === 'key' ? finishOnKey : '');
    case 'nothing':
      return input.includes('dtmf') ? keys('', '') : [['SpeechResult', '']];
  }
}

function keys(digits: string, finishedOnKey: string): Form {
  return [
    ['msg', 'Gather End'],
    ['Digits', digits],
    ['FinishedOnKey', finishedOnKey],
  ];
}

function promptOf(scene: Scene, element: Element): ((signal: AbortSignal) => Promise<void>) | undefined {
  const nested = elementsOf(element);
  if (nested.length === 0) return undefined;
  return async (signal) => {
    for (const child of nested) {
      const perform = audible[child.name];
      if (perform === undefined) scene.warn(12200, `<${child.name}> cannot stand in <Gather>`);
      else await perform(scene, child, signal);
    }
  };
}

function finishKey(value: string | undefined, scene: Scene): string {
  if (value !== undefined && /^[0-9#*]?$/.test(value)) return value;
  if (value === undefined) return '#';
  scene.warn(13310, `<Gather> finishOnKey="${value}" should be one key or empty`);
  return '#';
}

function silenceMs(value: string | undefined, scene: Scene): number {
  if (value === undefined || value === 'auto') return autoSilenceMs;
  if (/^[1-9]\d*$/.test(value)) return Number(value) * 1_000;
  scene.warn(12200, `<Gather> speechTimeout="${value}" should be seconds or auto`);
  return autoSilenceMs;
}
