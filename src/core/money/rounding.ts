/**
 * To the nearest whole number, halves away from zero (halfUp) or to the even one (halfEven); away from zero (up);
 * towards zero (down). All mirror at zero, so that what reverses an amount is its exact opposite.
 */
export type Rounding = 'halfUp' | 'halfEven' | 'up' | 'down';

export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const divisor = magnitude(denominator);
  const whole = magnitude(numerator) / divisor;
  const rest = magnitude(numerator) % divisor;
  const rounded = rest > 0n && awayFromZero(whole, rest * 2n - divisor, rounding) ? whole + 1n : whole;
  return negative ? -rounded : rounded;
}

/** `overHalf`: above zero where the rest is more than a half, zero where it is one. */
function awayFromZero(whole: bigint, overHalf: bigint, rounding: Rounding): boolean {
  switch (rounding) {
    case 'up':
      return true;
    case 'down':
      return false;
    case 'halfUp':
      return overHalf >= 0n;
    case 'halfEven':
      return overHalf > 0n || (overHalf === 0n && whole % 2n === 1n);
  }
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
