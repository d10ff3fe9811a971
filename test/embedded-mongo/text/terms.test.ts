import { describe, expect, it } from 'vitest';
import { findLanguage } from '../../../embedded/mongo/text/languages.ts';
import type { TextOptions } from '../../../embedded/mongo/text/terms.ts';
import { termsOf } from '../../../embedded/mongo/text/terms.ts';
import type { Doc } from '../../../embedded/mongo/values/bson.ts';

function on(fields: Record<string, number>, language = 'english'): TextOptions {
  return {
    fields: Object.entries(fields).map(([path, weight]) => ({ path, weight })),
    language,
    languageField: 'language',
  };
}

function terms(text: string, language = 'english'): string[] {
  return [...termsOf({ text }, on({ text: 1 }, language)).keys()];
}

function scores(doc: Doc, options: TextOptions): Record<string, number> {
  return Object.fromEntries(termsOf(doc, options));
}

describe('the words of a text', () => {
  it.each([
    ["Have you heard Anna's phones ringing?", ['heard', 'anna', 'phone', 'ring']],
    ['  , leading and trailing;  ', ['lead', 'trail']],
    ['   ', []],
    ['', []],
    ['well-known foo_bar a+b=c ^x^ `y`', ['well', 'known', 'foo_bar', 'b', 'c', 'x', 'y']],
    ['caller’s “quoted” — dash… soft\u00adhyphen', ['caller', 's', 'quot', 'dash', 'soft', 'hyphen']],
    ["'tis o'clock dogs' '", ['tis', "o'clock", 'dog', "'"]],
    ['one\ttwo\nthree\u00a0four\u3000five', ['one', 'two', 'three', 'four', 'five']],
    ['hi 👋 there 👋🏽x \ud800y', ['hi', '👋', '👋🏽x', '\ud800y']],
    ['+49 30 1234-567 24/7', ['49', '30', '1234', '567', '24', '7']],
    ['toString constructor __proto__', ['tostr', 'constructor', '__proto__']],
  ])('%j', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  it.each([
    ["qu'un homme l'appelle", 'french', ['homm', 'appel']],
    ["don't", 'none', ['don', 't']],
    ["don't", 'english', []],
    ["aujourd'hui", 'english', ["aujourd'hui"]],
  ])('%s in %s: the apostrophe is part of English words only', (text, language, expected) => {
    expect(terms(text, language)).toEqual(expected);
  });
});

describe('stems', () => {
  it.each([
    ['english', 'running runs ran generously skies dying news coffee', 'run ran generous sky die news coffe'],
    ['en', 'Callers called CALLING', 'caller call'],
    ['german', 'Häuser Haus Anrufe Anruf angerufen', 'haus anruf angeruf'],
    ['fr', 'appelons appelèrent appelerent décidée numéros', 'appelon appel appelerent decid numeros'],
    ['spanish', 'canciones canción hablando hablar', 'cancion habl'],
    ['italian', 'abbandonata chiamate chiamata', 'abbandon chiam'],
    ['portuguese', 'ligações ligação', 'ligaco ligaca'],
    ['dutch', 'gesprekken gesprek', 'gesprek'],
    ['russian', 'звонки звонок звонками', 'звонк звонок'],
    ['swedish', 'samtalen samtal', 'samtal'],
    ['nb', 'samtalene samtale', 'samtal'],
    ['danish', 'opkaldene opkald', 'opkald'],
    ['finnish', 'puhelut puhelu', 'puhelu'],
    ['hungarian', 'hívások hívás', 'hivas'],
    ['romanian', 'apeluri apel', 'apelur apel'],
    ['turkish', 'TELEFONLAR çağrılar NUMARASI', 'telefon cagrı numaras'],
    ['none', 'Running the dogs', 'running the dogs'],
  ])('%s: %s', (language, text, expected) => {
    expect(terms(text, language).join(' ')).toBe(expected);
  });
});

describe('stop words', () => {
  it.each([
    ['english', "I the a and not you're CAN'T cannot THE", ''],
    ['english', 'us shall can may might must will', 'us shall can may might must will'],
    ['german', 'der die und nicht über wir', ''],
    ['french', 'Elle ne veut pas etre pressée, elle veut être sûre.', 'veut etre press sur'],
    ['spanish', 'el la los de que y', ''],
    ['none', 'the a and', 'the a and'],
  ])('%s: %s', (language, text, expected) => {
    expect(terms(text, language).join(' ')).toBe(expected);
  });

  it("are Snowball's 174 in English", () => {
    expect(findLanguage('english')?.stopWords.size).toBe(174);
  });
});

describe('case and diacritics', () => {
  it.each([
    ['Café CAFÉ cafe\u0301 cafè', 'none', ['cafe']],
    ['Straße STRAẞE', 'none', ['straße']],
    ['ΟΔΟΣ οδος οδός', 'none', ['οδοσ']],
    ['ISPARTA ısparta', 'turkish', ['ıspar']],
    ['İzmir izmir', 'turkish', ['izmir']],
    ['Åse ÅSE Ångström', 'none', ['ase', 'angstrom']],
    ['Ёлка елка', 'none', ['елка']],
    ['tiếng Việt', 'none', ['tieng', 'viet']],
    ['한국어', 'none', ['한국어']],
  ])('%s in %s', (text, language, expected) => {
    expect(terms(text, language)).toEqual(expected);
  });
});

describe('writing without spaces', () => {
  it.each([
    ['我打电话。你好,世界!', 'none', ['我打电话', '你好', '世界']],
    ['東京・大阪「電話」', 'none', ['東京', '大阪', '電話']],
    ['ガイド', 'english', ['カイト']],
  ])('%s', (text, language, expected) => {
    expect(terms(text, language)).toEqual(expected);
  });
});

describe('scores', () => {
  it.each<[string, Doc, TextOptions, Record<string, number>]>([
    ['the whole field', { a: 'dog' }, on({ a: 1 }), { dog: 1.1 }],
    ['the whole field in capitals', { a: 'DOG' }, on({ a: 1 }), { dog: 1.1 }],
    ['the whole field, but not its stem', { a: 'dogs' }, on({ a: 1 }), { dog: 1 }],
    ['the only word, but not the whole field', { a: 'the dog' }, on({ a: 1 }), { dog: 1 }],
    ['two words', { a: 'dog cat' }, on({ a: 1 }), { dog: 0.75, cat: 0.75 }],
    // 3 of 4 tokens: (1 + 1/2 + 1/4) * (0.5 * 3/4 + 0.5)
    ['repetitions', { a: 'dog dogs cat dog' }, on({ a: 1 }), { dog: 1.75 * 0.875, cat: 0.625 }],
    ['weights', { a: 'dog', b: 'dog cat' }, on({ a: 10, b: 2 }), { dog: 11 + 1.5, cat: 1.5 }],
    ['a field of no index', { a: 'dog', b: 'cat' }, on({ a: 1 }), { dog: 1.1 }],
    ['an array', { a: ['dog', 'dog cat', 7, null] }, on({ a: 1 }), { dog: 1.1 + 0.75, cat: 0.75 }],
    ['an array in an array', { a: ['dog', ['cat']] }, on({ a: 1 }), { dog: 1.1 }],
    ['a path', { a: { b: 'dog', c: 'cat' } }, on({ 'a.b': 3 }), { dog: 3.3000000000000003 }],
    ['a path through an array', { a: [{ b: 'dog' }, { b: ['dog'] }, 'cat'] }, on({ 'a.b': 1 }), { dog: 2.2 }],
    ['an object where a string should be', { a: { b: 'dog' } }, on({ a: 1 }), {}],
    [
      'every field',
      { _id: 'x', a: 'dog', b: [{ c: [['cat']] }] },
      on({ '$**': 1 }),
      { x: 1.1, dog: 1.1, cat: 1.1 },
    ],
    [
      'every field, one with a weight',
      { a: 'dog', b: { c: 'cat' } },
      on({ '$**': 1, 'b.c': 2 }),
      { dog: 1.1, cat: 2.2 },
    ],
    ['other types', { a: 5, b: new Date(), c: null }, on({ '$**': 1 }), {}],
    ['no words', { a: '' }, on({ a: 1 }), {}],
  ])('%s', (_, doc, options, expected) => {
    expect(scores(doc, options)).toEqual(expected);
  });

  it('stay finite however often a term is repeated', () => {
    expect(scores({ a: 'dog '.repeat(5000) }, on({ a: 1 }))).toEqual({ dog: 2 });
  });
});

describe("a document's own language", () => {
  it('is that of its strings', () => {
    expect(scores({ a: 'die Häuser', language: 'german' }, on({ a: 1 }))).toEqual({ haus: 1 });
  });

  it('holds for a part of the document', () => {
    const doc = { a: [{ b: 'dogs', language: 'none' }, { b: 'dogs' }], language: 'EN' };
    expect(scores(doc, on({ 'a.b': 1 }, 'none'))).toEqual({ dogs: 1.1, dog: 1 });
  });

  it('is no text of its own', () => {
    expect(scores({ a: 'dog', language: 'english' }, on({ '$**': 1 }))).toEqual({ dog: 1.1 });
  });

  it('can stand in another field', () => {
    const options = { ...on({ a: 1 }), languageField: 'idioma' };
    expect(scores({ a: 'dogs', idioma: 'none', language: 'xx' }, options)).toEqual({ dogs: 1.1 });
  });

  it.each([
    [{ a: 'x', language: 'xx' }, 17262, 'language override unsupported: xx'],
    [{ a: 'x', language: '' }, 17262, 'language override unsupported: '],
    [{ a: 'x', language: 5 }, 17261, 'found language override field in document with non-string type'],
  ])('must be one: %j', (doc, code, message) => {
    expect(() => termsOf(doc, on({ a: 1 }))).toThrow(expect.objectContaining({ code, message }));
  });
});

describe('much text', () => {
  it.each(['english', 'french', 'none'])('a word of 100 KB becomes a short term in %s', (language) => {
    for (const word of ['y'.repeat(100_000), 'é'.repeat(50_000), '電話'.repeat(20_000)]) {
      const [term = ''] = terms(word, language);
      expect(Buffer.byteLength(term)).toBeLessThanOrEqual(256);
      expect(term).not.toContain('\ufffd');
      expect(terms(`${word} ${word}`, language)).toEqual([term]);
      expect(terms(`${word}z`, language)).not.toEqual([term]);
    }
  });

  // By its square, one long text would take ten times the work of ten short ones: of the processor's time alone, because
  // a machine has other things to do, and of many rounds together, because some machines count that time in steps.
  it('takes about the work of ten texts when it is as long as they together', () => {
    const words =
      'The caller asked about billing and was transferred to the agent Café Straße who resolved tickets';
    const textOf = (length: number) => {
      let text = '';
      for (let i = 0; text.length < length; i++) text += `${words} ${i % 20_000}x, `;
      return text;
    };
    const options = on({ text: 1 });
    const work = (text: string, times: number) => {
      const before = process.cpuUsage();
      for (let i = 0; i < times; i++) expect(termsOf({ text }, options).size).toBeGreaterThan(800);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const [long, short] = [textOf(1_000_000), textOf(100_000)];
    work(short, 10);
    let [ofOne, ofTen] = [0, 0];
    for (let round = 0; round < 3; round++) {
      ofOne += work(long, 1);
      ofTen += work(short, 10);
    }
    expect(ofOne / ofTen).toBeLessThan(4);
  });
});
