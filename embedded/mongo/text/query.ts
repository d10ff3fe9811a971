import { MongoError } from '../errors.ts';
import { typeName } from '../match/type.ts';
import type { Doc } from '../values/bson.ts';
import type { Language } from './languages.ts';
import { languageNamed } from './languages.ts';
import { Tokenizer, Tokenizers } from './tokens.ts';
import { foldCase, stripDiacritics } from './unicode.ts';
import type { TextOptions } from './values.ts';
import { textValues } from './values.ts';

export interface TextQuery {
  /** What to look up in the index. */
  readonly terms: readonly string[];
  /** `terms` with case or diacritics, where the query minds them. */
  readonly exactTerms: readonly string[];
  readonly negatedTerms: readonly string[];
  readonly phrases: readonly string[];
  readonly negatedPhrases: readonly string[];
  readonly caseSensitive: boolean;
  readonly diacriticSensitive: boolean;
}

/** Understands the operand of $text. */
export function parseTextQuery(spec: Doc, options: TextOptions): TextQuery {
  const search = field(spec, '$search', 'string');
  if (search === undefined) throw new MongoError(4, 'Missing expected field "$search"');
  const languageName = field(spec, '$language', 'string');
  const caseSensitive = field(spec, '$caseSensitive', 'boolean') ?? false;
  const diacriticSensitive = field(spec, '$diacriticSensitive', 'boolean') ?? false;
  for (const name of Object.keys(spec)) {
    if (!fieldNames.has(name)) throw new MongoError(2, 'extra fields in $text');
  }

  const language = languageNamed(languageName || options.language);
  const { words, negatedWords, phrases, negatedPhrases } = parseSearch(search);
  const forIndex = new Tokenizer(language, {
    caseSensitive: false,
    diacriticSensitive: false,
    withStopWords: false,
  });
  const forText = new Tokenizer(language, { caseSensitive, diacriticSensitive, withStopWords: false });
  return {
    terms: distinctTerms(forIndex, words),
    exactTerms: distinctTerms(forText, words),
    negatedTerms: distinctTerms(forText, negatedWords),
    phrases,
    negatedPhrases,
    caseSensitive,
    diacriticSensitive,
  };
}

const fieldNames = new Set(['$search', '$language', '$caseSensitive', '$diacriticSensitive']);

interface Types {
  string: string;
  boolean: boolean;
}

function field<T extends keyof Types>(spec: Doc, name: string, type: T): Types[T] | undefined {
  if (!Object.hasOwn(spec, name)) return undefined;
  const value = spec[name];
  if (typeof value === type) return value as Types[T];
  const expected = type === 'boolean' ? 'bool' : type;
  throw new MongoError(14, `"${name}" had the wrong type. Expected ${expected}, found ${typeName(value)}`);
}

function distinctTerms(tokenizer: Tokenizer, words: readonly string[]): string[] {
  return [...new Set(tokenizer.terms(words.join(' ')))];
}

interface Search {
  readonly words: string[];
  readonly negatedWords: string[];
  readonly phrases: string[];
  readonly negatedPhrases: string[];
}

/**
 * Splits a search string. A hyphen after white space negates what follows up to the next white space, a word, a
 * hyphenated word or a phrase; every other hyphen only separates words. The words of a phrase are searched too.
 */
function parseSearch(search: string): Search {
  const found: Search = { words: [], negatedWords: [], phrases: [], negatedPhrases: [] };
  let negated = false;
  let phraseStart: number | undefined;
  let end: number | undefined;
  for (const { 0: token, index } of search.matchAll(/[-"]|[^-"\n\v\f\r ]+/g)) {
    const afterSpace = end === undefined || index > end;
    end = index + token.length;
    if (token === '-') {
      if (phraseStart === undefined && afterSpace) negated = true;
    } else if (token === '"') {
      if (phraseStart !== undefined) {
        (negated ? found.negatedPhrases : found.phrases).push(search.slice(phraseStart, index));
        phraseStart = undefined;
      } else {
        if (afterSpace) negated = false;
        phraseStart = end;
      }
    } else if (phraseStart === undefined || !negated) {
      if (afterSpace) negated = false;
      (negated ? found.negatedWords : found.words).push(token);
    }
  }
  return found;
}

/** Is a document that has one of the query's terms in the index really an answer? */
export function matchesText(doc: Doc, query: TextQuery, options: TextOptions): boolean {
  const { phrases, negatedPhrases, caseSensitive, diacriticSensitive } = query;
  const sensitive = caseSensitive || diacriticSensitive;
  const withWords = sensitive || query.negatedTerms.length > 0;
  if (!withWords && phrases.length === 0 && negatedPhrases.length === 0) return true;

  const exactTerms = new Set(query.exactTerms);
  const negatedTerms = new Set(query.negatedTerms);
  const missing = new Set(phrases);
  let hasTerm = !sensitive;
  // Stop words are looked at, too: they may have the stem of another word.
  const tokenizers = new Tokenizers({ caseSensitive, diacriticSensitive, withStopWords: true });
  for (const { text, language } of textValues(doc, options)) {
    if (withWords) {
      for (const term of tokenizers.for(language).terms(text)) {
        if (negatedTerms.has(term)) return false;
        hasTerm ||= exactTerms.has(term);
      }
    }
    if (missing.size > 0 || negatedPhrases.length > 0) {
      const folded = fold(text, language, query);
      if (negatedPhrases.some((phrase) => folded.includes(fold(phrase, language, query)))) return false;
      for (const phrase of missing)
        if (folded.includes(fold(phrase, language, query))) missing.delete(phrase);
    }
  }
  return hasTerm && missing.size === 0;
}

function fold(text: string, language: Language, query: TextQuery): string {
  const turkish = language.name === 'turkish'; // whose phrases never mind case
  const folded = turkish || !query.caseSensitive ? foldCase(text, turkish) : text;
  return query.diacriticSensitive ? folded : stripDiacritics(folded);
}
