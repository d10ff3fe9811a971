/** How long a call was. */
import { longestCallSec } from '../../longest-call.ts';
import type { BlandRecord } from './shape.ts';

export interface Lengths {
  /** Seconds that Bland corrected. */
  readonly corrected: number | undefined;
  /** Seconds of the length that it bills by. */
  readonly counted: number | undefined;
}

const tolerance = (seconds: number) => Math.max(2, seconds * 0.02);

/**
 * `call_length` is in minutes, say the newer documents and all samples of webhooks; in seconds, say older ones. It is
 * taken for seconds only where it fits what Bland corrected as seconds, and not as minutes.
 */
export function lengthsOf({ corrected_duration, call_length }: BlandRecord): Lengths {
  const corrected = plausible(corrected_duration);
  if (call_length === undefined || corrected === undefined) {
    return { corrected, counted: plausible(call_length, 60) };
  }
  const fits = (factor: number) =>
    Math.abs(call_length * factor - corrected) <= tolerance(Math.max(corrected, 1));
  return { corrected, counted: plausible(call_length, fits(1) && !fits(60) ? 1 : 60) };
}

/** To the millisecond: what a fraction of a minute is off by is no news. */
function plausible(value: number | undefined, factor = 1): number | undefined {
  if (value === undefined || value < 0 || value * factor > longestCallSec) return undefined;
  return Math.round(value * factor * 1000) / 1000;
}
