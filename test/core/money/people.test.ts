import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney, MoneyError, money, parseMoney } from '../../../src/core/money/index.ts';
import { anyMoney } from './amounts.ts';

const locales =
  'en-US en-IN de-DE de-AT de-CH fr-FR fr-CH sv-SE es-ES pt-BR pl-PL ja-JP he-IL ar-EG fa-IR ps-AF bn-BD'.split(
    ' ',
  );

/** Spaces that do not break look like others, but are none to a test. */
const spaced = (text: string) => text.replace(/\s/g, ' ');

it('reads in any locale what it wrote there, to the last digit', () => {
  fc.assert(
    fc.property(anyMoney, fc.constantFrom(...locales), (amount, locale) => {
      expect(parseMoney(formatMoney(amount, locale), amount.currency, locale)).toEqual(amount);
    }),
    { numRuns: 500 },
  );
});

it.each([
  [1_234_500_000n, 'USD', 'en-US', '$1,234.50'],
  [1_234_500_000n, 'EUR', 'de-DE', '1.234,50 €'],
  [84_500n, 'USD', 'en-US', '$0.0845'],
  [-5_000_000n, 'JPY', 'en-US', '-¥5'],
  [5_000_000n, 'KWD', 'en-US', 'KWD 5.000'],
  // One more than a number can tell from its neighbour.
  [9_007_199_254_740_993n, 'USD', 'en-US', '$9,007,199,254.740993'],
])('writes %i micros of %s for %s as %s', (micros, currency, locale, expected) => {
  expect(spaced(formatMoney(money(micros, currency), locale))).toBe(expected);
});

describe('reading what a person wrote', () => {
  it.each([
    ['1234.5', 'USD', 'en-US', 1_234_500_000n],
    ['1,234.5', 'USD', 'en-US', 1_234_500_000n],
    ['$ 5', 'USD', 'en-US', 5_000_000n],
    ['USD 5', 'USD', 'en-US', 5_000_000n],
    ['-$5', 'USD', 'en-US', -5_000_000n],
    ['$-5', 'USD', 'en-US', -5_000_000n],
    ['  5.00  ', 'USD', 'en-US', 5_000_000n],
    ['1.500', 'EUR', 'de-DE', 1_500_000_000n],
    ['1 234,5', 'EUR', 'fr-FR', 1_234_500_000n],
    ['1.234,5', 'EUR', 'de-AT', 1_234_500_000n],
    ["1'234.5", 'CHF', 'de-CH', 1_234_500_000n],
    ['12,34,567', 'INR', 'en-IN', 1_234_567_000_000n],
    ['٥', 'USD', 'ar-EG', 5_000_000n],
    ['5', 'USD', 'ar-EG', 5_000_000n],
  ])('takes %j as %s in %s for %i micros', (text, currency, locale, micros) => {
    expect(parseMoney(text, currency, locale)).toEqual(money(micros, currency));
  });

  // What another locale writes is refused where it would mean something else here.
  it.each([
    ['1,5', 'en-US'],
    ['1,50', 'en-US'],
    ['1,2,3', 'en-US'],
    ['1.5', 'de-DE'],
    ['12,34', 'en-IN'],
    ['', 'en-US'],
    ['$', 'en-US'],
    ['five', 'en-US'],
    ['--5', 'en-US'],
    ['-$-5', 'en-US'],
    ['$5$', 'en-US'],
    ['€5', 'en-US'],
    ['5-', 'en-US'],
    ['5.', 'en-US'],
    ['.5', 'en-US'],
    ['1e5', 'en-US'],
    ['1.2.3', 'en-US'],
    ['0.0000001', 'en-US'],
    ['٥', 'en-US'],
    ['99999999999999', 'en-US'],
  ])('refuses %j in %s', (text, locale) => {
    expect(() => parseMoney(text, 'USD', locale)).toThrow(MoneyError);
  });

  it('says how it is written here', () => {
    expect(() => parseMoney('1,5', 'USD', 'en-US')).toThrow('write it like $1,234.50');
  });
});
