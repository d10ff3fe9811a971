/**
 * MP3 files, made of WAV files. 32 kbit/s, as Twilio's are, and 16 kHz: at a telephone's 8 kHz an MP3 would be of a
 * kind (MPEG 2.5) that many decoders do not know. The words inside a WAV file are inside its MP3 file as well.
 */
import { readFileSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createEncoder, type WasmMediaEncoder } from 'wasm-media-encoders';
import { scriptTag } from './script-tag.ts';
import { readWav } from './wav.ts';

type Encoder = WasmMediaEncoder<'audio/mpeg'>;

const kilobitsPerSec = 32;
const mp3Rate = 16_000;

/** Half a second of a telephone call: what is encoded at one go, since nothing else happens meanwhile. */
const sliceSamples = 4_000;

let encoder: Promise<Encoder> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** One file after the other: the encoder has room for one, and many at once would be no faster. */
export function mp3Of(makeWav: () => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
  const file = last.then(async () => {
    const wav = await makeWav();
    return wav === undefined ? undefined : encoded(wav);
  });
  last = file.catch(() => undefined);
  return file;
}

async function encoded(file: Buffer): Promise<Buffer> {
  const wav = readWav(file);
  const { channels, sampleRate } = wav;
  const [first, second] = channels;
  if (first === undefined || channels.length > 2) throw new Error('an MP3 file has one channel or two');
  encoder ??= createEncoder('audio/mpeg', program());
  const mp3 = await encoder;
  mp3.configure({
    sampleRate,
    channels: second === undefined ? 1 : 2,
    bitrate: kilobitsPerSec,
    outputSampleRate: mp3Rate,
  });
  const parts: Uint8Array[] = [scriptTag(wav)];
  for (let from = 0; from < first.length; from += sliceSamples) {
    const slices = channels.map((channel) => asFloats(channel.subarray(from, from + sliceSamples)));
    // What it returns is the encoder's own memory.
    parts.push(mp3.encode(slices).slice());
    await breathe();
  }
  parts.push(mp3.finalize().slice());
  return Buffer.concat(parts);
}

/** Half a megabyte of another encoder would be loaded with the package's own way to find it. */
function program(): Uint8Array<ArrayBuffer> {
  return readFileSync(fileURLToPath(import.meta.resolve('wasm-media-encoders/wasm/mp3')));
}

function asFloats(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768);
}
