import { expect, test } from 'vitest';
import { resample } from '../../../sandbox/speech/resample.ts';
import { loudnessOf } from './riff.ts';

const tone = (hertz: number, rate: number) =>
  Int16Array.from({ length: rate }, (_, at) => 10_000 * Math.sin((2 * Math.PI * hertz * at) / rate));
const loudnessAt8k = (hertz: number) =>
  loudnessOf([...resample(tone(hertz, 22_050), 22_050, 8_000)].slice(400, -400));
const full = 10_000 / Math.SQRT2;

test('what a telephone carries comes through as it was', () => {
  for (const hertz of [200, 1_000, 2_000, 3_000]) {
    expect(loudnessAt8k(hertz) / full).toBeGreaterThan(0.97);
    expect(loudnessAt8k(hertz) / full).toBeLessThan(1.03);
  }
});

test('what it cannot carry is gone, and not mirrored', () => {
  for (const hertz of [4_500, 5_500, 7_000, 10_000]) expect(loudnessAt8k(hertz) / full).toBeLessThan(0.003);
});

test('keeps length and pitch', () => {
  const out = resample(tone(1_000, 22_050), 22_050, 8_000);
  expect(out.length).toBe(8_000);
  const same = tone(1_000, 8_000);
  const difference = [...out].map((sample, at) => sample - (same[at] ?? 0)).slice(400, -400);
  expect(loudnessOf(difference) / full).toBeLessThan(0.03);
});
