/** Money as people write it, each in their own way. Nothing is rounded: 0.0845 a minute shows all its digits. */
import { minorDigits } from './currency.ts';
import { decimalOf, microsOf } from './decimal.ts';
import { MoneyError } from './error.ts';
import { type Money, money } from './money.ts';

export function formatMoney({ micros, currency }: Money, locale: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: 6,
  }).format(decimalOf(micros, digits));
}

/**
 * Reads what a person wrote: with or without the currency's sign, with groups of digits in their places or none.
 * What could be meant otherwise is refused: "1,5" is no amount where the comma groups.
 */
export function parseMoney(text: string, currency: string, locale: string): Money {
  const latin = latinDigits(locale);
  const { negative, bare } = withoutSigns(latin(plain(text).trim()), currency, locale);
  const decimal = formats(currency, locale)
    .map((format) => decimalIn(bare, format, latin))
    .find((found) => found !== undefined);
  const micros = decimal === undefined ? undefined : microsOf(decimal);
  if (micros !== undefined) return money(negative ? -micros : micros, currency);
  const example = formatMoney(money(1_234_500_000n, currency), locale);
  throw new MoneyError(`"${text}" is no amount of ${currency}; write it like ${example}`);
}

/** Some places group amounts by points and numbers by spaces, and some have digits of their own besides 0 to 9: all are read. */
function formats(currency: string, locale: string): Intl.NumberFormat[] {
  const common = { useGrouping: 'always', minimumFractionDigits: 2 } as const;
  const amount = { ...common, style: 'currency', currency } as const;
  return [amount, common, { ...amount, numberingSystem: 'latn' }, { ...common, numberingSystem: 'latn' }].map(
    (options) => new Intl.NumberFormat(locale, options),
  );
}

function decimalIn(text: string, format: Intl.NumberFormat, latin: Convert): string | undefined {
  const [whole = '', ...fraction] = text.split(partOf(format, 'decimal'));
  const digits = whole.replaceAll(partOf(format, 'group'), '');
  const inPlace = () => latin(grouped(digits, format)) === whole;
  if (!/^\d+$/.test(digits) || (digits !== whole && !inPlace())) return undefined;
  return [digits, ...fraction].join('.');
}

function grouped(digits: string, format: Intl.NumberFormat): string {
  const parts = format.formatToParts(BigInt(digits));
  return plain(
    parts.map(({ type, value }) => (type === 'integer' || type === 'group' ? value : '')).join(''),
  );
}

/** The minus and the currency's sign may stand in any order before the digits, the currency's also behind them. */
function withoutSigns(text: string, currency: string, locale: string) {
  const [, minus, unsigned = ''] = /^(-?)\s*(.*)$/.exec(text) ?? [];
  const sign = signs(currency, locale).find((sign) => unsigned.startsWith(sign) || unsigned.endsWith(sign));
  if (sign === undefined) return { negative: minus === '-', bare: unsigned };
  if (unsigned.endsWith(sign))
    return { negative: minus === '-', bare: unsigned.slice(0, -sign.length).trim() };
  const rest = unsigned.slice(sign.length).trim();
  return minus === '' && rest.startsWith('-')
    ? { negative: true, bare: rest.slice(1).trim() }
    : { negative: minus === '-', bare: rest };
}

/** How a currency is written, the longest first: US$ before $. */
function signs(currency: string, locale: string): string[] {
  return (['symbol', 'narrowSymbol', 'code'] as const)
    .map((currencyDisplay) => new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay }))
    .map((format) => partOf(format, 'currency'))
    .sort((one, other) => other.length - one.length);
}

type Convert = (text: string) => string;

function latinDigits(locale: string): Convert {
  const digits = [...new Intl.NumberFormat(locale, { useGrouping: false }).format(9_876_543_210)].reverse();
  const latin = new Map(digits.map((digit, value) => [digit, String(value)]));
  return (text) => text.replace(/\p{Nd}/gu, (digit) => latin.get(digit) ?? digit);
}

function partOf(format: Intl.NumberFormat, type: 'currency' | 'decimal' | 'group'): string {
  return plain(format.formatToParts(1_234_567).find((part) => part.type === type)?.value ?? '');
}

/** One way for every kind of space, minus and apostrophe; no marks of direction, which nobody sees. */
function plain(text: string): string {
  return text
    .replace(/[\u200e\u200f\u061c]/g, '')
    .replace(/\s/g, ' ')
    .replace(/[\u2212\u2012\u2013]/g, '-')
    .replace(/\u2019/g, "'");
}
