import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMulaw, encodeMulaw } from '../../../sandbox/speech/mulaw.ts';
import { readWav, writeWav } from '../../../sandbox/speech/wav.ts';
import { channelOf, parseRiff } from './riff.ts';

const samples = (length: number) =>
  fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: length, maxLength: length });
const channels = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 50 }))
  .chain(([count, length]) => fc.array(samples(length), { minLength: count, maxLength: count }))
  .map((all) => all.map((channel) => Int16Array.from(channel)));
const chunks = fc.array(
  fc.record({ id: fc.constantFrom('tlsc', 'LIST', 'cue ', 'junk'), data: fc.uint8Array({ maxLength: 9 }) }),
  { maxLength: 3 },
);
const plain = (all: readonly ArrayLike<number>[]) => all.map((one) => Array.from(one));

test('what is written reads the same: channels, rate, and chunks of others', () => {
  fc.assert(
    fc.property(channels, chunks, fc.constantFrom(8_000, 22_050), (given, extra, sampleRate) => {
      const read = readWav(writeWav({ channels: given, chunks: extra, sampleRate }));
      expect(plain(read.channels)).toEqual(plain(given));
      expect(read.chunks.map(({ id, data }) => [id, ...data])).toEqual(
        extra.map(({ id, data }) => [id, ...data]),
      );
      expect([read.encoding, read.sampleRate]).toEqual(['pcm', sampleRate]);
    }),
  );
});

test('mu-law reads as what mu-law leaves of it', () => {
  fc.assert(
    fc.property(channels, (given) => {
      const read = readWav(writeWav({ channels: given, encoding: 'mulaw' }));
      expect(read.encoding).toBe('mulaw');
      expect(plain(read.channels)).toEqual(plain(given.map((channel) => decodeMulaw(encodeMulaw(channel)))));
    }),
  );
});

test('16-bit stereo is what the format says it is', () => {
  const riff = parseRiff(writeWav({ channels: [Int16Array.of(1, -2, 3), Int16Array.of(-4, 5, -6)] }));
  expect(riff).toMatchObject({
    format: 1,
    channels: 2,
    rate: 8_000,
    bytesPerSecond: 32_000,
    blockAlign: 4,
    bits: 16,
  });
  expect(channelOf(riff, 0)).toEqual([1, -2, 3]);
  expect(channelOf(riff, 1)).toEqual([-4, 5, -6]);
});

test('mu-law is what the format says it is, and counts its samples', () => {
  const riff = parseRiff(writeWav({ channels: [Int16Array.of(0, 32_767, -32_768)], encoding: 'mulaw' }));
  expect(riff).toMatchObject({
    format: 7,
    channels: 1,
    rate: 8_000,
    bytesPerSecond: 8_000,
    blockAlign: 1,
    bits: 8,
  });
  expect([...riff.data]).toEqual([0xff, 0x80, 0x00]);
  expect(riff.chunks.get('fact')?.readUInt32LE(0)).toBe(3);
});

test('reads a file that was cut, or streamed before anybody knew its length', () => {
  const whole = writeWav({ channels: [Int16Array.of(1, 2, 3, 4)] });
  whole.writeUInt32LE(0xffff_ffff, 4);
  whole.writeUInt32LE(0xffff_ffff, 40);
  expect(plain(readWav(whole).channels)).toEqual([[1, 2, 3, 4]]);
  expect(plain(readWav(whole.subarray(0, -3)).channels)).toEqual([[1, 2]]);
});

test('reads the extensible format where it holds 16-bit PCM', () => {
  const usual = writeWav({ channels: [Int16Array.of(7, 8)] });
  const fmt = Buffer.alloc(8 + 40);
  usual.copy(fmt, 0, 12, 12 + 24);
  fmt.writeUInt32LE(40, 4);
  fmt.writeUInt16LE(0xfffe, 8);
  fmt.writeUInt16LE(22, 24);
  fmt.writeUInt16LE(1, 32);
  const extensible = Buffer.concat([usual.subarray(0, 12), fmt, usual.subarray(36)]);
  expect(plain(readWav(extensible).channels)).toEqual([[7, 8]]);
});

test('says what is wrong with a file that it cannot read', () => {
  const usual = writeWav({ channels: [Int16Array.of(7, 8)] });
  const eightBit = Buffer.from(usual);
  eightBit.writeUInt16LE(8, 34);
  const noData = Buffer.from(usual);
  noData.write('dada', 36, 'latin1');
  expect(() => readWav(Buffer.from('hello, this is text'))).toThrow('this is no WAV file');
  expect(() => readWav(eightBit)).toThrow('WAV format 1 with 8 bits');
  expect(() => readWav(noData)).toThrow('holds no audio');
  expect(() => writeWav({ channels: [Int16Array.of(1), Int16Array.of(1, 2)] })).toThrow('of the same length');
});
