import { createHash } from 'node:crypto';
import type { Language } from './languages.ts';
import { foldCase, stripDiacritics, wordBounds } from './unicode.ts';

export interface TokenOptions {
  readonly caseSensitive: boolean;
  readonly diacriticSensitive: boolean;
  readonly withStopWords: boolean;
}

/** Longer words are no words of any language, and some stemmers take quadratic time. */
const longestStemmed = 1000;
/** A term of more bytes is kept as its beginning and a digest, so that every term fits into an index key. */
const longestTerm = 224;

/** Makes terms of texts of one language; remembers what it made of which word. */
export class Tokenizer {
  private readonly language: Language;
  private readonly options: TokenOptions;
  private readonly termOfWord = new Map<string, string>();

  constructor(language: Language, options: TokenOptions) {
    this.language = language;
    this.options = options;
  }

  terms(text: string): string[] {
    const bounds = wordBounds(text, this.language.name === 'english');
    const terms: string[] = [];
    for (let i = 0; i < bounds.length; i += 2) {
      const word = text.slice(bounds[i], bounds[i + 1]);
      let term = this.termOfWord.get(word);
      if (term === undefined) {
        term = this.term(word);
        this.termOfWord.set(word, term);
      }
      if (term !== '') terms.push(term);
    }
    return terms;
  }

  /** Empty for a stop word. */
  private term(word: string): string {
    const { language, options } = this;
    const lower = foldCase(word, language.name === 'turkish');
    if (!options.withStopWords && language.stopWords.has(lower)) return '';
    // Stop words and stemmers know diacritics, so these go last.
    let term = options.caseSensitive ? word : lower;
    if (term.length <= longestStemmed) term = language.stem(term);
    if (!options.diacriticSensitive) term = stripDiacritics(term);
    return shorten(term);
  }
}

/** One tokenizer for each language. */
export class Tokenizers {
  private readonly options: TokenOptions;
  private readonly ofLanguage = new Map<Language, Tokenizer>();

  constructor(options: TokenOptions) {
    this.options = options;
  }

  for(language: Language): Tokenizer {
    let tokenizer = this.ofLanguage.get(language);
    if (!tokenizer) {
      tokenizer = new Tokenizer(language, this.options);
      this.ofLanguage.set(language, tokenizer);
    }
    return tokenizer;
  }
}

function shorten(term: string): string {
  if (term.length * 3 <= longestTerm) return term;
  const bytes = Buffer.from(term);
  if (bytes.length <= longestTerm) return term;
  let end = longestTerm;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--; // not within a letter
  return bytes.toString('utf8', 0, end) + createHash('md5').update(bytes).digest('hex');
}
