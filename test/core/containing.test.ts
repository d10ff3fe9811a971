import fc from 'fast-check';
import { expect, test } from 'vitest';
import { containing } from '../../src/core/containing.ts';
import { often } from '../helpers/often.ts';

const awkward = fc.constantFrom(...'\\^$.*+?()[]{}|/-#&~`\'",=!<>:%@ aZ09\0\n\t\u00a0\u3000\u2028\ufeff');
const letter = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
const texts = fc.string({ unit: fc.oneof(awkward, letter) });

function matches(part: string, text: string): boolean {
  const { $regex, $options } = containing(part);
  return new RegExp($regex, $options).test(text);
}

test('finds a text in every text that contains it, and nowhere else', () => {
  fc.assert(
    fc.property(texts, texts, texts, (before, part, after) => {
      expect(matches(part, `${before}${part}${after}`)).toBe(true);
    }),
  );
  // Which letters are alike but for capitals only the engine knows, so here are some that have none.
  const plain = fc.string({ unit: fc.constantFrom(...'.*+a\\[(\0'), maxLength: 3 });
  fc.assert(
    fc.property(plain, plain, (part, text) => {
      expect(matches(part, text)).toBe(text.includes(part));
    }),
    { numRuns: often(1_000) },
  );
});

test('capitals do not count', () => {
  expect(matches('(süd)', 'Läufer (SÜD) GmbH')).toBe(true);
});

test('says it in what every database reads, and a query can carry', () => {
  fc.assert(
    fc.property(texts, (part) => {
      const { $regex } = containing(part);
      expect($regex).not.toContain('\0');
      expect($regex.replaceAll('\\\\', '')).not.toMatch(/\\[uLlNU]/);
    }),
  );
});
