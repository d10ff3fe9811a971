import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, MoneyError, money, sum } from '../../../src/core/money/index.ts';
import { dollars } from './amounts.ts';

const someWeights = fc
  .array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 9n })), { minLength: 1, maxLength: 20 })
  .filter((weights) => weights.some((weight) => weight > 0n));

describe('allocating', () => {
  it('loses nothing and adds nothing', () => {
    fc.assert(
      fc.property(dollars, someWeights, (amount, weights) => {
        const parts = allocate(amount, weights);
        expect(parts).toHaveLength(weights.length);
        expect(sum('USD', parts)).toEqual(amount);
      }),
    );
  });

  it('gives each its share to less than a micro, and nothing to a weight of zero', () => {
    fc.assert(
      fc.property(dollars, someWeights, (amount, weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0n);
        for (const [at, part] of allocate(amount, weights).entries()) {
          const weight = weights[at] ?? 0n;
          const off = part.micros * total - amount.micros * weight;
          expect(off < total && off > -total).toBe(true);
          if (weight === 0n) expect(part.micros).toBe(0n);
        }
      }),
    );
  });

  it('gives what is left over to those that lost most, the first of them first', () => {
    const micros = (amount: bigint, weights: bigint[]) =>
      allocate(money(amount, 'USD'), weights).map((part) => part.micros);
    expect(micros(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(micros(11n, [1n, 1n, 1n])).toEqual([4n, 4n, 3n]);
    expect(micros(-10n, [1n, 1n, 1n])).toEqual([-4n, -3n, -3n]);
    expect(micros(10n, [5n, 0n, 1n])).toEqual([8n, 0n, 2n]);
  });

  it.each<[string, bigint[]]>([
    ['no weights', []],
    ['weights that are all zero', [0n, 0n]],
    ['a weight below zero', [2n, -1n]],
  ])('refuses %s', (_, weights) => {
    expect(() => allocate(money(1n, 'USD'), weights)).toThrow(MoneyError);
  });
});
