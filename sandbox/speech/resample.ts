/**
 * From the synthesiser's sampling rate to the telephone's. What a telephone cannot carry has to be filtered away
 * first, else it comes back mirrored, as a hiss over every "s".
 */

/** Taps to either side: 60 dB down beyond the edge. */
const reach = 40;

const filters = new Map<string, readonly Float64Array[]>();

export function resample(pcm: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return pcm;
  const divisor = gcd(from, to);
  const [up, down] = [to / divisor, from / divisor];
  const phases = filterBank(up, down);
  const out = new Int16Array(Math.floor((pcm.length * up) / down));
  for (let index = 0; index < out.length; index += 1) {
    const position = index * down;
    const taps = phases[position % up] ?? new Float64Array();
    const first = Math.floor(position / up) - reach + 1;
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap += 1) sum += (taps[tap] ?? 0) * (pcm[first + tap] ?? 0);
    out[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return out;
}

/** One windowed sinc for each place that an output sample can have between two input samples. */
function filterBank(up: number, down: number): readonly Float64Array[] {
  const name = `${up}/${down}`;
  const known = filters.get(name);
  if (known !== undefined) return known;
  // Cycles per input sample; the last tenth below the edge is left to the filter's slope.
  const cutoff = 0.45 * Math.min(1, up / down);
  const bank = Array.from({ length: up }, (_, phase) => {
    const taps = Float64Array.from({ length: 2 * reach }, (_tap, tap) => {
      const distance = tap - reach + 1 - phase / up;
      return 2 * cutoff * sinc(2 * cutoff * distance) * blackman(distance / reach);
    });
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return taps.map((tap) => tap / sum);
  });
  filters.set(name, bank);
  return bank;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** From 1 in the middle to 0 at -1 and 1. */
function blackman(x: number): number {
  return Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
