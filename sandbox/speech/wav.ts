/** WAV files: 16-bit PCM and mu-law, any number of channels; chunks of others are kept as they are. */
import { decodeMulaw, encodeMulaw } from './mulaw.ts';
import { sampleRate } from './types.ts';

export interface Chunk {
  /** Four characters. */
  id: string;
  data: Uint8Array;
}

export interface Wav {
  encoding: 'pcm' | 'mulaw';
  sampleRate: number;
  /** All of the same length. */
  channels: readonly Int16Array[];
  /** All but the two that describe and hold the audio, and mu-law's count of samples. */
  chunks: readonly Chunk[];
}

const formats = { pcm: 1, mulaw: 7, extensible: 0xfffe };

export function writeWav(wav: Pick<Wav, 'channels'> & Partial<Wav>): Buffer {
  const { encoding = 'pcm', channels, chunks = [] } = wav;
  const samples = interleave(channels);
  const data = encoding === 'pcm' ? bytesOf(samples) : encodeMulaw(samples);
  const fact = Buffer.alloc(4);
  fact.writeUInt32LE(channels[0]?.length ?? 0);
  const all = [
    { id: 'fmt ', data: describe(encoding, channels.length, wav.sampleRate ?? sampleRate) },
    ...(encoding === 'pcm' ? [] : [{ id: 'fact', data: fact }]),
    { id: 'data', data },
    ...chunks,
  ];
  const body = Buffer.concat([Buffer.from('WAVE', 'latin1'), ...all.flatMap(chunkBytes)]);
  const head = Buffer.alloc(8);
  head.write('RIFF', 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

export function readWav(bytes: Uint8Array): Wav {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('this is no WAV file: it does not begin with RIFF … WAVE');
  }
  const all = [...chunksOf(file)];
  const format = all.find(({ id }) => id === 'fmt ')?.data;
  const data = all.find(({ id }) => id === 'data')?.data;
  if (format === undefined || format.length < 16) throw new Error('this WAV file does not say its format');
  if (data === undefined) throw new Error('this WAV file holds no audio');
  const encoding = encodingOf(format);
  const samples = encoding === 'pcm' ? samplesOf(data) : decodeMulaw(data);
  return {
    encoding,
    sampleRate: format.readUInt32LE(4),
    channels: deinterleave(samples, format.readUInt16LE(2)),
    chunks: all.filter(({ id }) => !['fmt ', 'data', 'fact'].includes(id)),
  };
}

function* chunksOf(file: Buffer): Generator<{ id: string; data: Buffer }> {
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    // A file that was cut, or written as a stream whose length nobody knew, ends where it ends.
    yield { id: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + size) };
    at += 8 + size + (size % 2);
  }
}

function chunkBytes({ id, data }: Chunk): Uint8Array[] {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return [head, data, new Uint8Array(data.length % 2)];
}

function describe(encoding: Wav['encoding'], channels: number, rate: number): Buffer {
  const bytes = encoding === 'pcm' ? 2 : 1;
  // Other than PCM says how long its extension is: here, nothing.
  const format = Buffer.alloc(encoding === 'pcm' ? 16 : 18);
  format.writeUInt16LE(formats[encoding], 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * channels * bytes, 8);
  format.writeUInt16LE(channels * bytes, 12);
  format.writeUInt16LE(8 * bytes, 14);
  return format;
}

function encodingOf(format: Buffer): Wav['encoding'] {
  const named = format.readUInt16LE(0);
  // The real format is then the beginning of an id further on.
  const tag = named === formats.extensible && format.length >= 26 ? format.readUInt16LE(24) : named;
  const bits = format.readUInt16LE(14);
  if (tag === formats.pcm && bits === 16) return 'pcm';
  if (tag === formats.mulaw && bits === 8) return 'mulaw';
  throw new Error(`WAV format ${tag} with ${bits} bits is not 16-bit PCM and not mu-law`);
}

function interleave(channels: readonly Int16Array[]): Int16Array {
  const [first, ...others] = channels;
  if (first === undefined) throw new Error('a WAV file needs a channel');
  if (others.length === 0) return first;
  if (others.some(({ length }) => length !== first.length)) {
    throw new Error('the channels of a WAV file are of the same length');
  }
  const out = new Int16Array(first.length * channels.length);
  channels.forEach((channel, offset) => {
    for (let index = 0; index < channel.length; index += 1) {
      out[index * channels.length + offset] = channel[index] ?? 0;
    }
  });
  return out;
}

function deinterleave(samples: Int16Array, count: number): Int16Array[] {
  if (count === 0) throw new Error('this WAV file has no channel');
  if (count === 1) return [samples];
  const length = Math.floor(samples.length / count);
  return Array.from({ length: count }, (_, offset) =>
    Int16Array.from({ length }, (_sample, index) => samples[index * count + offset] ?? 0),
  );
}

function bytesOf(samples: Int16Array): Buffer {
  const out = Buffer.alloc(samples.length * 2);
  for (let index = 0; index < samples.length; index += 1) out.writeInt16LE(samples[index] ?? 0, index * 2);
  return out;
}

function samplesOf(data: Buffer): Int16Array {
  return Int16Array.from({ length: data.length >> 1 }, (_, index) => data.readInt16LE(index * 2));
}
