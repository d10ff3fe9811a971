import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, type Rounding } from '../../../src/core/money/rounding.ts';

const abs = (value: bigint) => (value < 0n ? -value : value);

/**
 * Whether a result is what the rule says, told from the rule's definition and by multiplication alone: `off` is how far
 * the result is from the exact value, in units of 1/(2·denominator).
 */
function obeys(rule: Rounding, numerator: bigint, denominator: bigint, result: bigint): boolean {
  const exact = abs(2n * numerator);
  const rounded = abs(2n * result * denominator);
  const off = abs(2n * numerator - 2n * result * denominator);
  const half = abs(denominator);
  if (off >= 2n * half) return false;
  switch (rule) {
    case 'up':
      return rounded >= exact;
    case 'down':
      return rounded <= exact;
    case 'halfUp':
      return off < half || (off === half && rounded > exact);
    case 'halfEven':
      return off < half || (off === half && result % 2n === 0n);
  }
}

describe.each<Rounding>(['halfUp', 'halfEven', 'up', 'down'])('%s', (rule) => {
  it('does what the rule says, on both sides of zero', () => {
    const big = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    // Small ones as well, or halves would hardly ever come up.
    const numerator = fc.oneof(fc.bigInt({ min: -50n, max: 50n }), big);
    const denominator = fc.oneof(fc.bigInt({ min: -10n, max: 10n }), big).filter((value) => value !== 0n);
    fc.assert(
      fc.property(numerator, denominator, (n, d) => obeys(rule, n, d, divide(n, d, rule))),
      { numRuns: 1_000 },
    );
  });
});

it.each<[Rounding, bigint[]]>([
  ['halfUp', [-2n, -2n, -1n, -1n, 0n, 1n, 1n, 2n, 2n]],
  ['halfEven', [-2n, -2n, -1n, 0n, 0n, 0n, 1n, 2n, 2n]],
  ['up', [-2n, -2n, -2n, -1n, 0n, 1n, 2n, 2n, 2n]],
  ['down', [-2n, -1n, -1n, 0n, 0n, 0n, 1n, 1n, 2n]],
])('%s by example: -8/4 -6/4 -5/4 -2/4 0 2/4 5/4 6/4 8/4', (rule, expected) => {
  const quarters = [-8n, -6n, -5n, -2n, 0n, 2n, 5n, 6n, 8n];
  expect(quarters.map((numerator) => divide(numerator, 4n, rule))).toEqual(expected);
});
