/** What a telephone line sounds like when nobody speaks: soft noise, about 60 dB below full scale. */

import { createRandom } from '../frame/random.ts';

const loudness = 30;
/** Repeats after some eight seconds, which nobody hears. */
const size = 1 << 16;

/** Any stretch of a line's noise can be asked for, again and again, and is the same for the same seed. */
export interface LineNoise {
  /** Adds the noise of the samples from `first` on. */
  addTo(samples: Float32Array, first: number): void;
}

export function lineNoise(seed: string): LineNoise {
  const loop = new Float32Array(size);
  const random = createRandom(seed).stream('line noise');
  let soft = 0;
  for (let index = 0; index < size; index += 1) {
    // Wires dull the high tones: half a step towards the new value, and its loudness made up for.
    soft += 0.5 * (2 * random.next() - 1 - soft);
    loop[index] = soft * loudness * 3;
  }
  return {
    addTo(samples, first) {
      for (let index = 0; index < samples.length; index += 1) {
        samples[index] = (samples[index] ?? 0) + (loop[(first + index) % size] ?? 0);
      }
    },
  };
}
