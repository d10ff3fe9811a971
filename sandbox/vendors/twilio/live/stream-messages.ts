/** What goes over a media socket, both ways. All numbers are strings in what Twilio sends. */
import { z } from 'zod';
import type { Form } from '../signature.ts';

export interface StreamIdentity {
  readonly accountSid: string;
  readonly callSid: string;
  readonly streamSid: string;
}

export function streamMessages({ accountSid, callSid, streamSid }: StreamIdentity) {
  let sequence = 0;
  const numbered = (event: string, content: object) => {
    sequence += 1;
    return JSON.stringify({ event, sequenceNumber: String(sequence), streamSid, ...content });
  };
  return {
    connected: () => JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }),
    start: (tracks: readonly string[], parameters: Form) =>
      numbered('start', {
        start: {
          accountSid,
          streamSid,
          callSid,
          tracks,
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
          customParameters: Object.fromEntries(parameters),
        },
      }),
    media: (track: string, chunk: number, timestampMs: number, payload: Uint8Array) =>
      numbered('media', {
        media: {
          track,
          chunk: String(chunk),
          timestamp: String(timestampMs),
          payload: Buffer.from(payload).toString('base64'),
        },
      }),
    dtmf: (digit: string) => numbered('dtmf', { dtmf: { track: 'inbound_track', digit } }),
    mark: (name: string) => numbered('mark', { mark: { name } }),
    stop: () => numbered('stop', { stop: { accountSid, callSid } }),
  };
}

const base64 = z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);

const command = z.discriminatedUnion('event', [
  z.object({ event: z.literal('media'), streamSid: z.string(), media: z.object({ payload: base64 }) }),
  z.object({ event: z.literal('mark'), streamSid: z.string(), mark: z.object({ name: z.string() }) }),
  z.object({ event: z.literal('clear'), streamSid: z.string() }),
]);

export type StreamCommand = z.infer<typeof command>;

/** Undefined where it is no message that Twilio takes. */
export function readCommand(text: string, streamSid: string): StreamCommand | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = command.safeParse(message);
  return read.success && read.data.streamSid === streamSid ? read.data : undefined;
}
