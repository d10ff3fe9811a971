/**
 * Decimal128 arithmetic (IEEE 754-2008 decimal128): 34 digits, rounded half to even, on BigInt coefficients.
 *
 * A decimal is coefficient · 10^exponent, and 1.0 is not 1.00: the exponent of a result follows MongoDB's rules
 * (smallest exponent of a sum, sum of the exponents of a product, no needless digits in a quotient).
 */
import { Decimal128 } from 'bson';

/** A finite decimal has `special` 0; otherwise it is NaN or an infinity with the sign of `negative`. */
export interface Decimal {
  negative: boolean;
  coefficient: bigint;
  exponent: number;
  special: 0 | 'nan' | 'infinity';
}

const minExponent = -6176;
const maxExponent = 6111;
const digitsLimit = 10n ** 34n;

const nan: Decimal = { negative: false, coefficient: 0n, exponent: 0, special: 'nan' };
const infinity = (negative: boolean): Decimal => ({
  negative,
  coefficient: 0n,
  exponent: 0,
  special: 'infinity',
});
const finite = (negative: boolean, coefficient: bigint, exponent: number): Decimal => ({
  negative,
  coefficient,
  exponent,
  special: 0,
});

export function readDecimal(value: Decimal128): Decimal {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const top = Number((high >> 58n) & 0x1fn);
  if (top === 0x1f) return nan;
  if (top === 0x1e) return infinity(negative);
  // The long form of the coefficient always exceeds 34 digits, which the standard reads as zero.
  if (top >> 3 === 3) return finite(negative, 0n, Number((high >> 47n) & 0x3fffn) + minExponent);
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | view.getBigUint64(0, true);
  const exponent = Number((high >> 49n) & 0x3fffn) + minExponent;
  return finite(negative, coefficient < digitsLimit ? coefficient : 0n, exponent);
}

export function writeDecimal(value: Decimal): Decimal128 {
  const { negative, coefficient, exponent, special } = special34(value);
  const bytes = Buffer.alloc(16);
  const sign = negative ? 1n << 63n : 0n;
  if (special === 'nan') bytes.writeBigUInt64LE(0x7cn << 56n, 8);
  else if (special === 'infinity') bytes.writeBigUInt64LE(sign | (0x78n << 56n), 8);
  else {
    bytes.writeBigUInt64LE(coefficient & 0xffffffffffffffffn, 0);
    bytes.writeBigUInt64LE(sign | (BigInt(exponent - minExponent) << 49n) | (coefficient >> 64n), 8);
  }
  return new Decimal128(bytes);
}

const digits = (coefficient: bigint): number => (coefficient === 0n ? 0 : coefficient.toString().length);
const power = (n: number): bigint => 10n ** BigInt(n);

/** coefficient / 10^places, half to even; `sticky` says that something non-zero was already cut off below. */
function roundOff(coefficient: bigint, places: number, sticky = false): bigint {
  if (places > 40 + digits(coefficient)) return 0n;
  const unit = power(places);
  const quotient = coefficient / unit;
  const twice = (coefficient % unit) * 2n;
  if (twice > unit || (twice === unit && (sticky || quotient % 2n === 1n))) return quotient + 1n;
  return quotient;
}

/** The nearest decimal that fits into 34 digits and the range of exponents. */
function special34(value: Decimal, sticky = false): Decimal {
  if (value.special) return value;
  let { coefficient, exponent } = value;
  const cut = Math.max(digits(coefficient) - 34, minExponent - exponent);
  if (cut > 0) {
    coefficient = roundOff(coefficient, cut, sticky);
    exponent += cut;
    if (coefficient === digitsLimit) {
      coefficient /= 10n;
      exponent++;
    }
  }
  if (exponent > maxExponent) {
    if (coefficient !== 0n) {
      const spare = exponent - maxExponent;
      if (digits(coefficient) + spare > 34) return infinity(value.negative);
      coefficient *= power(spare);
    }
    exponent = maxExponent;
  }
  return finite(value.negative, coefficient, exponent);
}

export function fromBigInt(value: bigint): Decimal {
  return finite(value < 0n, value < 0n ? -value : value, 0);
}

/** The double's exact value, however many digits that takes: for comparisons. */
export function exactly(value: number): Decimal {
  if (Number.isNaN(value)) return nan;
  const negative = value < 0 || Object.is(value, -0);
  if (!Number.isFinite(value)) return infinity(negative);
  if (Number.isInteger(value)) return finite(negative, BigInt(Math.abs(value)), 0);
  let mantissa = Math.abs(value);
  let twos = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    twos++;
  }
  return finite(negative, BigInt(mantissa) * 5n ** BigInt(twos), -twos);
}

/** The double as MongoDB converts it: exactly 15 significant digits (2.5 becomes 2.50000000000000). */
export function fromDouble(value: number): Decimal {
  const exact = exactly(value);
  if (exact.special || exact.coefficient === 0n) return exact;
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential(14).split('e');
  return finite(exact.negative, BigInt(mantissa.replace('.', '')), Number(exponent) - 14);
}

export function toDouble(value: Decimal): number {
  const size =
    value.special === 'nan'
      ? Number.NaN
      : value.special
        ? Number.POSITIVE_INFINITY
        : Number(`${value.coefficient}e${value.exponent}`);
  return value.negative ? -size : size;
}

/** The decimal cut off towards zero; undefined where it has no integer part (NaN, infinities). */
export function toBigInt({ negative, coefficient, exponent, special }: Decimal): bigint | undefined {
  if (special) return undefined;
  const size =
    exponent >= 0 ? coefficient * power(exponent) : -exponent > 40 ? 0n : coefficient / power(-exponent);
  return negative ? -size : size;
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.special === 'nan' || b.special === 'nan')
    return Number(b.special === 'nan') - Number(a.special === 'nan');
  const sign = (d: Decimal) => (d.special || d.coefficient !== 0n ? (d.negative ? -1 : 1) : 0);
  const signA = sign(a);
  const signB = sign(b);
  if (signA !== signB) return signA < signB ? -1 : 1;
  if (signA === 0) return 0;
  if (a.special || b.special) return a.special && b.special ? 0 : a.special ? signA : -signA;
  // Comparing where the leading digits stand first spares numbers of thousands of digits.
  const lead = digits(a.coefficient) + a.exponent - digits(b.coefficient) - b.exponent;
  if (lead !== 0) return lead < 0 ? -signA : signA;
  const least = Math.min(a.exponent, b.exponent);
  const x = a.coefficient * power(a.exponent - least);
  const y = b.coefficient * power(b.exponent - least);
  return x === y ? 0 : x < y ? -signA : signA;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special === 'nan' || b.special === 'nan') return nan;
  if (a.special || b.special) {
    if (a.special && b.special && a.negative !== b.negative) return nan;
    return a.special ? a : b;
  }
  if (a.exponent < b.exponent) return addDecimals(b, a);
  let gap = a.exponent - b.exponent;
  let sticky = b;
  // Beyond 80 places only "a little more or less" is left of the smaller number.
  if (a.coefficient !== 0n && gap > 80 + digits(b.coefficient)) {
    sticky = finite(b.negative, b.coefficient === 0n ? 0n : 1n, a.exponent - 80);
    if (b.coefficient === 0n) sticky.exponent = Math.max(b.exponent, a.exponent + digits(a.coefficient) - 34);
    gap = a.exponent - sticky.exponent;
  } else if (a.coefficient === 0n) gap = 0;
  const signed = (d: Decimal, n: bigint) => (d.negative ? -n : n);
  const sum = signed(a, a.coefficient * power(gap)) + signed(b, sticky.coefficient);
  const negative = sum === 0n ? a.negative && b.negative : sum < 0n;
  return special34(finite(negative, sum < 0n ? -sum : sum, sticky.exponent));
}

export function negate(d: Decimal): Decimal {
  return { ...d, negative: !d.negative };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  const negative = a.negative !== b.negative;
  if (a.special === 'nan' || b.special === 'nan') return nan;
  if (a.special || b.special) {
    const zero = (d: Decimal) => !d.special && d.coefficient === 0n;
    return zero(a) || zero(b) ? nan : infinity(negative);
  }
  return special34(finite(negative, a.coefficient * b.coefficient, a.exponent + b.exponent));
}

export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  const negative = a.negative !== b.negative;
  if (a.special === 'nan' || b.special === 'nan' || (a.special && b.special)) return nan;
  if (a.special) return infinity(negative);
  if (b.special) return special34(finite(negative, 0n, minExponent));
  if (b.coefficient === 0n) return a.coefficient === 0n ? nan : infinity(negative);
  const preferred = a.exponent - b.exponent;
  if (a.coefficient === 0n) return special34(finite(negative, 0n, preferred));
  const spare = Math.max(0, 36 + digits(b.coefficient) - digits(a.coefficient));
  const dividend = a.coefficient * power(spare);
  let quotient = dividend / b.coefficient;
  const exact = quotient * b.coefficient === dividend;
  let exponent = preferred - spare;
  while (exact && exponent < preferred && quotient % 10n === 0n) {
    quotient /= 10n;
    exponent++;
  }
  return special34(finite(negative, quotient, exponent), !exact);
}

/** The remainder with the dividend's sign. */
export function modDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special || b.special === 'nan' || (!b.special && b.coefficient === 0n)) return nan;
  if (b.special) return a;
  const least = Math.min(a.exponent, b.exponent);
  const rest = (a.coefficient * power(a.exponent - least)) % (b.coefficient * power(b.exponent - least));
  return special34(finite(a.negative, rest, least));
}
