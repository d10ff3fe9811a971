import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sameSecret } from '../../../src/core/crypto/index.ts';

/** Any sequence of UTF-16 units, halves of characters included. */
const anyText = fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units));

it('is true for equal texts alone, whatever their lengths', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      expect(sameSecret(one, `${one}`)).toBe(true);
      expect(sameSecret(one, other)).toBe(one === other);
      expect(sameSecret(one, `${one}\0`)).toBe(false);
    }),
  );
});

it('takes two different halves of a character for different', () => {
  expect(sameSecret('\ud800', '\ud801')).toBe(false);
});
