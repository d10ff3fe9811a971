/** Between micros and the smallest unit that is paid in: cents of USD, whole JPY. */
import { minorDigits } from './currency.ts';
import { type Money, microsPerUnit, money } from './money.ts';
import { divide, type Rounding } from './rounding.ts';

export function toMinor({ micros, currency }: Money, rounding: Rounding): bigint {
  return divide(micros, microsPerMinor(currency), rounding);
}

export function fromMinor(minor: bigint, currency: string): Money {
  return money(minor * microsPerMinor(currency), currency);
}

function microsPerMinor(currency: string): bigint {
  return microsPerUnit / 10n ** BigInt(minorDigits(currency));
}
