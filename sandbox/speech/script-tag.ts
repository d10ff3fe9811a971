/**
 * The script in an MP3 file: in front of the audio stands an ID3v2.4 tag with one private frame (PRIV), whose owner is
 * `tlsc` and whose data is what the chunk of a WAV file holds. Players skip it as they skip every tag.
 */
import { parseScript, type Script, scriptChunkId } from './script-chunk.ts';
import type { Wav } from './wav.ts';

const headBytes = 10;
const owner = Buffer.from(`${scriptChunkId}\0`, 'latin1');

/** Nothing where the file has no script. */
export function scriptTag({ chunks }: Pick<Wav, 'chunks'>): Buffer {
  const script = chunks.find(({ id }) => id === scriptChunkId)?.data;
  if (script === undefined) return Buffer.alloc(0);
  const content = Buffer.concat([owner, script]);
  const frame = Buffer.concat([Buffer.from('PRIV'), sevenBits(content.length), Buffer.alloc(2), content]);
  // Version 2.4.0, and no flags.
  return Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), sevenBits(frame.length), frame]);
}

/** Undefined where there is none; one that is there and is no script is an error. */
export function scriptOfMp3(file: Buffer): Script | undefined {
  if (file.toString('latin1', 0, 4) !== 'ID3\x04') return undefined;
  const end = headBytes + numberOf(file, 6);
  for (let at = headBytes; at + headBytes <= end; ) {
    const size = numberOf(file, at + 4);
    const content = file.subarray(at + headBytes, at + headBytes + size);
    const ours = file.toString('latin1', at, at + 4) === 'PRIV' && content.indexOf(owner) === 0;
    if (ours) return parseScript(content.subarray(owner.length));
    at += headBytes + size;
  }
  return undefined;
}

/** Sizes have a zero as the first bit of each byte, so that nobody takes one for the beginning of a frame of audio. */
function sevenBits(size: number): Buffer {
  return Buffer.from([21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f));
}

function numberOf(file: Buffer, at: number): number {
  return [0, 1, 2, 3].reduce((sum, index) => (sum << 7) | ((file[at + index] ?? 0) & 0x7f), 0);
}
