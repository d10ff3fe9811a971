/** What the interpreter of one call's TwiML works with. */

import { resample } from '../../../speech/resample.ts';
import { scriptOf } from '../../../speech/script-chunk.ts';
import { mixDown } from '../../../speech/track.ts';
import { sampleRate } from '../../../speech/types.ts';
import { readWav } from '../../../speech/wav.ts';
import type { Form } from '../signature.ts';
import type { DocumentRequest, Ports } from '../twiml/types.ts';
import type { LiveCall, Twilio } from './context.ts';
import { startLeg } from './leg.ts';
import { callParams } from './params.ts';
import { startRecording } from './recording.ts';
import { startStream } from './stream.ts';

/** `extra`: what requests for documents say besides: who answered. */
export function createPorts(twilio: Twilio, live: LiveCall, extra: Form): Ports {
  let requests = 0;
  return {
    async fetch({ purpose, url, method, params }: DocumentRequest) {
      requests += 1;
      const media = purpose === 'audio';
      const answer = twilio.request({
        kind: media ? 'media' : 'twiml',
        subject: live.resource.sid,
        key: String(requests),
        url,
        method,
        params: media ? [] : [...callParams(live.resource), ...extra, ...params],
        authToken: live.account.authToken,
      });
      return inSceneTime(twilio, live, answer);
    },
    decodeAudio,
    record: (request) => {
      const { resource, url, finish } = startRecording(twilio, live, request);
      return { sid: resource.sid, url, finish };
    },
    stream: (request) => startStream(twilio, live, request),
    leg: (request) => startLeg(twilio, live, request),
    report: (notice) => twilio.report(live.resource.sid, notice),
  };
}

/**
 * An answer takes real time. However fast a scene runs, it gets as much of its own and no more. A stream is heard as it
 * happens, so that the call's time cannot stand still meanwhile.
 */
async function inSceneTime<T>(
  { sandbox }: Twilio,
  { line, streams }: LiveCall,
  answer: Promise<T>,
): Promise<T> {
  if (sandbox.clock.speed <= 1 || streams.size > 0 || line.signal.aborted) return answer;
  const began = performance.now();
  const result = await line.clock.hold(answer);
  // Where the call ends meanwhile, there is nothing to wait for.
  await line.clock.sleep(performance.now() - began, line.signal).catch(() => undefined);
  return result;
}

/** Of sound files. From others no telephone's sound is made: a file may say any number, and that may take an age. */
const rates: ReadonlySet<number> = new Set([
  8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000,
]);

/** WAV is all that can be decoded here; what is said in a file of the sandbox's own is known. */
function decodeAudio(body: Buffer): { pcm: Int16Array; text?: string } | undefined {
  try {
    const wav = readWav(body);
    if (!rates.has(wav.sampleRate)) return undefined;
    const text = scriptOf(wav)
      ?.turns.map((turn) => turn.text)
      .join(' ');
    const pcm = resample(mixDown(wav.channels), wav.sampleRate, sampleRate);
    return text === undefined ? { pcm } : { pcm, text };
  } catch {
    return undefined;
  }
}
