import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValidationError } from '../../../src/core/errors.ts';
import { assertGoodPassword } from '../../../src/services/access/policy/index.ts';

const about = ['Ada Lovelace', 'ada.lovelace@example-works.com', 'Northwind Traders', 'Trunkline'];

function verdict(password: string): string {
  try {
    assertGoodPassword(password, about);
    return 'good';
  } catch (error) {
    return (error as ValidationError).details?.[0]?.message ?? String(error);
  }
}

describe('is refused', () => {
  test.each([
    ['too short', 'k7!vQ2#pLm9', /at least 12/],
    ['too long', 'violin harbor '.repeat(20), /at most 256/],
    ['a word that many take', 'Password1234!', /words that many take/],
    ['the same with signs for letters', 'P@$$w0rd2024!!', /words that many take/],
    ['several such words', 'dragonmonkeyfootball', /words that many take/],
    ['a season and a year, twice', 'Summer2026Summer2026', /words that many take/],
    ['a word of another language', 'ichliebedich!', /words that many take/],
    ['a walk over the keyboard', 'qwertyuiop123', /walks/],
    ['a walk down its columns', '1qaz2wsx3edc', /walks/],
    ['a walk backwards', 'poiuytrewq987', /walks/],
    ['the alphabet, doubled', 'aabbccddeeff', /walks/],
    ['one letter', 'aaaaaaaaaaaaaaaa', /repetitions/],
    ['a short thing again and again', 'xq7xq7xq7xq7xq7', /repetitions/],
    ['digits alone', '839201746529', /too easy/],
    ['the own name', 'lovelace-ada-77', /your name/],
    ['the own address', 'ada.lovelace.22', /your name/],
    ['the name of the tenant', 'NorthwindTraders!', /your name/],
    ['our name', 'Trunkline-2026!', /your name/],
  ])('%s', (_what, password, reason) => {
    expect(verdict(password)).toMatch(reason);
  });
});

describe('is taken, without a sign being demanded', () => {
  test.each([
    'violin harbor tractor',
    'correcthorsebatterystaple',
    'blau Wolke singt',
    'kqzvmwpxbtrj',
    '7c4a8d09ca3762af',
    'Zwölf Boxkämpfer jagen Viktor',
    '青い空の下で歌う小さな鳥たち',
  ])('%s', (password) => {
    expect(verdict(password)).toBe('good');
  });
});

test('whatever comes is judged in good time, and adding something random makes nothing worse', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (password) => {
      expect(typeof verdict(password)).toBe('string');
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom('password', 'qwertyuiop', 'aaaaaaaa', 'lovelace'), (weak) => {
      expect(verdict(`${weak} mxqvzkjwpgdh`)).toBe('good');
    }),
  );
});

test('the answer says what to do, and not the password', () => {
  expect(() => assertGoodPassword('Password1234!', [])).toThrow(ValidationError);
  expect(verdict('Password1234!')).not.toContain('1234');
});
