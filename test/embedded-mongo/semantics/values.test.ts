/** The total order and the arithmetic of BSON values. */
import { Decimal128, Double, Long } from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, equal, identical } from '../../../embedded/mongo/values/compare.ts';
import * as numbers from '../../../embedded/mongo/values/numbers.ts';
import { often } from '../../helpers/often.ts';
import { number, value } from './arbitraries.ts';

const decimal = (text: string) => Decimal128.fromString(text);
const long = (text: string) => Long.fromString(text);

describe('compare', () => {
  it('is a total order: total, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(compare(a, a)).toBe(0);
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
        expect(equal(a, b)).toBe(compare(a, b) === 0);
        if (identical(a, b)) expect(equal(a, b)).toBe(true);
      }),
      { numRuns: often(5000) },
    );
  });

  it('orders strings by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compare(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it.each([
    ['missing below null', undefined, null],
    ['null below every number', null, Number.NaN],
    ['NaN below every other number', Number.NaN, Number.NEGATIVE_INFINITY],
    ['Decimal NaN below every other number', decimal('NaN'), -1],
    ['numbers below strings', Number.POSITIVE_INFINITY, ''],
    ['strings by code point', '\uffee', '\u{1f600}'],
    ['long and double exactly', 2 ** 53, long('9007199254740993')],
    ['decimal and double exactly', decimal('0.1'), 0.1],
    ['decimals of far exponents', decimal('9E+6000'), decimal('1E+6001')],
    ['objects by the type of the first field', { b: 1 }, { a: 'x' }],
    ['objects by the name of the field', { a: 2 }, { b: 1 }],
    ['the shorter object first', { a: 1 }, { a: 1, b: 1 }],
    ['objects below arrays', { a: 1 }, []],
    ['the shorter array first', [1], [1, 0]],
    ['false below true', false, true],
    ['dates before 1970', new Date(-1), new Date(0)],
  ])('%s', (_name, low, high) => {
    expect(compare(low, high)).toBeLessThan(0);
    expect(compare(high, low)).toBeGreaterThan(0);
  });

  it.each([
    ['int, double, long and decimal', 1, new Double(1)],
    ['long', 1, Long.ONE],
    ['decimal', decimal('1.00'), 1],
    ['zeros', -0, 0],
    ['NaNs', Number.NaN, decimal('NaN')],
  ])('equal whatever the type: %s', (_name, a, b) => {
    expect(equal(a, b)).toBe(true);
    expect(identical(a, b)).toBe(false);
  });
});

describe('arithmetic', () => {
  const typed = (result: unknown) => [numbers.numberType(result), String(result)];

  it.each<[string, unknown, [string | undefined, string]]>([
    ['int + int', numbers.add(1, 2), ['int', '3']],
    ['int overflow', numbers.add(2147483647, 1), ['long', '2147483648']],
    ['int product overflow', numbers.multiply(2147483647, 2147483647), ['long', '4611686014132420609']],
    ['int + long', numbers.add(1, Long.ONE), ['long', '2']],
    ['long overflow in an aggregation', numbers.add(Long.MAX_VALUE, 1), ['double', '9223372036854776000']],
    ['double + long', numbers.add(0.5, Long.ONE), ['double', '1.5']],
    ['a double that looks like an int', numbers.add(0.5, 0.5), ['double', '1']],
    ['decimal + double', numbers.add(decimal('1'), 2.5), ['decimal', '3.50000000000000']],
    ['exponent of a sum', numbers.add(decimal('1.10'), decimal('2.2')), ['decimal', '3.30']],
    ['exponent of a product', numbers.multiply(decimal('1.50'), decimal('2.0')), ['decimal', '3.000']],
    [
      'a periodic quotient',
      numbers.divide(decimal('2'), 3),
      ['decimal', '0.6666666666666666666666666666666667'],
    ],
    ['an exact quotient', numbers.divide(decimal('10'), 4), ['decimal', '2.5']],
    ['int / int', numbers.divide(6, 3), ['double', '2']],
    ['int % int', numbers.mod(-7, 3), ['int', '-1']],
    ['decimal % int', numbers.mod(decimal('10.5'), 3), ['decimal', '1.5']],
    ['infinity - infinity', numbers.subtract(decimal('Infinity'), decimal('Infinity')), ['decimal', 'NaN']],
  ])('%s', (_name, result, expected) => {
    expect(typed(result)).toEqual(expected);
  });

  it('refuses a long overflow where an update asks', () => {
    expect(numbers.add(Long.MAX_VALUE, 1, 'refuse')).toBeUndefined();
    expect(numbers.multiply(Long.MIN_VALUE, -1, 'refuse')).toBeUndefined();
  });

  it('refuses to divide by zero', () => {
    expect(() => numbers.divide(1, 0)).toThrow("can't $divide by zero");
    expect(() => numbers.mod(1, decimal('0'))).toThrow("can't $mod by zero");
  });

  /** A decimal as a fraction of BigInts. */
  const coefficient = fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n });
  const finite = fc.tuple(
    fc.oneof(coefficient, fc.bigInt({ min: -999n, max: 999n })),
    fc.integer({ min: -40, max: 40 }),
  );
  const scale = 200;
  const scaled = (text: string): bigint => {
    const [, sign = '', whole = '0', part = '', exponent = '0'] =
      /^(-?)(\d+)(?:\.(\d+))?(?:E\+?(-?\d+))?$/.exec(text) ?? [];
    return BigInt(sign + whole + part) * 10n ** BigInt(scale + Number(exponent) - part.length);
  };

  const { add, subtract, multiply } = numbers;

  it.each(Object.entries({ add, subtract, multiply }))(
    '%s agrees with exact fractions to 34 digits',
    (name, operation) => {
      fc.assert(
        fc.property(finite, finite, ([c1, e1], [c2, e2]) => {
          const result = String(operation(decimal(`${c1}E${e1}`), decimal(`${c2}E${e2}`)));
          const x = c1 * 10n ** BigInt(scale / 2 + e1);
          const y = c2 * 10n ** BigInt(scale / 2 + e2);
          const half = 10n ** BigInt(scale / 2);
          const exact = name === 'add' ? (x + y) * half : name === 'subtract' ? (x - y) * half : x * y;
          const size = exact < 0n ? -exact : exact;
          const unit = 10n ** BigInt(Math.max(0, size.toString().length - 34));
          const off = scaled(result) - exact;
          expect((off < 0n ? -off : off) * 2n <= unit).toBe(true);
          if (size % unit === 0n) expect(off).toBe(0n);
        }),
        { numRuns: often(2000) },
      );
    },
  );

  it('divides to the nearest decimal', () => {
    fc.assert(
      fc.property(finite, finite, ([c1, e1], [c2, e2]) => {
        fc.pre(c1 !== 0n && c2 !== 0n);
        const result = scaled(String(numbers.divide(decimal(`${c1}E${e1}`), decimal(`${c2}E${e2}`))));
        // |result · b - a| ≤ |b| · half a unit in the last of 34 digits, all scaled.
        const b = c2 * 10n ** BigInt(e2 + 40);
        const off = result * b - c1 * 10n ** BigInt(e1 + 40) * 10n ** BigInt(scale);
        const size = result < 0n ? -result : result;
        const unit = 10n ** BigInt(Math.max(0, size.toString().length - 34));
        expect((off < 0n ? -off : off) * 2n <= (b < 0n ? -b : b) * unit).toBe(true);
      }),
      { numRuns: often(2000) },
    );
  });

  it('adds and multiplies in either order', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(identical(numbers.add(a, b), numbers.add(b, a))).toBe(true);
        expect(identical(numbers.multiply(a, b), numbers.multiply(b, a))).toBe(true);
      }),
    );
  });
});
