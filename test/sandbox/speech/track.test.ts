import { expect, test } from 'vitest';
import { createTrack, mixDown } from '../../../sandbox/speech/track.ts';
import { loudnessOf } from './riff.ts';

const tone = (ms: number) => Int16Array.from({ length: ms * 8 }, (_, at) => 8_000 * Math.sin(at / 2));
const parts = (pcm: Int16Array, ms: number) =>
  Array.from({ length: pcm.length / (ms * 8) }, (_, at) => pcm.slice(at * ms * 8, (at + 1) * ms * 8));

test('sound is where it was placed, and soft noise everywhere else', () => {
  const track = createTrack({ seed: 'line 1' });
  track.place(tone(300), 200);
  track.place(tone(100), 800);
  const levels = parts(track.render(0, 1_000), 100).map((part) => loudnessOf([...part]));
  levels.forEach((level, at) => {
    const sounds = [2, 3, 4, 8].includes(at);
    expect(level).toBeGreaterThan(sounds ? 5_000 : 10);
    expect(level).toBeLessThan(sounds ? 6_000 : 60);
  });
});

test('the same seed makes the same noise, and another another', () => {
  const of = (seed?: string) => [...createTrack(seed === undefined ? {} : { seed }).render(0, 50)];
  expect(of('line 1')).toEqual(of('line 1'));
  expect(of('line 1')).not.toEqual(of('line 2'));
  expect(new Set(of())).toEqual(new Set([0]));
});

test('frames, one after the other, are the whole', () => {
  const track = createTrack({ seed: 'line 1' });
  track.place(tone(333), 77);
  const frames = Array.from({ length: 50 }, (_, at) => [...track.render(at * 20, (at + 1) * 20)]);
  expect(frames.flat()).toEqual([...track.render(0, 1_000)]);
});

test('what is cut is not heard from there on', () => {
  const track = createTrack();
  track.place(tone(500), 100).cutAt(300);
  const levels = parts(track.render(0, 600), 100).map((part) => loudnessOf([...part]));
  expect(levels.map((level) => level > 1_000)).toEqual([false, true, true, false, false, false]);
});

test('two at once are heard together and stay within range', () => {
  const track = createTrack();
  track.place(Int16Array.of(20_000, -30_000, 5), 0);
  track.place(Int16Array.of(20_000, -30_000, 6), 0);
  expect([...track.render(0, 1)].slice(0, 3)).toEqual([32_767, -32_768, 11]);
  expect([...mixDown([Int16Array.of(30_000, 1), Int16Array.of(30_000, 2, 3)])]).toEqual([32_767, 3, 3]);
});
