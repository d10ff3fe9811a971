import type { Doc } from '../values/bson.ts';
import { Tokenizers } from './tokens.ts';
import type { TextOptions } from './values.ts';
import { textValues } from './values.ts';

export type { TextOptions };

const forIndex = { caseSensitive: false, diacriticSensitive: false, withStopWords: false };

/** What a text index holds of a document: its terms, each with the document's score for it. */
export function termsOf(doc: Doc, options: TextOptions): Map<string, number> {
  const scores = new Map<string, number>();
  const tokenizers = new Tokenizers(forIndex);
  for (const { text, language, weight } of textValues(doc, options)) {
    const terms = tokenizers.for(language).terms(text);
    for (const [term, count] of countOf(terms)) {
      const share = (0.5 * count) / terms.length + 0.5;
      const whole = isWhole(text, term) ? 1.1 : 1;
      scores.set(term, (scores.get(term) ?? 0) + weight * frequency(count) * share * whole);
    }
  }
  return scores;
}

function countOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** 1 + 1/2 + 1/4 + … : every repetition counts half of the one before. */
function frequency(count: number): number {
  return 2 - 2 ** (1 - count);
}

/** Is the text just this term, as it is stemmed? Only ASCII letters are the same in both cases here. */
function isWhole(text: string, term: string): boolean {
  if (text.length !== term.length) return false;
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) === term;
}
