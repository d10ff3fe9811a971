/**
 * What in a password is no secret: words that everybody takes, names of the person, walks over a keyboard, series,
 * repetitions, years. Each find is worth about as much as one character, because that is how whoever guesses
 * passwords treats it: as one thing out of a list.
 */
import { commonWords } from './common-words.ts';

export type Weakness = 'name' | 'word' | 'walk' | 'repetition' | 'year';

interface Find {
  readonly kind: Weakness;
  readonly from: number;
  readonly to: number;
}

export interface Weighed {
  /** About how many characters somebody has to guess who knows the lists. */
  readonly strength: number;
  readonly weaknesses: ReadonlySet<Weakness>;
}

/** The weakest of what it may be read as: as it stands, with letters for digits and signs, with doubles as one. */
export function weigh(password: string, names: readonly string[]): Weighed {
  const plain = password.normalize('NFKC').toLowerCase();
  const readings = [plain, withLetters(plain), plain.replaceAll(/(.)\1+/gu, '$1')];
  return readings
    .map((reading) => weighed(reading, names))
    .reduce((one, other) => (other.strength < one.strength ? other : one));
}

function weighed(text: string, names: readonly string[]): Weighed {
  const finds = apart([
    ...occurrences(text, names, 'name'),
    ...occurrences(text, commonWords, 'word'),
    ...walksIn(text),
    ...matches(text, /(.)\1{2,}/gu, 'repetition'),
    ...repetitions(text),
    ...matches(text, /(?:19|20)\d\d/g, 'year'),
  ]);
  const covered = new Set(finds.flatMap(({ from, to }) => range(from, to)));
  const rest = [...text].filter((_character, at) => !covered.has(at));
  // Ten digits are guessed as soon as five letters.
  const ofRest = rest.reduce((sum, character) => sum + (/\d/.test(character) ? 0.5 : 1), 0);
  return { strength: ofRest + finds.length, weaknesses: new Set(finds.map(({ kind }) => kind)) };
}

const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '+': 't',
};

const withLetters = (text: string) => text.replaceAll(/[01345789@$!+]/g, (sign) => lookalikes[sign] ?? sign);

function* occurrences(text: string, words: readonly string[], kind: Weakness): Generator<Find> {
  for (const word of words) {
    for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + 1)) {
      yield { kind, from, to: from + word.length };
    }
  }
}

function* matches(text: string, pattern: RegExp, kind: Weakness): Generator<Find> {
  for (const { index, 0: found } of text.matchAll(pattern))
    yield { kind, from: index, to: index + found.length };
}

/** What comes again; the first time it counts. */
function* repetitions(text: string): Generator<Find> {
  for (const { index, 0: all, 1: once = '' } of text.matchAll(/(.{2,32}?)\1+/gu)) {
    yield { kind: 'repetition', from: index + once.length, to: index + all.length };
  }
}

const forwards = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  '!@#$%^&*()',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '147258369',
];
const walks = forwards.flatMap((walk) => [walk, [...walk].reverse().join('')]);
const shortestWalk = 3;

/** The longest walk from each place. */
function* walksIn(text: string): Generator<Find> {
  for (let from = 0; from + shortestWalk <= text.length; from += 1) {
    let to = from + shortestWalk;
    if (!isWalk(text.slice(from, to))) continue;
    while (to < text.length && isWalk(text.slice(from, to + 1))) to += 1;
    yield { kind: 'walk', from, to };
    from = to - 1;
  }
}

const isWalk = (part: string) => walks.some((walk) => walk.includes(part));

/** Those that do not overlap, the longest first. */
function apart(finds: readonly Find[]): Find[] {
  const chosen: Find[] = [];
  for (const find of finds.toSorted((one, other) => other.to - other.from - (one.to - one.from))) {
    if (chosen.every(({ from, to }) => find.to <= from || find.from >= to)) chosen.push(find);
  }
  return chosen;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
