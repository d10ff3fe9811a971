/**
 * Money is whole micros, millionths of a unit of its currency, so that sums are exact. It is rounded where a product
 * or a payment needs it, once, by a rule that is named.
 */
import { assertCurrency } from './currency.ts';
import { MoneyError } from './error.ts';
import { divide, type Rounding } from './rounding.ts';

export interface Money {
  readonly micros: bigint;
  /** An ISO 4217 code. */
  readonly currency: string;
}

export const microsPerUnit = 1_000_000n;

/** What the database keeps as a whole number. */
const limit = 2n ** 63n;

export function money(micros: bigint, currency: string): Money {
  assertCurrency(currency);
  if (micros >= limit || micros < -limit) throw new MoneyError(`${micros} micros are more than can be kept`);
  return { micros, currency };
}

export function add(one: Money, other: Money): Money {
  assertSame(one, other);
  return money(one.micros + other.micros, one.currency);
}

export function subtract(one: Money, other: Money): Money {
  return add(one, negate(other));
}

export function negate({ micros, currency }: Money): Money {
  return money(-micros, currency);
}

/** Of none as well, hence the currency. */
export function sum(currency: string, amounts: readonly Money[]): Money {
  return amounts.reduce(add, money(0n, currency));
}

/** Below zero, zero or above zero, as sorting asks for it. */
export function compare(one: Money, other: Money): number {
  assertSame(one, other);
  return Number(one.micros > other.micros) - Number(one.micros < other.micros);
}

/** A quantity that need not be whole: 90 seconds at a price per minute are 90/60. */
export interface Quantity {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function multiply({ micros, currency }: Money, by: Quantity, rounding: Rounding): Money {
  return money(divide(micros * by.numerator, by.denominator, rounding), currency);
}

function assertSame(one: Money, other: Money): void {
  if (one.currency !== other.currency) {
    throw new MoneyError(`${one.currency} and ${other.currency} cannot be mixed; convert one of them first`);
  }
}
