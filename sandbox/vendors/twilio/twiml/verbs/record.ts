/** Keeps what the other side says, as an answering machine does. */
import type { Form } from '../../signature.ts';
import { attributesOf } from '../attributes.ts';
import { recordingCallback } from '../callbacks.ts';
import type { Verb } from '../types.ts';

const anyKey = '1234567890*#';

export const record: Verb = {
  attributes: [
    'action',
    'finishOnKey',
    'maxLength',
    'method',
    'playBeep',
    'recordingStatusCallback',
    'recordingStatusCallbackEvent',
    'recordingStatusCallbackMethod',
    'timeout',
    'transcribe',
    'transcribeCallback',
    'trim',
  ],
  audible: true,
  async play(scene, element) {
    const { line, ports } = scene;
    const attributes = attributesOf(element, scene);
    const url = attributes.url('action') ?? scene.here();
    const method = attributes.method();
    if (attributes.flag('transcribe') === true) {
      const message = 'the sandbox does not transcribe what <Record> keeps; Twilio would';
      ports.report({ level: 'warning', code: undefined, message, url });
    }
    const recording = ports.record({
      source: 'RecordVerb',
      channels: 1,
      track: 'inbound',
      callback: recordingCallback(attributes),
    });
    const message = await line.agent
      .takeMessage({
        maxMs: (attributes.whole('maxLength', { min: 1, max: 14_400 }) ?? 3_600) * 1_000,
        silenceMs: (attributes.whole('timeout', { min: 1 }) ?? 5) * 1_000,
        finishOnKey: attributes.text('finishOnKey') ?? anyKey,
        beep: attributes.flag('playBeep') ?? true,
        signal: scene.signal,
      })
      .catch(async (error: unknown) => {
        await recording.finish();
        throw error;
      });
    // A silent message is no recording, and its action is not asked.
    const span = message.turns.length === 0 ? { startMs: 0, endMs: 0 } : message;
    const { durationSec } = await recording.finish(span);
    if (message.turns.length === 0) return undefined;
    const params: Form = [
      ['RecordingUrl', recording.url],
      ['RecordingSid', recording.sid],
      ['RecordingDuration', String(durationSec)],
      ['Digits', message.endedBy === 'hangup' ? 'hangup' : (message.digit ?? '')],
    ];
    return { request: { purpose: 'action', url, method, params }, owed: true };
  },
};
