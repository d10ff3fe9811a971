import { MoneyError } from './error.ts';
import { type Money, money } from './money.ts';
import { magnitude } from './rounding.ts';

/**
 * An amount in parts by weights. Every part is less than a micro away from its exact share, and together they are
 * the amount: the micros that shares round away go to those that lost most by it, the first of them first.
 */
export function allocate({ micros, currency }: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n)) {
    throw new MoneyError('an amount is allocated by weights of zero or more, and one above zero at least');
  }
  const size = magnitude(micros);
  const shares = weights.map((weight) => ({
    micros: (size * weight) / total,
    lost: (size * weight) % total,
  }));
  const left = size - shares.reduce((sum, share) => sum + share.micros, 0n);
  const byLoss = shares.toSorted(
    (one, other) => Number(other.lost > one.lost) - Number(other.lost < one.lost),
  );
  for (const share of byLoss.slice(0, Number(left))) share.micros += 1n;
  return shares.map((share) => money(micros < 0n ? -share.micros : share.micros, currency));
}
