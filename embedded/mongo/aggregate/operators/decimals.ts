/** Rounding, whole powers and roots of decimals, to all 34 digits. */
import { type Decimal, divideDecimals, fromBigInt, multiplyDecimals } from '../../values/decimal.ts';

/** With zeros up to a number of places, as far as 34 digits allow. */
function pad(value: Decimal, places: number): Decimal {
  const room = value.coefficient === 0n ? places + value.exponent : 34 - value.coefficient.toString().length;
  const zeros = Math.max(0, Math.min(room, places + value.exponent));
  return {
    ...value,
    coefficient: value.coefficient * 10n ** BigInt(zeros),
    exponent: value.exponent - zeros,
  };
}

/** half: to even, as MongoDB rounds; otherwise cut off towards zero, or to the side that `mode` says. */
export type Rounding = 'half' | 'cut' | 'up' | 'down';

export function roundDecimal(value: Decimal, places: number, mode: Rounding): Decimal {
  if (value.special) return value;
  if (value.exponent >= -places) return pad(value, Math.min(places, 34));
  const cut = -places - value.exponent;
  const unit = 10n ** BigInt(Math.min(cut, 1200));
  let result = value.coefficient / unit;
  const rest = value.coefficient % unit;
  const away = value.negative ? 'down' : 'up';
  if (
    mode === 'half'
      ? rest * 2n > unit || (rest * 2n === unit && result % 2n === 1n)
      : mode === away && rest > 0n
  ) {
    result++;
  }
  return { ...value, coefficient: result, exponent: -places };
}

/** Whole powers of a decimal, with all 34 digits written out as MongoDB does. */
export function powDecimal(base: Decimal, exponent: number): Decimal {
  let result = fromBigInt(1n);
  let square = base;
  for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result = multiplyDecimals(result, square);
    if (n > 1) square = multiplyDecimals(square, square);
  }
  if (exponent < 0) result = divideDecimals(fromBigInt(1n), result);
  return result.special ? result : pad(result, 7000);
}

/** The root of a decimal to all its 34 digits. */
export function sqrtDecimal(value: Decimal): Decimal {
  if (value.special || value.coefficient === 0n) return value;
  let digits = value.coefficient.toString().length;
  const shiftBy = 70 - digits + ((value.exponent - (70 - digits)) % 2 === 0 ? 0 : 1);
  digits += shiftBy;
  const radicand = value.coefficient * 10n ** BigInt(shiftBy);
  let root = 10n ** BigInt(Math.ceil(digits / 2));
  for (;;) {
    const next = (root + radicand / root) / 2n;
    if (next >= root) break;
    root = next;
  }
  let exponent = (value.exponent - shiftBy) / 2;
  // An exact root has no needless zeros at its end.
  const exact = root * root === radicand;
  while (exact && root % 10n === 0n && exponent < Math.floor(value.exponent / 2)) {
    root /= 10n;
    exponent++;
  }
  return { ...value, coefficient: root, exponent };
}
