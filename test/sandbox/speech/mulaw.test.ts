import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMulaw, encodeMulaw } from '../../../sandbox/speech/mulaw.ts';
import { often } from '../../helpers/often.ts';

const encodeOne = (sample: number) => encodeMulaw(Int16Array.of(sample))[0] ?? -1;
const decodeOne = (code: number) => decodeMulaw(Uint8Array.of(code))[0] ?? Number.NaN;

/** G.711 in its own terms: 14-bit magnitudes, 8 chords of 16 steps, a bias of 33, bits inverted. */
function definition(code: number): number {
  const bits = 255 - code;
  const chord = Math.floor(bits / 16) % 8;
  const magnitude = (2 * (bits % 16) + 33) * 2 ** chord - 33;
  return 4 * (bits >= 128 ? -magnitude : magnitude) + 0;
}

test('decodes every code as G.711 defines it', () => {
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
  expect([...decodeMulaw(codes)]).toEqual([...codes].map(definition));
});

test('encodes what it decoded to the same code; there are two zeros and the positive one is used', () => {
  for (let code = 0; code < 256; code += 1) {
    expect(encodeOne(decodeOne(code))).toBe(code === 0x7f ? 0xff : code);
  }
});

test('encodes the ends of the range', () => {
  expect([0, 32_767, -32_768].map(encodeOne)).toEqual([0xff, 0x80, 0x00]);
});

test('is off by no more than half a step of the chord that a sample lies in', () => {
  fc.assert(
    fc.property(fc.integer({ min: -32_635, max: 32_635 }), (sample) => {
      const chord = Math.floor(Math.log2((Math.abs(sample) + 132) / 128));
      const step = 8 * 2 ** chord;
      expect(Math.abs(decodeOne(encodeOne(sample)) - sample)).toBeLessThanOrEqual(step / 2);
    }),
    { numRuns: often(5_000) },
  );
});

test('a louder sample never becomes a quieter one', () => {
  fc.assert(
    fc.property(fc.integer({ min: -32_768, max: 32_766 }), (sample) => {
      expect(decodeOne(encodeOne(sample + 1))).toBeGreaterThanOrEqual(decodeOne(encodeOne(sample)));
    }),
    { numRuns: often(5_000) },
  );
});
