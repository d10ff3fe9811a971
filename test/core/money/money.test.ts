import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  MoneyError,
  money,
  multiply,
  negate,
  type Rounding,
  subtract,
  sum,
} from '../../../src/core/money/index.ts';
import { anyMicros, anyMoney, dollars } from './amounts.ts';

describe('adding', () => {
  it('does not depend on order or grouping', () => {
    fc.assert(
      fc.property(dollars, dollars, dollars, (a, b, c) => {
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(add(a, b)).toEqual(add(b, a));
      }),
    );
  });

  it('is undone by subtracting, and a sum by its reversal', () => {
    fc.assert(
      fc.property(dollars, dollars, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(add(a, negate(a))).toEqual(money(0n, 'USD'));
      }),
    );
  });

  it('sums up any number of amounts, none included', () => {
    fc.assert(
      fc.property(fc.array(anyMicros), (all) => {
        const expected = all.reduce((total, micros) => total + micros, 0n);
        expect(
          sum(
            'EUR',
            all.map((micros) => money(micros, 'EUR')),
          ),
        ).toEqual(money(expected, 'EUR'));
      }),
    );
  });

  it('is exact where numbers are not', () => {
    const cents = Array.from({ length: 10 }, () => money(100_000n, 'USD'));
    expect(sum('USD', cents)).toEqual(money(1_000_000n, 'USD'));
  });
});

it('orders amounts', () => {
  const amounts = [3n, -5n, 0n].map((micros) => money(micros, 'USD'));
  expect(amounts.sort(compare).map(({ micros }) => micros)).toEqual([-5n, 0n, 3n]);
  expect(compare(money(1n, 'USD'), money(1n, 'USD'))).toBe(0);
});

it('never mixes currencies', () => {
  fc.assert(
    fc.property(anyMoney, anyMoney, (one, other) => {
      fc.pre(one.currency !== other.currency);
      for (const mix of [add, subtract, compare]) expect(() => mix(one, other)).toThrow(MoneyError);
      expect(() => sum(one.currency, [other])).toThrow(MoneyError);
    }),
  );
});

it.each(['usd', 'US', 'DOLLAR', '', 'ZZZ'])('takes no currency that is none: %j', (code) => {
  expect(() => money(1n, code)).toThrow('ISO 4217');
});

it('holds what 64 bits hold, and refuses more', () => {
  expect(money(2n ** 63n - 1n, 'USD').micros).toBe(9_223_372_036_854_775_807n);
  expect(money(-(2n ** 63n), 'USD').micros).toBe(-9_223_372_036_854_775_808n);
  expect(() => money(2n ** 63n, 'USD')).toThrow(MoneyError);
  expect(() => negate(money(-(2n ** 63n), 'USD'))).toThrow(MoneyError);
});

describe('multiplying', () => {
  const anyQuantity = fc.record({
    numerator: fc.bigInt({ min: -(10n ** 3n), max: 10n ** 3n }),
    denominator: fc.bigInt({ min: 1n, max: 10n ** 3n }),
  });

  it('rates a call: 90 seconds at 8.45 cents a minute', () => {
    const perMinute = money(84_500n, 'USD');
    const quantity = { numerator: 90n, denominator: 60n };
    expect(multiply(perMinute, quantity, 'halfUp')).toEqual(money(126_750n, 'USD'));
  });

  it('rounds once: a quantity in lower terms or higher ones comes to the same', () => {
    const factor = fc.bigInt({ min: 1n, max: 1_000n });
    fc.assert(
      fc.property(dollars, anyQuantity, factor, (amount, { numerator, denominator }, by) => {
        const expanded = { numerator: numerator * by, denominator: denominator * by };
        expect(multiply(amount, expanded, 'halfEven')).toEqual(
          multiply(amount, { numerator, denominator }, 'halfEven'),
        );
      }),
    );
  });

  it('reverses exactly, by whatever rule it was rounded', () => {
    const anyRule = fc.constantFrom<Rounding>('halfUp', 'halfEven', 'up', 'down');
    fc.assert(
      fc.property(dollars, anyQuantity, anyRule, (amount, quantity, rule) => {
        expect(multiply(negate(amount), quantity, rule)).toEqual(negate(multiply(amount, quantity, rule)));
      }),
    );
  });

  it('has no answer for a denominator of zero', () => {
    expect(() => multiply(money(1n, 'USD'), { numerator: 1n, denominator: 0n }, 'up')).toThrow(RangeError);
  });
});
