import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asE164, e164 } from '../../src/core/e164.ts';

test.each([
  ['+14155550142', '+14155550142'],
  ['14155550142', '+14155550142'],
  ['+15550100', '+15550100'],
  ['anonymous', undefined],
  ['', undefined],
  ['+', undefined],
  ['+0415555014', undefined],
  ['++14155550142', undefined],
  ['+1 415 555 0142', undefined],
  ['+14155550142\n', undefined],
  ['sip:+14155550142@example.com', undefined],
  ['+1234567', undefined],
  ['+1234567890123456', undefined],
])('%j is %j', (text, number) => {
  expect(asE164(text)).toBe(number);
});

test('whatever comes out is such a number, and stays what it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?\d{1,17}$/)), (text) => {
      const number = asE164(text);
      if (number === undefined) return;
      expect(number).toMatch(e164);
      expect(asE164(number)).toBe(number);
    }),
  );
});
