/** A reader of MP3 files that shares nothing with what writes them: headers of frames by the standard's own tables. */
export interface Mpeg {
  /** In front of the first frame. */
  tag: Buffer;
  frames: Frame[];
  durationMs: number;
}

export interface Frame {
  version: string;
  kilobitsPerSec: number;
  rate: number;
  channels: number;
  /** How many bits the sound of each channel took. */
  bits: number[];
}

const versions = ['2.5', undefined, '2', '1'];
const rates = [44_100, 48_000, 32_000];
/** Of layer III in versions 2 and 2.5. */
const bitRates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

export function parseMpeg(file: Buffer): Mpeg {
  const tagBytes = file.toString('latin1', 0, 3) === 'ID3' ? 10 + synchsafe(file.subarray(6, 10)) : 0;
  const frames: Frame[] = [];
  let durationMs = 0;
  for (let at = tagBytes; at < file.length; ) {
    const { frame, bytes, samples } = parseFrame(file.subarray(at));
    if (at + bytes > file.length) throw new Error('the last frame goes beyond the end');
    frames.push(frame);
    durationMs += (samples * 1_000) / frame.rate;
    at += bytes;
  }
  return { tag: file.subarray(0, tagBytes), frames, durationMs };
}

function parseFrame(data: Buffer): { frame: Frame; bytes: number; samples: number } {
  const head = data.readUInt32BE(0);
  if (head >>> 21 !== 0x7ff) throw new Error(`no sync word but ${head.toString(16)}`);
  const version = versions[(head >>> 19) & 3];
  if (version === undefined || version === '1') throw new Error(`MPEG version ${version} was not expected`);
  if (((head >>> 17) & 3) !== 1) throw new Error('not layer III');
  const crcBytes = (head >>> 16) & 1 ? 0 : 2;
  const kilobitsPerSec = bitRates[(head >>> 12) & 15] ?? 0;
  const rate = (rates[(head >>> 10) & 3] ?? 0) / (version === '2' ? 2 : 4);
  const padding = (head >>> 9) & 1;
  const channels = ((head >>> 6) & 3) === 3 ? 1 : 2;
  const bytes = Math.floor((72 * kilobitsPerSec * 1_000) / rate) + padding;
  // Side information: 8 bits, one private bit for each channel, then 63 bits a channel that begin with its length.
  const bits = Array.from({ length: channels }, (_, channel) =>
    bitsAt(data.subarray(4 + crcBytes), 8 + channels + channel * 63, 12),
  );
  return { frame: { version, kilobitsPerSec, rate, channels, bits }, bytes, samples: 576 };
}

function bitsAt(data: Buffer, from: number, count: number): number {
  let value = 0;
  for (let bit = from; bit < from + count; bit += 1)
    value = (value << 1) | (((data[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1);
  return value;
}

/** Four times seven bits. */
export function synchsafe(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => {
    if (byte > 0x7f) throw new Error('a size in a tag has its first bit set');
    return sum * 128 + byte;
  }, 0);
}
