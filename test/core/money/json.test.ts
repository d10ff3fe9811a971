import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromJson, MoneyError, money, toJson } from '../../../src/core/money/index.ts';
import { anyMoney } from './amounts.ts';

it('comes back from JSON as it went', () => {
  fc.assert(
    fc.property(anyMoney, (amount) => {
      expect(fromJson(JSON.parse(JSON.stringify(toJson(amount))))).toEqual(amount);
    }),
  );
});

it.each([
  [0n, 'USD', '0.00'],
  [84_500n, 'USD', '0.0845'],
  [-1n, 'USD', '-0.000001'],
  [5_000_000n, 'JPY', '5'],
  [5_100_000n, 'KWD', '5.100'],
  [2n ** 63n - 1n, 'USD', '9223372036854.775807'],
  [-(2n ** 63n), 'USD', '-9223372036854.775808'],
])('writes %i micros of %s as %s, and reads it', (micros, currency, amount) => {
  expect(toJson(money(micros, currency))).toEqual({ amount, currency });
  expect(fromJson({ amount, currency })).toEqual(money(micros, currency));
});

it.each([
  '',
  '.5',
  '5.',
  '1e3',
  '0x10',
  '+1',
  ' 1',
  '1\n',
  '1,5',
  '0.0000001',
  '--1',
  'NaN',
  '١',
  '9223372036854.775808',
])('refuses %j', (amount) => {
  expect(() => fromJson({ amount, currency: 'USD' })).toThrow(MoneyError);
});
