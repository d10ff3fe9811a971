/** One side of a call in the making: what is heard on it, and when. */
import { type LineNoise, lineNoise } from './noise.ts';
import { sampleRate } from './types.ts';

export interface Placed {
  /** Ends it before its time; what comes later is not heard. */
  cutAt(ms: number): void;
}

export interface Track {
  /** What overlaps is heard together. */
  place(pcm: Int16Array, startMs: number): Placed;
  /** Silence is where nothing was placed, and the line's noise is everywhere. */
  render(fromMs: number, toMs: number): Int16Array;
}

interface Sound {
  pcm: Int16Array;
  first: number;
  /** The sample after the last. */
  end: number;
}

/** `seed`: of the line's noise; none without it. */
export function createTrack({ seed }: { seed?: string } = {}): Track {
  const sounds: Sound[] = [];
  let noise: LineNoise | undefined;
  return {
    place(pcm, startMs) {
      const first = samplesIn(startMs);
      const sound = { pcm, first, end: first + pcm.length };
      sounds.push(sound);
      return {
        cutAt(ms) {
          sound.end = Math.max(first, Math.min(sound.end, samplesIn(ms)));
        },
      };
    },
    render(fromMs, toMs) {
      const first = samplesIn(fromMs);
      const out = new Float32Array(Math.max(0, samplesIn(toMs) - first));
      // Made when it is first heard: most calls are never listened to.
      if (seed !== undefined) noise ??= lineNoise(seed);
      noise?.addTo(out, first);
      for (const sound of sounds) addTo(out, first, sound);
      return Int16Array.from(out, inRange);
    },
  };
}

/** Both channels in one, each as loud as it was. */
export function mixDown(channels: readonly Int16Array[]): Int16Array {
  const length = Math.max(0, ...channels.map((channel) => channel.length));
  return Int16Array.from({ length }, (_, index) =>
    inRange(channels.reduce((sum, channel) => sum + (channel[index] ?? 0), 0)),
  );
}

export function samplesIn(ms: number): number {
  return Math.round((ms * sampleRate) / 1_000);
}

export function durationOf(pcm: { length: number }): number {
  return (pcm.length * 1_000) / sampleRate;
}

function addTo(out: Float32Array, first: number, sound: Sound): void {
  const from = Math.max(first, sound.first);
  const to = Math.min(first + out.length, sound.end);
  for (let at = from; at < to; at += 1) {
    out[at - first] = (out[at - first] ?? 0) + (sound.pcm[at - sound.first] ?? 0);
  }
}

function inRange(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
}
