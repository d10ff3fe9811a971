/** What a telephone line sounds like when nobody speaks: soft noise, about 60 dB below full scale. */

const loudness = 30;
/** Repeats after some eight seconds, which nobody hears. */
const size = 1 << 16;

/** Any stretch of a line's noise can be asked for, again and again, and is the same for the same seed. */
export interface LineNoise {
  /** Adds the noise of the samples from `first` on. */
  addTo(samples: Float32Array, first: number): void;
}

export function lineNoise(seed: number): LineNoise {
  const loop = new Float32Array(size);
  let state = seed | 0;
  let soft = 0;
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    // Wires dull the high tones: a step towards the new value, and its loudness made up for.
    soft += 0.5 * (state / 2 ** 31 - soft);
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
