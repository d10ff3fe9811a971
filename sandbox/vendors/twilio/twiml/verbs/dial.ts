/** Calls somebody and brings the two together. */
import type { DialResult, Leg, LegState } from '../../../../calls/types.ts';
import { calledStatus } from '../../outcomes.ts';
import type { Form } from '../../signature.ts';
import { type Attributes, attributesOf, elementsOf, textOf } from '../attributes.ts';
import { legCallback, recordingCallback } from '../callbacks.ts';
import { NotPretended, TwimlFailure } from '../failure.ts';
import type { Flow, LegRequest, RunningLeg, RunningRecording, Scene, Verb } from '../types.ts';
import type { Element } from '../xml.ts';

const recordModes = [
  'do-not-record',
  'record-from-answer',
  'record-from-ringing',
  'record-from-answer-dual',
  'record-from-ringing-dual',
  'true',
  'false',
] as const;

interface DialledLeg {
  readonly leg: RunningLeg;
  state: LegState;
}

export const dial: Verb = {
  attributes: [
    'action',
    'answerOnBridge',
    'callerId',
    'hangupOnStar',
    'method',
    'record',
    'recordingStatusCallback',
    'recordingStatusCallbackEvent',
    'recordingStatusCallbackMethod',
    'recordingTrack',
    'ringTone',
    'sequential',
    'timeLimit',
    'timeout',
    'trim',
  ],
  audible: true,
  answers: (element) => element.attributes.get('answerOnBridge') !== 'true',
  async play(scene, element) {
    const attributes = attributesOf(element, scene);
    const action = attributes.url('action');
    const method = attributes.method();
    const after = (params: Form): Flow =>
      action === undefined
        ? undefined
        : { request: { purpose: 'action', url: action, method, params }, owed: true };

    const targets = targetsOf(scene, element, attributes.text('callerId'));
    const recorder = recorderOf(scene, attributes);
    const legs: DialledLeg[] = [];
    recorder.ringing();
    try {
      const result = await dialAll(scene, attributes, targets, legs, recorder.answered);
      return after(resultOf(result, legs, await recorder.finish()));
    } catch (error) {
      const recording = await recorder.finish();
      if (!scene.line.signal.aborted) throw error;
      return after(resultOf(undefined, legs, recording));
    }
  },
};

async function dialAll(
  scene: Scene,
  attributes: Attributes,
  targets: readonly LegRequest[],
  legs: DialledLeg[],
  answered: () => void,
): Promise<DialResult> {
  const { line, ports, signal } = scene;
  const timeoutMs = (attributes.whole('timeout', { min: 1, max: 600 }) ?? 30) * 1_000;
  const timeLimitSec = attributes.whole('timeLimit', { min: 1 });
  const hangUpOnStar = attributes.flag('hangupOnStar') ?? false;

  function ring(requests: readonly LegRequest[]): Promise<DialResult> {
    const started = new Map<Leg, DialledLeg>();
    const waiting = [...requests];

    function legOf(phone: Leg): DialledLeg | undefined {
      const known = started.get(phone);
      const index = waiting.findIndex(({ number }) => number === phone.number);
      if (known !== undefined || index < 0) return known;
      const [leg] = waiting
        .splice(index, 1)
        .map((request) => ({ leg: ports.leg(request), state: phone.state }));
      if (leg !== undefined) {
        started.set(phone, leg);
        legs.push(leg);
      }
      return leg;
    }

    return line.agent.dial({
      targets: requests.map(({ number }) => ({ number })),
      timeoutMs,
      timeLimitMs: timeLimitSec === undefined ? undefined : timeLimitSec * 1_000,
      hangUpOnStar,
      signal,
      onLeg(phone, at) {
        const dialled = legOf(phone);
        if (dialled === undefined) return;
        dialled.state = phone.state;
        dialled.leg.became(phone, at);
        if (phone.state !== 'answered') return;
        line.agent.answer();
        answered();
      },
    });
  }

  const sequential = attributes.flag('sequential') === true;
  const [first = targets, ...others] = sequential ? targets.map((target) => [target]) : [targets];
  let result = await ring(first);
  for (const next of others) {
    if (result.outcome === 'completed') break;
    result = await ring(next);
  }
  return result;
}

/** Without a result the caller hung up: while it rang nobody had answered, and once they spoke it was a whole call. */
function resultOf(result: DialResult | undefined, legs: readonly DialledLeg[], recording: Form): Form {
  const answered = legs.find(({ state }) => state === 'answered' || state === 'completed');
  const unfinished = answered === undefined ? 'no-answer' : 'completed';
  const status = result === undefined ? unfinished : calledStatus[result.outcome];
  const sid = (answered ?? legs.at(-1))?.leg.sid;
  return [
    ['DialCallStatus', status],
    ...(sid === undefined ? [] : [['DialCallSid', sid] as const]),
    ...(status === 'completed'
      ? [['DialCallDuration', String(answered?.leg.durationSec ?? 0)] as const]
      : []),
    ['DialBridged', String(answered !== undefined)],
    ...recording,
  ];
}

function targetsOf(scene: Scene, element: Element, callerId: string | undefined): LegRequest[] {
  const nouns = elementsOf(element);
  if (nouns.length === 0) {
    return [{ number: dialled(textOf(element)), callerId, callback: undefined }];
  }
  return nouns.map((noun) => {
    if (noun.name !== 'Number') throw new NotPretended(`<${noun.name}> in <Dial>`);
    const attributes = attributesOf(noun, scene);
    if (attributes.text('url') !== undefined)
      throw new NotPretended('a document for the one who is dialled (<Number url>)');
    return { number: dialled(textOf(noun)), callerId, callback: legCallback(attributes) };
  });
}

/** Twilio takes numbers of the United States without their country code, and however they are punctuated. */
function dialled(written: string): string {
  const number = written.replace(/[\s().-]/g, '');
  if (/^\+[1-9]\d{5,14}$/.test(number)) return number;
  if (/^1?[2-9]\d{9}$/.test(number)) return `+1${number.slice(-10)}`;
  throw new TwimlFailure(13223, `<Dial> cannot call "${written}": no phone number`);
}

interface Recorder {
  ringing(): void;
  answered(): void;
  /** What the action is told of the recording. */
  finish(): Promise<Form>;
}

function recorderOf(scene: Scene, attributes: Attributes): Recorder {
  const mode = attributes.oneOf('record', recordModes) ?? 'do-not-record';
  const callback = recordingCallback(attributes);
  const track = attributes.oneOf('recordingTrack', ['inbound', 'outbound', 'both']) ?? 'both';
  let recording: RunningRecording | undefined;
  const start = () => {
    const channels = mode.endsWith('-dual') ? 2 : 1;
    recording ??= scene.ports.record({ source: 'DialVerb', channels, track, callback });
  };
  return {
    ringing: () => mode.startsWith('record-from-ringing') && start(),
    answered: () => (mode === 'true' || mode.startsWith('record-from-answer')) && start(),
    async finish() {
      if (recording === undefined) return [];
      const { durationSec } = await recording.finish();
      return [
        ['RecordingUrl', recording.url],
        ['RecordingSid', recording.sid],
        ['RecordingDuration', String(durationSec)],
      ];
    },
  };
}
