/** Micros as a decimal, the form in which an amount leaves the process: no number, because numbers lose digits. */
import { magnitude } from './rounding.ts';

const pattern = /^(-?)(\d{1,13})(?:\.(\d{1,6}))?$/;

/** With as many digits behind the point as it has, and `atLeast` that many. */
export function decimalOf(micros: bigint, atLeast: number): `${number}` {
  const digits = magnitude(micros).toString().padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '').padEnd(atLeast, '0');
  const text = `${micros < 0n ? '-' : ''}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`;
  return text as `${number}`;
}

/** Undefined where the text is no decimal, or has more than six digits behind the point. */
export function microsOf(decimal: string): bigint | undefined {
  const [, sign, whole, fraction = ''] = pattern.exec(decimal) ?? [];
  if (whole === undefined) return undefined;
  const micros = BigInt(whole + fraction.padEnd(6, '0'));
  return sign === '-' ? -micros : micros;
}
