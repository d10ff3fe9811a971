import { createRequire } from 'node:module';
import { stem as stemEnglish } from 'porter2';
import { MongoError } from '../errors.ts';

/** How the words of one language are taken apart. */
export interface Language {
  readonly name: string;
  readonly stem: (word: string) => string;
  readonly stopWords: ReadonlySet<string>;
}

/** The languages of MongoDB's text index version 3 by their codes. */
const codes = new Map([
  ['da', 'danish'],
  ['nl', 'dutch'],
  ['en', 'english'],
  ['fi', 'finnish'],
  ['fr', 'french'],
  ['de', 'german'],
  ['hu', 'hungarian'],
  ['it', 'italian'],
  ['nb', 'norwegian'],
  ['pt', 'portuguese'],
  ['ro', 'romanian'],
  ['ru', 'russian'],
  ['es', 'spanish'],
  ['sv', 'swedish'],
  ['tr', 'turkish'],
]);
const names = new Set(codes.values());

/** Where the package's lists of stop words differ from Snowball's, which MongoDB has. */
const corrections = new Map<string, { without: readonly string[]; and: readonly string[] }>([
  ['english', { without: ['us', 'shall', 'can', 'may', 'might', 'must', 'will'], and: ['a'] }],
  ['french', { without: [], and: ['être'] }],
  ['swedish', { without: ['sitta'], and: ['sitt'] }],
]);

// A language's tables are read when it is first met: most databases never meet a second one.
const require = createRequire(import.meta.url);
const known = new Map<string, Language>([
  ['none', { name: 'none', stem: (word) => word, stopWords: new Set() }],
]);

/** The language of a name or a two-letter code in any case; undefined when MongoDB has none of that name. */
export function findLanguage(nameOrCode: string): Language | undefined {
  const lower = nameOrCode.toLowerCase();
  const name = codes.get(lower) ?? lower;
  let language = known.get(name);
  if (!language && names.has(name)) {
    language = load(name);
    known.set(name, language);
  }
  return language;
}

/** The language of an index or a query. */
export function languageNamed(nameOrCode: string): Language {
  const language = findLanguage(nameOrCode);
  if (!language) throw new MongoError(2, `unsupported language: "${nameOrCode}" for text index version 3`);
  return language;
}

function load(name: string): Language {
  const { stopwords } = require(`@orama/stopwords/${name}`) as { stopwords: string[] };
  const stopWords = new Set(stopwords.map((word) => word.trim()));
  const correction = corrections.get(name);
  for (const word of correction?.without ?? []) stopWords.delete(word);
  for (const word of correction?.and ?? []) stopWords.add(word);
  return { name, stem: stemmerOf(name), stopWords };
}

function stemmerOf(name: string): (word: string) => string {
  // The other package stems English by the older of Porter's two algorithms.
  if (name === 'english') return stemEnglish;
  return (require(`@orama/stemmers/${name}`) as { stemmer: (word: string) => string }).stemmer;
}
