import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../embedded/mongo/values/compare.ts';
import { keyOf, after as placeAfter } from '../../../embedded/mongo/values/keys.ts';
import { often } from '../../helpers/often.ts';

const decimal = fc
  .record({
    negative: fc.boolean(),
    digits: fc.bigInt(0n, 10n ** 34n - 1n),
    exponent: fc.integer({ min: -6176, max: 6111 }),
  })
  .map(({ negative, digits, exponent }) =>
    Decimal128.fromString(`${negative ? '-' : ''}${digits}E${exponent}`),
  );
/** Numbers close to each other and to the borders of the types, where the order is easily lost. */
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -3, max: 3 }).map((n) => new Double(n)),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => Long.fromBigInt(n)),
  fc.integer({ min: -4, max: 4 }).map((n) => Long.fromBigInt(2n ** 53n + BigInt(n))),
  fc.integer({ min: -4, max: 4 }).map((n) => Long.fromBigInt(2n ** 62n + BigInt(n))),
  fc.constantFrom(
    2 ** 53,
    2 ** 62,
    0.1,
    0.5,
    -0.1,
    -0,
    5e-324,
    -5e-324,
    1.7976931348623157e308,
    Infinity,
    -Infinity,
    NaN,
  ),
  decimal,
  fc
    .constantFrom(
      ...[
        '0',
        '-0',
        '0.1',
        '-0.1',
        '1E-400',
        '-1E-400',
        '1E400',
        '-1E400',
        'NaN',
        'Infinity',
        '-Infinity',
        '1.0',
        '2',
      ],
      ...[
        '9007199254740993',
        '9007199254740992.5',
        '4611686018427387904.1',
        '0.1000000000000000055511151231257827',
      ],
    )
    .map((text) => Decimal128.fromString(text)),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', '\x01', '\x02', 'a', 'a\0', 'a\x01', 'a\0b', 'ab', '\uffff', '😀'),
  fc.string({ unit: fc.constantFrom('\0', '\x01', '\x02', 'a'), maxLength: 3 }),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      number,
      text,
      fc.constantFrom(null, undefined, true, false, new MinKey(), new MaxKey()),
      fc.date({ noInvalidDate: true }),
      fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
      fc
        .record({ bytes: fc.uint8Array({ maxLength: 5 }), type: fc.constantFrom(0, 4, 5, 128) })
        .map(({ bytes, type }) => new Binary(bytes, type)),
      fc.record({ t: fc.nat(), i: fc.nat(3) }).map((parts) => new Timestamp(parts)),
      fc.constantFrom(new BSONRegExp('a'), new BSONRegExp('a', 'i'), new BSONRegExp('b'), new Code('x')),
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab', ''), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const sign = (n: number) => Math.sign(n) + 0;

describe('keys', () => {
  it('sort as the values do', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sign(keyOf(a).compare(keyOf(b)))).toBe(sign(compare(a, b)));
      }),
      { numRuns: often(5000) },
    );
  });

  it('of numbers sort as the numbers do, whatever their types', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(sign(keyOf(a).compare(keyOf(b)))).toBe(sign(compare(a, b)));
      }),
      { numRuns: often(10_000) },
    );
  });

  it('sort the other way round when descending', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sign(keyOf(a, true).compare(keyOf(b, true)))).toBe(sign(compare(b, a)));
      }),
      { numRuns: often(2000) },
    );
  });

  it('are never the beginning of each other, so that a range of one holds no other', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [one, other] = [keyOf(a), keyOf(b)];
        fc.pre(!one.equals(other));
        expect(other.subarray(0, one.length).equals(one)).toBe(false);
      }),
      { numRuns: often(5000) },
    );
  });

  it('follow each other in one key without getting in each other’s way', () => {
    const tuple = fc.tuple(value, value);
    const key = ([first, second]: [unknown, unknown]) => Buffer.concat([keyOf(first), keyOf(second, true)]);
    fc.assert(
      fc.property(tuple, tuple, (a, b) => {
        const expected = compare(a[0], b[0]) || compare(b[1], a[1]);
        expect(sign(key(a).compare(key(b)))).toBe(sign(expected));
      }),
      { numRuns: often(5000) },
    );
  });
});

describe('the place after a prefix', () => {
  it('is behind everything that starts with it, and before everything else', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 4 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(bytes, bytes, (prefix, other) => {
        fc.pre(!prefix.every((byte) => byte === 0xff));
        const startsWith = other.subarray(0, prefix.length).equals(prefix);
        if (startsWith) expect(other.compare(placeAfter(prefix))).toBe(-1);
        else if (other.compare(prefix) > 0)
          expect(other.compare(placeAfter(prefix))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
