/** The sounds that telephones make themselves: keys, and the beep of an answering machine. */
import { durationOf, samplesIn } from './track.ts';
import { sampleRate } from './types.ts';

const rows = [697, 770, 852, 941];
const columns = [1_209, 1_336, 1_477, 1_633];
const keys = '123A456B789C*0#D';

export const keyMs = 100;

/** The two tones of a key; silence for what is no key. */
export function keyTone(digit: string): Int16Array {
  const at = keys.indexOf(digit.toUpperCase());
  const [row, column] = [rows[at >> 2], columns[at & 3]];
  return at < 0 || row === undefined || column === undefined ? new Int16Array() : tone([row, column], keyMs);
}

export const beep: Int16Array = tone([1_000], 400);
export const beepMs: number = durationOf(beep);

function tone(frequencies: readonly number[], ms: number): Int16Array {
  return Int16Array.from({ length: samplesIn(ms) }, (_, index) =>
    frequencies.reduce((sum, hertz) => sum + 4_000 * Math.sin((2 * Math.PI * hertz * index) / sampleRate), 0),
  );
}
