import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import { digestOf, keyIdIn, newKeyText } from '../../../src/services/keys/text.ts';
import { often } from '../../helpers/often.ts';

const modes = fc.constantFrom('live' as const, 'test' as const);
const printable = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-';
const malformed = expect.objectContaining({ status: 401, code: 'KEY_MALFORMED' });

const thrownBy = (text: string) => {
  try {
    keyIdIn(text);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('a key', () => {
  test('names the id that it was made for', () => {
    fc.assert(
      fc.property(modes, (mode) => {
        const id = newId('key');
        const text = newKeyText(id, mode);
        expect(keyIdIn(text)).toBe(id);
        expect(text).toHaveLength(84);
        expect(text).toMatch(new RegExp(`^tl_${mode}_[0-9A-Za-z]+_[0-9A-Za-z]+$`));
      }),
    );
  });

  test('has a secret that no other has', () => {
    const id = newId('key');
    const texts = Array.from({ length: 1_000 }, () => newKeyText(id, 'live'));
    expect(new Set(texts.map((text) => text.slice(35, 78))).size).toBe(1_000);
    expect(new Set(texts.map((text) => digestOf(text))).size).toBe(1_000);
  });
});

describe('no key', () => {
  test('is one with a typo', () => {
    fc.assert(
      fc.property(modes, fc.nat(83), fc.constantFrom(...printable), (mode, at, letter) => {
        const text = newKeyText(newId('key'), mode);
        fc.pre(text[at] !== letter);
        expect(thrownBy(text.slice(0, at) + letter + text.slice(at + 1))).toEqual(malformed);
      }),
      { numRuns: often(1_000) },
    );
  });

  test('is one in which two neighbours changed places', () => {
    fc.assert(
      fc.property(fc.nat(82), (at) => {
        const text = newKeyText(newId('key'), 'live');
        fc.pre(text[at] !== text[at + 1]);
        const [one = '', other = ''] = text.slice(at, at + 2);
        expect(thrownBy(text.slice(0, at) + other + one + text.slice(at + 2))).toEqual(malformed);
      }),
    );
  });

  test('is one that was cut, or has something around it', () => {
    fc.assert(
      fc.property(fc.nat(83), fc.constantFrom(' ', 'x', '\n', ', '), (length, more) => {
        const text = newKeyText(newId('key'), 'live');
        for (const wrong of [text.slice(0, length), text.slice(83 - length), text + more, more + text]) {
          if (wrong !== text) expect(thrownBy(wrong)).toEqual(malformed);
        }
      }),
    );
  });

  test('is any other text, however long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(thrownBy(text)).toEqual(malformed);
      }),
    );
    expect(thrownBy(`tl_live_${'0'.repeat(100_000)}`)).toEqual(malformed);
  });
});
