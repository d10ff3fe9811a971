/**
 * The words of a text as they are searched for: without case and accents, in whatever script. `Café` and `cafe` are
 * one word; what is a form of a word in a language is not known here.
 */

const word = /[\p{L}\p{N}]+/gu;
/** Scripts that put nothing between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const marks = /\p{M}+/gu;

/** No word of any language is longer; what is, is found by its beginning. */
const longest = 64;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Each once, in the order in which they first come. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(marks, '').toLowerCase().normalize('NFC');
  const found = unspaced.test(plain) ? segmented(plain) : plain.match(word);
  return [...new Set(found?.map((one) => one.slice(0, longest)))];
}

function segmented(text: string): string[] {
  return [...segmenter.segment(text)].flatMap(({ segment, isWordLike }) =>
    isWordLike ? (segment.match(word) ?? []) : [],
  );
}
