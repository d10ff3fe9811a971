import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../../src/core/words.ts';

test.each([
  ['Hello, hello WORLD', ['hello', 'world']],
  ['Ärger im Café – naïve Straße', ['arger', 'im', 'cafe', 'naive', 'straße']],
  ['+1 (415) 555-0142', ['1', '415', '555', '0142']],
  ["don't", ['don', 't']],
  ['Привет, Йод', ['привет', 'иод']],
  ['مرحبا بالعالم', ['مرحبا', 'بالعالم']],
  ['', []],
  ['?!…', []],
])('%s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('of scripts that put nothing between words, words all the same', () => {
  expect(wordsOf('予約を変更したい')).toEqual(expect.arrayContaining(['予約', '変更']));
  expect(wordsOf('สวัสดีครับ hello').at(-1)).toBe('hello');
});

test('each word of a text is found by itself, however it is written', () => {
  const letters = fc.constantFrom(...'aAzZéÉüÜßиЙ19 -.,\n\u0301');
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 300 }), (text) => {
      const words = wordsOf(text);
      expect(new Set(words).size).toBe(words.length);
      for (const token of text.split(/[ \n]/)) {
        for (const as of [token, token.toLowerCase(), token.normalize('NFD')]) {
          for (const word of wordsOf(as)) expect(words).toContain(word);
        }
      }
    }),
  );
});
