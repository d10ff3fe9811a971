/**
 * What text search needs to know of characters, by the Unicode properties that MongoDB's text index version 3
 * uses. Everything works on single code points: a letter never becomes two.
 */

// The property Hyphen is not known to regular expressions; what it adds to Dash stands at the end.
const delimiters =
  /[\p{White_Space}\p{Dash}\p{Quotation_Mark}\p{Terminal_Punctuation}\p{Pattern_Syntax}\p{Sentence_Terminal}\u00ad\u30fb\uff65]/u;
const diacritic = /\p{Diacritic}/u;
const diacritics = /\p{Diacritic}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ascii = /^[\x00-\x7f]*$/;
// ASCII has two diacritics of its own.
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII but these is meant
const plainAscii = /^[\x00-\x5d_\x61-\x7f]*$/;
const notPlainAscii = /[\^`\u0080-\u{10ffff}]/gu;

/** 0 not asked yet, 1 part of a word, 2 delimiter; for every code unit. */
const kinds = new Uint8Array(0x10000);
const bases = new Map<string, string>();

/** The [start, end) of every word: start and end in turn. The apostrophe belongs to English words. */
export function wordBounds(text: string, withApostrophe: boolean): number[] {
  const bounds: number[] = [];
  let start = -1;
  for (let i = 0; i < text.length; i++) {
    const at = i;
    const unit = text.charCodeAt(i);
    let delimits: boolean;
    if (unit === 0x27) {
      delimits = !withApostrophe;
    } else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      const point = text.codePointAt(i) as number;
      if (point > 0xffff) i++;
      delimits = delimiters.test(String.fromCodePoint(point));
    } else {
      if (kinds[unit] === 0) kinds[unit] = delimiters.test(String.fromCharCode(unit)) ? 2 : 1;
      delimits = kinds[unit] === 2;
    }
    if (!delimits) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      bounds.push(start, at);
      start = -1;
    }
  }
  if (start >= 0) bounds.push(start, text.length);
  return bounds;
}

/** Simple case folding; in Turkish I and ı are one letter, İ and i another. */
export function foldCase(text: string, turkish: boolean): string {
  if (turkish) return foldPoints(text.replaceAll('I', 'ı').replaceAll('İ', 'i'));
  return ascii.test(text) ? text.toLowerCase() : foldPoints(text);
}

function foldPoints(text: string): string {
  let folded = '';
  for (const letter of text) folded += foldLetter(letter);
  return folded;
}

function foldLetter(letter: string): string {
  if (letter === 'ı') return letter; // its capital is I, but it is not the same letter as i
  // By way of the capital, so that the two small sigmas become one.
  const upper = letter.toUpperCase();
  const lower = (upper.length === letter.length ? upper : letter).toLowerCase();
  return lower.length === letter.length ? lower : letter;
}

export function stripDiacritics(text: string): string {
  if (plainAscii.test(text)) return text;
  return text.replace(notPlainAscii, baseLetter);
}

function baseLetter(letter: string): string {
  let base = bases.get(letter);
  if (base === undefined) {
    base = computeBase(letter);
    bases.set(letter, base);
  }
  return base;
}

function computeBase(letter: string): string {
  if (diacritic.test(letter)) return '';
  const base = letter.normalize('NFD').replace(diacritics, '').normalize('NFC');
  return [...base].length === 1 ? base : letter;
}
