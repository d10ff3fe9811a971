/** Money on the wire: `{ "amount": "0.0845", "currency": "USD" }`. */
import { minorDigits } from './currency.ts';
import { decimalOf, microsOf } from './decimal.ts';
import { MoneyError } from './error.ts';
import { type Money, money } from './money.ts';

export interface MoneyJson {
  readonly amount: string;
  readonly currency: string;
}

export function toJson({ micros, currency }: Money): MoneyJson {
  return { amount: decimalOf(micros, minorDigits(currency)), currency };
}

export function fromJson({ amount, currency }: MoneyJson): Money {
  const micros = microsOf(amount);
  if (micros !== undefined) return money(micros, currency);
  throw new MoneyError(`"${amount}" is no amount; expected a decimal with up to six digits behind the point`);
}
