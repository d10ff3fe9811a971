import fc from 'fast-check';
import { type Money, money } from '../../../src/core/money/index.ts';

const currencies = ['USD', 'EUR', 'JPY', 'KWD', 'CLP'];
export const anyCurrency = fc.constantFrom(...currencies);
/** So many micros that a thousand of them can be added. */
export const anyMicros = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
export const dollars = anyMicros.map((micros) => money(micros, 'USD'));
export const anyMoney: fc.Arbitrary<Money> = fc
  .tuple(anyMicros, anyCurrency)
  .map(([micros, currency]) => money(micros, currency));
