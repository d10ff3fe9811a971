import { Decimal128, Double, Long, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import type { TextQuery } from '../../../embedded/mongo/text/query.ts';
import { matchesText, parseTextQuery } from '../../../embedded/mongo/text/query.ts';
import type { TextOptions } from '../../../embedded/mongo/text/terms.ts';
import { termsOf } from '../../../embedded/mongo/text/terms.ts';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';

const options: TextOptions = {
  fields: [
    { path: 'a', weight: 1 },
    { path: 'b.c', weight: 2 },
  ],
  language: 'english',
  languageField: 'language',
};

function parse(search: string, more: Doc = {}): TextQuery {
  return parseTextQuery({ $search: search, ...more }, options);
}

describe('a search string', () => {
  it.each<[string, string[], string[], string[], string[]]>([
    // search, terms, negated terms, phrases, negated phrases
    ['', [], [], [], []],
    ['the and', [], [], [], []],
    ['Coffee shops coffee', ['coffe', 'shop'], [], [], []],
    ['coffee -shop', ['coffe'], ['shop'], [], []],
    ['-shop', [], ['shop'], [], []],
    ['coffee - shop', ['coffe', 'shop'], [], [], []],
    ['pre-market', ['pre', 'market'], [], [], []],
    ['x -pre-market y', ['x', 'y'], ['pre', 'market'], [], []],
    ['--shop', [], ['shop'], [], []],
    ['x-', ['x'], [], [], []],
    ['"coffee shop"', ['coffe', 'shop'], [], ['coffee shop'], []],
    ['"Coffee Shop" tea', ['coffe', 'shop', 'tea'], [], ['Coffee Shop'], []],
    ['tea -"coffee shop" milk', ['tea', 'milk'], [], [], ['coffee shop']],
    ['-"a b"-"c d" x', ['x'], [], [], ['a b', 'c d']],
    ['- "coffee shop"', ['coffe', 'shop'], [], ['coffee shop'], []],
    ['"coffee -shop"', ['coffe', 'shop'], [], ['coffee -shop'], []],
    ['"one" "two"', ['one', 'two'], [], ['one', 'two'], []],
    ['"one"two', ['one', 'two'], [], ['one'], []],
    ['"coffee shop', ['coffe', 'shop'], [], [], []],
    ['""', [], [], [''], []],
    ['cake. "ssl certificate"', ['cake', 'ssl', 'certif'], [], ['ssl certificate'], []],
  ])('%j', (search, terms, negatedTerms, phrases, negatedPhrases) => {
    expect(parse(search)).toEqual({
      terms,
      exactTerms: terms,
      negatedTerms,
      phrases,
      negatedPhrases,
      caseSensitive: false,
      diacriticSensitive: false,
    });
  });

  it.each([
    ['german', 'Häuser', ['haus']],
    ['de', 'Häuser', ['haus']],
    ['None', 'the Dogs', ['the', 'dogs']],
    ['', 'the dogs', ['dog']],
  ])('in the language %j', ($language, search, terms) => {
    expect(parse(search, { $language }).terms).toEqual(terms);
  });

  it('is in the language of the index', () => {
    expect(parseTextQuery({ $search: 'Häuser' }, { ...options, language: 'german' }).terms).toEqual(['haus']);
  });

  it('keeps case and diacritics where they matter', () => {
    const query = parse('Cafés -Über', { $caseSensitive: true, $diacriticSensitive: true });
    expect(query).toMatchObject({ terms: ['cafe'], exactTerms: ['Café'], negatedTerms: ['Über'] });
  });
});

describe('what is no query', () => {
  it.each<[Doc, number, string]>([
    [{}, 4, 'Missing expected field "$search"'],
    [{ $search: 5 }, 14, '"$search" had the wrong type. Expected string, found int'],
    [{ $search: 5.5 }, 14, '"$search" had the wrong type. Expected string, found double'],
    [{ $search: new Double(5) }, 14, '"$search" had the wrong type. Expected string, found double'],
    [{ $search: Long.fromNumber(5) }, 14, '"$search" had the wrong type. Expected string, found long'],
    [{ $search: new Decimal128('1') }, 14, '"$search" had the wrong type. Expected string, found decimal'],
    [{ $search: null }, 14, '"$search" had the wrong type. Expected string, found null'],
    [{ $search: ['x'] }, 14, '"$search" had the wrong type. Expected string, found array'],
    [{ $search: { x: 1 } }, 14, '"$search" had the wrong type. Expected string, found object'],
    [{ $search: /x/ }, 14, '"$search" had the wrong type. Expected string, found regex'],
    [{ $search: new ObjectId() }, 14, '"$search" had the wrong type. Expected string, found objectId'],
    [{ $search: 'x', $language: 1 }, 14, '"$language" had the wrong type. Expected string, found int'],
    [
      { $search: 'x', $caseSensitive: 1 },
      14,
      '"$caseSensitive" had the wrong type. Expected bool, found int',
    ],
    [
      { $search: 'x', $diacriticSensitive: 'y' },
      14,
      '"$diacriticSensitive" had the wrong type. Expected bool, found string',
    ],
    [{ $search: 'x', foo: 1 }, 2, 'extra fields in $text'],
    [{ $search: 'x', $language: 'xx' }, 2, 'unsupported language: "xx" for text index version 3'],
  ])('%j', (spec, code, message) => {
    expect(() => parseTextQuery(spec, options)).toThrow(expect.objectContaining({ code, message }));
  });
});

describe('a document that has one of the terms', () => {
  it.each<[string, Doc, Doc, boolean]>([
    ['coffee', {}, { a: 'Coffee' }, true],
    ['coffee -tea', {}, { a: 'coffee' }, true],
    ['coffee -tea', {}, { a: 'coffee', b: { c: 'many teas' } }, false],
    ['coffee -tea', {}, { a: 'coffee', d: 'tea' }, true],
    ['coffee -pre-market', {}, { a: 'coffee market' }, false],
    ['"coffee shop"', {}, { a: 'A COFFEE SHOP here' }, true],
    ['"coffee shop"', {}, { a: 'a coffee  shop' }, false],
    ['"coffee shop"', {}, { a: 'coffee shopping' }, true],
    ['"coffee shop"', {}, { a: 'coffee', b: { c: 'shop' } }, false],
    ['"coffee shop"', {}, { a: ['coffee', 'shop'] }, false],
    ['"coffee shop"', {}, { a: ['x', 'the coffee shop'] }, true],
    ['"coffee" "shop"', {}, { a: 'coffee', b: [{ c: 'shop' }] }, true],
    ['"coffee" "shop"', {}, { a: 'coffee' }, false],
    ['coffee -"coffee shop"', {}, { a: 'coffee, no shop' }, true],
    ['coffee -"coffee shop"', {}, { a: 'coffee', b: { c: 'Coffee Shop' } }, false],
    ['coffee', { $caseSensitive: true }, { a: 'Coffee' }, false],
    ['Coffee', { $caseSensitive: true }, { a: 'Coffee' }, true],
    ['Coffees', { $caseSensitive: true }, { a: 'Coffee' }, true],
    ['coffee Tea', { $caseSensitive: true }, { a: 'Coffee and Tea' }, true],
    ['coffee -Tea', { $caseSensitive: true }, { a: 'coffee and tea' }, true],
    ['coffee -Tea', { $caseSensitive: true }, { a: 'coffee and Tea' }, false],
    ['"Coffee shop"', { $caseSensitive: true }, { a: 'coffee shop Coffee' }, false],
    ['"Coffee shop"', { $caseSensitive: true }, { a: 'Coffee shop' }, true],
    ['café', {}, { a: 'CAFE' }, true],
    ['café', { $diacriticSensitive: true }, { a: 'cafe' }, false],
    ['café', { $diacriticSensitive: true }, { a: 'Café' }, true],
    ['café', { $diacriticSensitive: true, $caseSensitive: true }, { a: 'Café' }, false],
    ['"le café"', {}, { a: 'Le Cafe' }, true],
    ['"le cafe"', { $diacriticSensitive: true }, { a: 'le café cafe' }, false],
    ['"你好"', { $language: 'none' }, { a: '我说你好' }, true],
    ['dogs -runs', {}, { a: 'die dogs running', language: 'none' }, true],
    ['-tea', {}, { a: 'coffee' }, true],
  ])('%s %j: %j', (search, more, doc, expected) => {
    expect(matchesText(doc, parse(search, more), options)).toBe(expected);
  });

  it('is judged with its language', () => {
    const doc = { a: 'ISPARTA', language: 'turkish' };
    expect(
      matchesText(doc, parse('"ısparta"', { $language: 'turkish', $caseSensitive: true }), options),
    ).toBe(false);
    expect(matchesText(doc, parse('x "ısparta"', { $language: 'turkish' }), options)).toBe(true);
  });
});

describe('the score of an answer', () => {
  it("is the sum over the query's terms", () => {
    const scores = termsOf({ a: 'coffee shop', b: { c: 'coffee' } }, options);
    const { terms } = parse('coffee cake shops');
    // coffee: 0.75 in a, 2 in b.c (whose text is not its stem); shop: 0.75
    expect(terms.map((term) => scores.get(term) ?? 0).reduce((sum, score) => sum + score, 0)).toBe(3.5);
  });
});
