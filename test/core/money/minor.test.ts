import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromMinor, minorDigits, money, type Rounding, toMinor } from '../../../src/core/money/index.ts';
import { anyCurrency, anyMoney } from './amounts.ts';

it.each([
  ['JPY', 0],
  ['USD', 2],
  ['EUR', 2],
  ['KWD', 3],
])('knows that %s has %i digits', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
});

it('knows every currency, and none has more digits than micros', () => {
  for (const currency of Intl.supportedValuesOf('currency')) {
    expect(minorDigits(currency)).toBeLessThanOrEqual(6);
  }
  expect(() => minorDigits('ZZZ')).toThrow('ISO 4217');
});

it('turns minor units into money and back without a change', () => {
  const anyMinor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  const anyRule = fc.constantFrom<Rounding>('halfUp', 'halfEven', 'up', 'down');
  fc.assert(
    fc.property(anyMinor, anyCurrency, anyRule, (minor, currency, rule) => {
      expect(toMinor(fromMinor(minor, currency), rule)).toBe(minor);
    }),
  );
});

it('is off by less than one minor unit, by half of one at most where it rounds to the nearest', () => {
  fc.assert(
    fc.property(anyMoney, (amount) => {
      const unit = fromMinor(1n, amount.currency).micros;
      const off = (rule: Rounding) =>
        fromMinor(toMinor(amount, rule), amount.currency).micros - amount.micros;
      for (const rule of ['up', 'down'] as const) expect(off(rule) < unit && off(rule) > -unit).toBe(true);
      for (const rule of ['halfUp', 'halfEven'] as const) {
        expect(2n * off(rule) <= unit && 2n * off(rule) >= -unit).toBe(true);
      }
    }),
  );
});

it('rounds by the rule that is named', () => {
  expect(toMinor(money(125_000n, 'USD'), 'halfEven')).toBe(12n);
  expect(toMinor(money(125_000n, 'USD'), 'halfUp')).toBe(13n);
  expect(toMinor(money(1_500_000n, 'JPY'), 'halfUp')).toBe(2n);
  expect(toMinor(money(1_234_500n, 'KWD'), 'down')).toBe(1_234n);
});
