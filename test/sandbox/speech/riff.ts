/** A reader of WAV files that shares nothing with the one under test: header fields at their places, chunk by chunk. */
export interface Riff {
  format: number;
  channels: number;
  rate: number;
  bytesPerSecond: number;
  blockAlign: number;
  bits: number;
  data: Buffer;
  chunks: Map<string, Buffer>;
}

export function parseRiff(file: Buffer): Riff {
  if (file.toString('latin1', 0, 4) !== 'RIFF') throw new Error('not RIFF');
  if (file.readUInt32LE(4) !== file.length - 8) throw new Error('RIFF size is wrong');
  if (file.toString('latin1', 8, 12) !== 'WAVE') throw new Error('not WAVE');
  const chunks = new Map<string, Buffer>();
  let at = 12;
  while (at < file.length) {
    const id = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (at + 8 + size > file.length) throw new Error(`${id} goes beyond the end`);
    chunks.set(id, file.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size & 1);
  }
  const fmt = chunks.get('fmt ') ?? Buffer.alloc(16);
  return {
    format: fmt.readUInt16LE(0),
    channels: fmt.readUInt16LE(2),
    rate: fmt.readUInt32LE(4),
    bytesPerSecond: fmt.readUInt32LE(8),
    blockAlign: fmt.readUInt16LE(12),
    bits: fmt.readUInt16LE(14),
    data: chunks.get('data') ?? Buffer.alloc(0),
    chunks,
  };
}

/** One channel of 16-bit PCM. */
export function channelOf({ data, channels }: Riff, channel: number): number[] {
  const samples: number[] = [];
  for (let at = channel * 2; at + 1 < data.length; at += channels * 2) samples.push(data.readInt16LE(at));
  return samples;
}

export function loudnessOf(samples: readonly number[]): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}
