import { MoneyError } from './error.ts';

const known = new Set(Intl.supportedValuesOf('currency'));

/** Whether it is the ISO 4217 code of a currency. */
export const isCurrency = (code: string) => known.has(code);

export function assertCurrency(code: string): void {
  if (!isCurrency(code)) throw new MoneyError(`"${code}" is no currency; expected an ISO 4217 code as USD`);
}

const digits = new Map<string, number>();

/**
 * How many digits people write behind the point: none for JPY, three for KWD, two for most. It is what Unicode's
 * tables say. For a few currencies whose small coins went out of use (HUF, IDR, COP…) they say none where a bank or a
 * payment provider counts in hundredths: who talks to one uses that one's own rule.
 */
export function minorDigits(currency: string): number {
  const cached = digits.get(currency);
  if (cached !== undefined) return cached;
  assertCurrency(currency);
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const found = format.resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, found);
  return found;
}
