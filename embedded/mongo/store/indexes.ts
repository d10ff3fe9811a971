/** One index: what it was asked to be, and the keys that a document has in it. */
import { createHash } from 'node:crypto';
import { compileFilter } from '../match/index.ts';
import { type TextOptions, termsOf } from '../text/terms.ts';
import type { Doc } from '../values/bson.ts';
import { KeyWriter } from '../values/keys.ts';
import { tuplesOf } from '../values/paths.ts';
import { type Selection, selectionOf } from '../values/selection.ts';
import { numberKey } from './env.ts';

/** As a client gives it to createIndexes and gets it back from listIndexes, with what the server adds. */
export interface IndexSpec extends Doc {
  name: string;
  key: Record<string, number | string>;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: number;
}

export interface Index {
  readonly spec: Doc & IndexSpec;
  readonly number: number;
  readonly prefix: Buffer;
  readonly fields: readonly { readonly path: string; readonly descending: boolean }[];
  readonly paths: readonly (readonly string[])[];
  readonly unique: boolean;
  readonly partial: ((doc: Doc) => boolean) | undefined;
  /** All that its keys come from; undefined where that may be anything in a document. */
  readonly reads: readonly string[] | undefined;
  /** A text index: its terms stand behind the values of the fields before them. */
  readonly text: TextOptions | undefined;
  /** The places of the fields in which a document ever had an array. */
  arrays: readonly number[];
  /** Has a key ever been too long for LMDB? */
  long: boolean;
  /** Of all its entries, keys and values. */
  bytes: number;
  /** Not yet complete: writes maintain it, reads do not use it. */
  building: boolean;
}

export type StoredSpec = IndexSpec & {
  number?: number;
  /** Of files that were written before `arrays` was: that there are some, nobody knows where. */
  multikey?: boolean;
  arrays?: number[];
  long?: boolean;
  building?: boolean;
};

export function defineIndex(stored: StoredSpec): Index {
  const { number = 0, multikey = false, arrays, long = false, building = false, ...spec } = stored;
  const paths = Object.keys(spec.key);
  const keyed = isTextIndex(spec) ? paths.slice(0, paths.indexOf('_fts')) : paths;
  const fields = keyed.map((path) => ({ path, descending: Number(spec.key[path]) < 0 }));
  return {
    spec: spec as Doc & IndexSpec,
    number,
    prefix: numberKey(number),
    fields,
    paths: fields.map(({ path }) => path.split('.')),
    unique: spec.unique === true || isIdIndex(spec),
    partial: spec.partialFilterExpression && compileFilter(spec.partialFilterExpression),
    reads: readsOf(spec, keyed),
    text: isTextIndex(spec) ? textOptions(spec) : undefined,
    arrays: arrays ?? (multikey ? fields.map((_, i) => i) : []),
    long,
    bytes: 0,
    building,
  };
}

function readsOf(spec: IndexSpec, keyed: readonly string[]): readonly string[] | undefined {
  const asked = Object.keys(spec.partialFilterExpression ?? {});
  if (isTextIndex(spec) || asked.some((path) => path.startsWith('$'))) return undefined;
  return [...new Set([...keyed, ...asked])];
}

/**
 * Has nothing changed that its keys come from? An update copies what it changes and leaves the rest where it was, so
 * that no value has to be compared, and most updates leave most indexes as they are.
 */
export function isUntouched({ reads }: Index, before: Doc, after: Doc): boolean {
  if (!reads) return false;
  return reads.every((path) => {
    const dot = path.indexOf('.');
    const field = dot < 0 ? path : path.slice(0, dot);
    return before[field] === after[field];
  });
}

/** Can a document stand in it more than once? */
export const isMultikey = ({ arrays }: Pick<Index, 'arrays'>): boolean => arrays.length > 0;

/** Notes where a document has arrays; says whether that was news. */
export function noteArrays(index: Index, arrays: readonly number[]): boolean {
  const news = arrays.filter((i) => !index.arrays.includes(i));
  if (news.length > 0) index.arrays = [...index.arrays, ...news];
  return news.length > 0;
}

function isIdIndex({ name }: { name: string }): boolean {
  return name === '_id_';
}

export function isTextIndex({ key }: Pick<IndexSpec, 'key'>): boolean {
  return Object.values(key).includes('text');
}

function textOptions(spec: IndexSpec): TextOptions {
  const weights = (spec.weights ?? {}) as Record<string, number>;
  return {
    fields: Object.entries(weights).map(([path, weight]) => ({ path, weight: Number(weight) })),
    language: String(spec.default_language ?? 'english'),
    languageField: String(spec.language_override ?? 'language'),
  };
}

const selections = new WeakMap<readonly Index[], { selection: Selection | undefined }>();

/** What a collection's indexes look at; undefined where that may be anything. */
export function indexedFields({ indexes }: { indexes: readonly Index[] }): Selection | undefined {
  let known = selections.get(indexes);
  if (!known) {
    const anywhere = indexes.some(({ reads }) => !reads);
    const paths = ['_id', ...indexes.flatMap(({ reads = [] }) => reads)];
    known = { selection: anywhere ? undefined : selectionOf(paths) };
    selections.set(indexes, known);
  }
  return known.selection;
}

/** LMDB takes keys of up to 1,978 bytes; the record's number and the index's come on top of these. */
const KEY_LIMIT = 1900;
/** A longer key keeps this many of its first bytes and ends in a hash of all of them. */
export const KEPT_OF_LONG = KEY_LIMIT - 32;

export interface IndexKey {
  /** Index number and key bytes, without the record's number. */
  readonly key: Buffer;
  /** What a text index remembers beside the term. */
  readonly value?: Buffer;
}

export interface IndexKeys {
  readonly keys: readonly IndexKey[];
  readonly arrays: readonly number[];
  readonly long: boolean;
}

const NONE: IndexKeys = { keys: [], arrays: [], long: false };
const writer = new KeyWriter();

/** The keys of a document in an index; none where a sparse or partial index leaves it out. */
export function keysOf(index: Index, doc: Doc): IndexKeys {
  if (index.partial && !index.partial(doc)) return NONE;
  if (index.text) return textKeys(index, index.text, doc);
  const { tuples, arrays, present } = tuplesOf(doc, index.paths);
  if (index.spec.sparse && !present) return NONE;
  let long = false;
  const keys = tuples.map((tuple) => {
    const full = keyOfTuple(index, tuple);
    const key = shorten(full);
    if (key !== full) long = true;
    return { key };
  });
  return { keys: keys.length > 1 ? different(keys) : keys, arrays, long };
}

function different(keys: readonly IndexKey[]): IndexKey[] {
  return [...new Map(keys.map((key) => [key.key.toString('latin1'), key])).values()];
}

function keyOfTuple(index: Index, tuple: readonly unknown[]): Buffer {
  writer.reset().raw(index.prefix);
  for (let i = 0; i < tuple.length; i++) writer.add(tuple[i], index.fields[i]?.descending);
  return writer.bytes();
}

function shorten(key: Buffer): Buffer {
  if (key.length < KEY_LIMIT) return key;
  return Buffer.concat([key.subarray(0, KEPT_OF_LONG), createHash('sha256').update(key).digest()]);
}

/** The values behind one of a document's keys. */
export function valuesBehind(index: Index, doc: Doc, key: Buffer): readonly unknown[] {
  const { tuples } = tuplesOf(doc, index.paths);
  return tuples.find((tuple) => shorten(keyOfTuple(index, tuple)).equals(key)) ?? [];
}

function textKeys(index: Index, text: TextOptions, doc: Doc): IndexKeys {
  const { tuples } = tuplesOf(doc, index.paths);
  const keys: IndexKey[] = [];
  for (const [term, score] of termsOf(doc, text)) {
    const value = Buffer.allocUnsafe(8);
    value.writeDoubleBE(score, 0);
    for (const tuple of tuples) keys.push({ key: termKey(index, tuple, term), value });
  }
  return { keys, arrays: [], long: false };
}

export function termKey(index: Index, before: readonly unknown[], term: string): Buffer {
  return shorten(keyOfTuple(index, [...before, term]));
}
