/** A document and its index entries change together: every check comes before the first change. */
import { MongoError } from '../errors.ts';
import { type Doc, decode } from '../values/bson.ts';
import { checkStructure } from '../values/bytes.ts';
import { shellForm } from '../values/shell.ts';
import type { Batch } from './batch.ts';
import type { Collection } from './catalog.ts';
import { recordBytes } from './env.ts';
import { type Index, type IndexKey, isUntouched, keysOf, noteArrays, valuesBehind } from './indexes.ts';

const NOTHING = Buffer.alloc(0);

export const MAX_DOCUMENT = 16 * 1024 * 1024;

function tooLarge(size: number, updated: boolean): MongoError {
  return updated
    ? new MongoError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT}`)
    : new MongoError(2, `object to insert too large. size in bytes: ${size}, max size: ${MAX_DOCUMENT}`);
}

interface Change {
  readonly index: Index;
  readonly added: readonly IndexKey[];
  readonly removed: readonly IndexKey[];
  readonly arrays: readonly number[];
  readonly long: boolean;
}

/** Inserts (`before` undefined), replaces, or removes (`after` undefined) one document. */
export function writeRecord(
  batch: Batch,
  collection: Collection,
  record: number,
  before: { bytes: Buffer; doc?: Doc } | undefined,
  after: { bytes: Buffer; doc: Doc } | undefined,
): void {
  if (after && after.bytes.length > MAX_DOCUMENT) throw tooLarge(after.bytes.length, before !== undefined);
  // What comes in was looked at; what an update has made of it may have become too deep.
  if (before && after) checkStructure(after.bytes);
  const old = before && (before.doc ?? decode(before.bytes));
  const changes: Change[] = [];
  for (const index of collection.indexes) {
    const change = changeOf(index, old, after?.doc);
    if (index.unique) refuseDuplicates(batch, collection, change, record, after?.doc);
    changes.push(change);
  }
  for (const change of changes) {
    applyChange(batch, change, record);
    const { index, arrays, long } = change;
    const news = noteArrays(index, arrays);
    if (news || (long && !index.long)) {
      index.long ||= long;
      batch.describe(collection);
    }
  }
  batch.setDocument(collection, record, after?.bytes, before?.bytes);
}

function applyChange(batch: Batch, { index, added, removed }: Change, record: number): void {
  for (const { key, value } of removed) {
    const entry = entryKey(index, key, record);
    if (index.building && !holds(batch, index, entry, record)) continue;
    batch.setEntry(entry, undefined);
    index.bytes -= entry.length + contentOf(index, record, value).length;
  }
  for (const { key, value } of added) {
    const entry = entryKey(index, key, record);
    const content = contentOf(index, record, value);
    if (index.building && holds(batch, index, entry, record)) index.bytes -= entry.length + content.length;
    batch.setEntry(entry, content);
    index.bytes += entry.length + content.length;
  }
}

/** While an index is being built, a document may or may not stand in it, and another one in its place. */
function holds(batch: Batch, { unique }: Index, entry: Buffer, record: number): boolean {
  const present = batch.entry(entry);
  return present !== undefined && (!unique || present.equals(recordBytes(record)));
}

function contentOf(index: Index, record: number, value: Buffer | undefined): Buffer {
  return index.unique ? recordBytes(record) : (value ?? NOTHING);
}

function changeOf(index: Index, before: Doc | undefined, after: Doc | undefined): Change {
  if (before && after && isUntouched(index, before, after))
    return { index, added: [], removed: [], arrays: [], long: false };
  const old = before ? keysOf(index, before).keys : [];
  const { keys: fresh, arrays, long } = after ? keysOf(index, after) : { keys: [], arrays: [], long: false };
  if (old.length === 0 || fresh.length === 0) return { index, added: fresh, removed: old, arrays, long };
  return { index, added: without(fresh, old), removed: without(old, fresh), arrays, long };
}

function without(keys: readonly IndexKey[], others: readonly IndexKey[]): readonly IndexKey[] {
  const [only] = others;
  if (keys.length === 1 && others.length === 1)
    return same(keys[0] as IndexKey, only as IndexKey) ? [] : keys;
  const known = new Map(others.map((other) => [other.key.toString('latin1'), other]));
  return keys.filter((key) => {
    const other = known.get(key.key.toString('latin1'));
    return !other || !same(key, other);
  });
}

function same(a: IndexKey, b: IndexKey): boolean {
  return a.key.equals(b.key) && (a.value === undefined || b.value?.equals(a.value) === true);
}

export function entryKey(index: Index, key: Buffer, record: number): Buffer {
  return index.unique ? key : Buffer.concat([key, recordBytes(record)]);
}

function refuseDuplicates(
  batch: Batch,
  collection: Collection,
  change: Change,
  record: number,
  doc?: Doc,
): void {
  for (const { key } of change.added) {
    const holder = batch.entry(key);
    if (holder && holder.readUIntBE(0, 6) !== record)
      throw duplicateKey(collection, change.index, doc as Doc, key);
  }
}

/** Adds the entries of a document that is already there to an index that is being built. */
export function indexRecord(
  batch: Batch,
  collection: Collection,
  index: Index,
  record: number,
  doc: Doc,
): void {
  const change = changeOf(index, undefined, doc);
  if (index.unique) refuseDuplicates(batch, collection, change, record, doc);
  applyChange(batch, change, record);
  batch.count(collection);
  noteArrays(index, change.arrays);
  index.long ||= change.long;
}

function duplicateKey(collection: Collection, index: Index, doc: Doc, key: Buffer): MongoError {
  const values = valuesBehind(index, doc, key);
  const keyValue: Doc = {};
  for (const [i, { path }] of index.fields.entries()) keyValue[path] = values[i];
  const shown = index.fields.map(({ path }, i) => `${path}: ${shortened(shellForm(values[i]))}`).join(', ');
  const namespace = `${collection.database}.${collection.name}`;
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index.spec.name} dup key: { ${shown} }`;
  // Many such errors may have to find room in one answer.
  const details = key.length < MAX_SHOWN_KEY ? { keyValue } : {};
  return new MongoError(11000, message, { keyPattern: index.spec.key, ...details });
}

const MAX_SHOWN = 200;
const MAX_SHOWN_KEY = 1000;

function shortened(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
