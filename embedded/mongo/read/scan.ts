/**
 * Walks the documents that a plan leads to, each once. It can stop anywhere and go on later from its position,
 * also in another thread: nothing is held open between two slices.
 */
import { MongoError } from '../errors.ts';
import type { Access, IndexScan, TextScan } from '../plan/access.ts';
import type { Collection } from '../store/catalog.ts';
import { docKey, type Env, numberKey, recordOfEntry } from '../store/env.ts';
import { type Index, indexedFields, keysOf, termKey } from '../store/indexes.ts';
import { lentValue } from '../store/lent.ts';
import { documents, type Entry, entries, type Range } from '../store/reader.ts';
import { parseTextQuery, type TextQuery } from '../text/query.ts';
import type { TextOptions } from '../text/terms.ts';
import { type Doc, decode } from '../values/bson.ts';
import { after } from '../values/keys.ts';
import type { Selection } from '../values/selection.ts';
import { type Budget, PAUSED } from './context.ts';

export interface Found {
  readonly record: number;
  /** The document as LMDB lends it: good until anything else is read. */
  readonly lent: Buffer;
}

export interface Position {
  readonly part: number;
  readonly range: number;
  readonly key: Buffer | undefined;
}

/** How a branch of an $or becomes a test. */
type Compile = (filter: Doc) => (doc: Doc) => boolean;

export class Scan {
  keysExamined = 0;
  docsExamined = 0;
  private readonly env: Env;
  private readonly collection: Collection;
  private readonly name: string;
  private readonly parts: readonly Part[];
  private readonly branches: readonly ((doc: Doc) => boolean)[];
  private part: number;
  private range: number;
  /** The key of the last entry: a document's is its record number. */
  private key: Buffer | number | undefined;
  private iterator: Iterator<Entry | Entry<number>> | undefined;
  private readonly firsts = new Map<number, Buffer>();
  private firstsOf = 0;

  constructor(env: Env, collection: Collection, access: Access, compile: Compile, from?: Position) {
    this.env = env;
    this.collection = collection;
    this.name = collection.name;
    this.parts = partsOf(env, collection, access);
    this.branches = access.kind === 'union' ? access.branches.map(compile) : [];
    this.part = from?.part ?? 0;
    this.range = from?.range ?? 0;
    this.key = from?.key;
  }

  get position(): Position {
    return { part: this.part, range: this.range, key: this.keyBytes() };
  }

  next(budget: Budget): Found | undefined | typeof PAUSED {
    for (let entry = this.nextEntry(budget); entry; entry = this.nextEntry(budget)) {
      if (entry === PAUSED) return PAUSED;
      const { key, value } = entry;
      this.key = key;
      if (typeof key === 'number') {
        this.docsExamined += 1;
        return { record: key, lent: value };
      }
      this.keysExamined += 1;
      const part = this.parts[this.part] as Part;
      const record = recordOfEntry(part.index?.unique === true, key, value);
      const lent = lentValue(this.env.docs, docKey(this.collection.number, record));
      if (lent) {
        this.docsExamined += 1;
        if (this.isTold(part, key, record, lent)) return { record, lent };
      }
      if (budget.spent) return PAUSED;
    }
    return undefined;
  }

  /** Is this the one place of several at which the document is told? */
  private isTold(part: Part, key: Buffer, record: number, lent: Buffer): boolean {
    const { index } = part;
    if (index && mayRepeat(part, index) && !this.isFirst(part, index, key, record, lent)) return false;
    if (this.branches.length === 0) return true;
    // Every match of a branch is in that branch's own keys: it is told there, by the first branch that it matches.
    const doc = decode(lent);
    return this.branches.findIndex((branch) => branch(doc)) === this.part;
  }

  /**
   * A document stands in a multikey index several times. It is told where the scan meets it first; that is known
   * from its keys alone, so no list of those already seen is needed. What was found out about the last documents
   * is kept, as each of many elements asks for it.
   */
  private isFirst(part: Part, index: Index, key: Buffer, record: number, lent: Buffer): boolean {
    if (this.firstsOf !== this.part || this.firsts.size > KEPT_FIRSTS) this.firsts.clear();
    this.firstsOf = this.part;
    let first = this.firsts.get(record);
    if (!first) {
      first = firstKey(part, index, lent);
      this.firsts.set(record, first);
    }
    return (index.unique ? key : key.subarray(0, key.length - 6)).equals(first);
  }

  /** Steps over one entry of an exact plan without reading its document. */
  nextKey(budget: Budget): boolean | typeof PAUSED {
    const entry = this.nextEntry(budget);
    if (!entry) return false;
    if (entry === PAUSED) return PAUSED;
    this.key = entry.key;
    this.keysExamined += 1;
    return true;
  }

  /** Lets go of the snapshot; the next call of next() takes a new one. */
  pause(): void {
    this.iterator?.return?.();
    this.iterator = undefined;
    this.firsts.clear();
  }

  private nextEntry(budget: Budget): Entry | Entry<number> | undefined | typeof PAUSED {
    for (let part = this.parts[this.part]; part; part = this.parts[this.part]) {
      const range = part.ranges[this.range];
      if (!range) {
        this.advance(this.part + 1, 0);
        continue;
      }
      const entry = part.points ? this.entryAt(part, range) : this.entryWithin(part, range);
      if (entry) return entry;
      this.advance(this.part, this.range + 1);
      // There may be as many empty ranges as a client names values.
      if (budget.isSpentAfter(RANGE_WEIGHT)) return PAUSED;
    }
    return undefined;
  }

  private entryWithin(part: Part, range: Range): Entry | Entry<number> | undefined {
    if (!this.iterator) {
      this.refuseLost(part);
      const way = { reverse: part.reverse, from: this.keyBytes() };
      this.iterator = part.index
        ? entries(this.env, range, way, part.index.unique)
        : documents(this.env, range, way);
    }
    const step = this.iterator.next();
    if (!step.done) return step.value;
    this.iterator = undefined;
    return undefined;
  }

  /** Opening a range takes ten times as long as looking a key up. */
  private entryAt(part: Part, { low }: Range): Entry | undefined {
    if (this.key !== undefined) return undefined;
    this.refuseLost(part);
    const value = lentValue(this.env.keys, low);
    return value && { key: low, value };
  }

  private keyBytes(): Buffer | undefined {
    return typeof this.key === 'number' ? docKey(this.collection.number, this.key) : this.key;
  }

  /** What was dropped while a cursor was open is being removed: to go on would be to tell a part for the whole. */
  private refuseLost({ index }: Part): void {
    const { collection } = this;
    const name = `${collection.database}.${this.name}`;
    if (collection.dropped || collection.name !== this.name)
      throw new MongoError(175, `collection dropped or renamed: ${name}`);
    if (index && !collection.indexes.some(({ number }) => number === index.number)) {
      throw new MongoError(175, `index '${index.spec.name}' of ${name} dropped`);
    }
  }

  private advance(part: number, range: number): void {
    this.part = part;
    this.range = range;
    this.key = undefined;
  }
}

interface Part {
  readonly index: Index | undefined;
  readonly ranges: readonly Range[];
  readonly reverse: boolean;
  readonly fixed: readonly number[];
  readonly points: boolean;
  /** What of a document its keys are made from. */
  readonly fields?: Selection | undefined;
}

function partsOf(env: Env, collection: Collection, access: Access): Part[] {
  switch (access.kind) {
    case 'collection': {
      const low = numberKey(collection.number);
      return [
        {
          index: undefined,
          ranges: [{ low, high: after(low) }],
          reverse: access.reverse,
          fixed: [],
          points: false,
        },
      ];
    }
    case 'index':
      return [partOf(access)];
    case 'union':
      return access.parts.map(partOf);
    case 'text':
      return [
        {
          index: undefined,
          ranges: textRanges(env, collection, access),
          reverse: false,
          fixed: [],
          points: false,
        },
      ];
  }
}

/** The ranges of an index come in key order; reading backward starts with the last of them. */
function partOf({ index, ranges, reverse, fixed, points }: IndexScan): Part {
  const fields = indexedFields({ indexes: [index] });
  return { index, ranges: reverse ? [...ranges].reverse() : ranges, reverse, fixed, points, fields };
}

/** Where every array's field has one value alone, a document stands in the ranges once. */
function mayRepeat({ fixed }: Part, { arrays }: Index): boolean {
  return arrays.some((i) => !fixed.includes(i));
}

/** What a range in which nothing is counts as, in bytes of documents: the clock is looked at once in sixteen of them. */
const RANGE_WEIGHT = 1_024;

/** For so many documents the first key is kept. */
const KEPT_FIRSTS = 1000;

/** The key at which a scan of these ranges meets the document first. */
function firstKey({ ranges, reverse, fields }: Part, index: Index, lent: Buffer): Buffer {
  let first: Buffer | undefined;
  for (const { key } of keysOf(index, decode(lent, fields)).keys) {
    const order = first ? key.compare(first) : -1;
    if (first && (reverse ? order <= 0 : order >= 0)) continue;
    if (isWithin(ranges, reverse, key)) first = key;
  }
  return first ?? index.prefix;
}

/** Is the key in one of the ranges, which come in the order of the scan? There may be as many as a client names values. */
function isWithin(ranges: readonly Range[], reverse: boolean, key: Buffer): boolean {
  let from = 0;
  let to = ranges.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const { low, high } = ranges[middle] as Range;
    const before = key.compare(low) < 0;
    if (!before && key.compare(high) < 0) return true;
    if (before === reverse) from = middle + 1;
    else to = middle;
  }
  return false;
}

/** The documents that have at least one of the terms, as ranges of one record each. */
function textRanges(env: Env, collection: Collection, access: TextScan): Range[] {
  return [...textScores(env, access, parseTextQuery(access.search, access.index.text as TextOptions)).keys()]
    .sort((a, b) => a - b)
    .map((record) => {
      const low = docKey(collection.number, record);
      return { low, high: after(low) };
    });
}

/** For each record that has a term of the query, its score. */
export function textScores(env: Env, { index, before }: TextScan, query: TextQuery): Map<number, number> {
  const scores = new Map<number, number>();
  for (const term of new Set(query.terms)) {
    const low = termKey(index, before, term);
    for (const { key, value } of env.keys.getRange({ start: low, end: after(low) })) {
      const record = recordOfEntry(false, key, undefined);
      scores.set(record, (scores.get(record) ?? 0) + value.readDoubleBE(0));
    }
  }
  return scores;
}
