/**
 * Is everything in a data folder as it has to be? Every document is decoded, its keys are looked up in every
 * index, and every index is counted: when all keys that there have to be are there and there are no more of
 * them, both agree. Only where the numbers differ are the entries themselves gone through.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Catalog, type Collection } from './store/catalog.ts';
import { release } from './store/claim.ts';
import {
  docKey,
  type Env,
  metaKey,
  numberKey,
  recordBytes,
  recordOfDocKey,
  recordOfEntry,
} from './store/env.ts';
import { openFolder } from './store/folder.ts';
import { type Index, type IndexKey, keysOf } from './store/indexes.ts';
import { entryKey } from './store/records.ts';
import { remnants } from './store/remnants.ts';
import { type Doc, decode } from './values/bson.ts';
import { after } from './values/keys.ts';

export interface Report {
  collections: number;
  documents: number;
  indexes: number;
  entries: number;
  /** Collections and indexes that were dropped and whose entries are still to be removed. */
  remnants: number;
  /** Indexes whose making was cut off: the next start drops them. */
  unfinished: number;
  problemCount: number;
  /** The first of them. */
  readonly problems: string[];
}

const MAX_PROBLEMS = 20;

class NoData extends Error {}

/** Checks the folder; nobody else may serve it meanwhile. */
export async function verifyFolder(dir: string): Promise<Report> {
  await access(join(dir, 'data.mdb')).catch(({ code, message }: NodeJS.ErrnoException) => {
    throw new NoData(code === 'ENOENT' ? `there is no data in the folder ${dir}` : message);
  });
  const env = await openFolder({ dir });
  try {
    return verify(env);
  } finally {
    await release(env);
    await env.root.close();
  }
}

export function summary(report: Report): string {
  const { collections, documents, indexes, entries, remnants, unfinished, problemCount, problems } = report;
  const lines = [
    `${collections} collections with ${documents} documents, ${indexes} indexes with ${entries} entries`,
  ];
  if (remnants > 0) lines.push(`${remnants} dropped collections and indexes are still to be cleared away`);
  if (unfinished > 0) lines.push(`${unfinished} indexes were not finished: the next start drops them`);
  lines.push(problemCount === 0 ? 'everything is right' : `${problemCount} things are wrong:`);
  for (const problem of problems) lines.push(`  ${problem}`);
  if (problemCount > problems.length) lines.push(`  and ${problemCount - problems.length} more`);
  return lines.join('\n');
}

function verify(env: Env): Report {
  const report: Report = {
    collections: 0,
    documents: 0,
    indexes: 0,
    entries: 0,
    remnants: 0,
    unfinished: 0,
    problemCount: 0,
    problems: [],
  };
  const wrong = (problem: string) => {
    report.problemCount += 1;
    if (report.problems.length < MAX_PROBLEMS) report.problems.push(problem);
  };
  const catalog = new Catalog(env);
  const owners = new Map<number, string>();
  const own = (number: number, owner: string) => {
    const other = owners.get(number);
    if (other !== undefined) wrong(`${owner} and ${other} have the same number ${number}`);
    owners.set(number, owner);
  };
  for (const number of remnants(env)) {
    report.remnants += 1;
    own(number, 'something dropped');
  }
  for (const collection of catalog.collections()) {
    own(collection.number, nameOf(collection));
    for (const index of collection.indexes) own(index.number, nameOf(collection, index));
    verifyCollection(env, collection, report, wrong);
  }
  for (const store of ['docs', 'keys'] as const) {
    for (const { number, count } of strangers(env[store], owners)) {
      wrong(`${count} entries of '${store}' are under the number ${number}, which belongs to nothing`);
    }
  }
  for (const { key } of env.meta.getRange({ start: Buffer.from('n'), end: Buffer.from('o') })) {
    const number = key.readUInt32BE(1);
    if (!catalog.byNumber(number))
      wrong(`counters are there for the number ${number}, which belongs to no collection`);
  }
  return report;
}

function nameOf({ database, name }: Collection, index?: Index): string {
  return index ? `index ${index.spec.name} of ${database}.${name}` : `${database}.${name}`;
}

interface Checked {
  readonly index: Index;
  readonly name: string;
  /** So many entries the documents ask for, and their bytes. */
  expected: number;
  bytes: number;
}

function verifyCollection(
  env: Env,
  collection: Collection,
  report: Report,
  wrong: (problem: string) => void,
): void {
  const name = nameOf(collection);
  report.collections += 1;
  report.unfinished += collection.indexes.filter(({ building }) => building).length;
  const checks = collection.indexes
    .filter(({ building }) => !building)
    .map((index): Checked => ({ index, name: nameOf(collection, index), expected: 0, bytes: 0 }));
  if (!checks.some(({ index }) => index.spec.name === '_id_')) wrong(`${name} has no index of _id`);
  let count = 0;
  let bytes = 0;
  let readable = true;
  for (const { key, value } of env.docs.getRange(rangeOf(collection.number))) {
    const record = recordOfDocKey(key);
    count += 1;
    bytes += value.length;
    const doc = decoded(value, (reason) => wrong(`record ${record} of ${name} is no document: ${reason}`));
    if (!doc) readable = false;
    else for (const check of checks) verifyKeys(env, check, record, doc, wrong);
  }
  report.documents += count;
  if (collection.count !== count) wrong(`${name} counts ${collection.count} documents, ${count} are there`);
  if (collection.bytes !== bytes)
    wrong(`${name} counts ${collection.bytes} bytes of documents, ${bytes} are there`);
  if (!env.meta.getBinary(metaKey('n', collection.number)) && count > 0) wrong(`${name} has no counters`);
  for (const check of checks) {
    const entries = env.keys.getKeysCount(rangeOf(check.index.number));
    report.indexes += 1;
    report.entries += entries;
    if (!readable) continue;
    if (entries !== check.expected) findStray(env, collection, check, wrong);
    if (check.index.bytes !== check.bytes) {
      wrong(`${check.name} counts ${check.index.bytes} bytes, ${check.bytes} are there`);
    }
  }
}

function rangeOf(number: number): { start: Buffer; end: Buffer } {
  return { start: numberKey(number), end: after(numberKey(number)) };
}

function decoded(bytes: Buffer, failed: (reason: string) => void): Doc | undefined {
  try {
    const doc = decode(bytes);
    if (bytes.readInt32LE(0) === bytes.length) return doc;
    failed(`it says that it has ${bytes.readInt32LE(0)} bytes and has ${bytes.length}`);
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
  }
  return undefined;
}

/** Are the document's keys in the index? */
function verifyKeys(
  env: Env,
  check: Checked,
  record: number,
  doc: Doc,
  wrong: (problem: string) => void,
): void {
  const { index, name } = check;
  const { keys, arrays, long } = keysOf(index, doc);
  check.expected += keys.length;
  if (arrays.some((i) => !index.arrays.includes(i)))
    wrong(`${name} holds arrays and does not say so (record ${record})`);
  if (long && !index.long) wrong(`${name} holds shortened keys and does not say so (record ${record})`);
  for (const indexKey of keys) {
    const { key } = indexKey;
    const entry = entryKey(index, key, record);
    const value = env.keys.getBinary(entry);
    check.bytes += entry.length + (value?.length ?? 0);
    if (!value) wrong(`${name} lacks the key ${shown(key)} of record ${record}`);
    else if (!value.equals(contentOf(index, indexKey, record))) {
      wrong(`${name} has ${value.toString('hex') || 'nothing'} at the key ${shown(key)} of record ${record}`);
    }
  }
}

function contentOf(index: Index, { value }: IndexKey, record: number): Buffer {
  return index.unique ? recordBytes(record) : (value ?? Buffer.alloc(0));
}

/** Names the entries that no document asks for. */
function findStray(env: Env, collection: Collection, check: Checked, wrong: (problem: string) => void): void {
  const { index, name } = check;
  for (const { key, value } of env.keys.getRange(rangeOf(index.number))) {
    const record = recordOfEntry(index.unique, key, value);
    const bytes = env.docs.getBinary(docKey(collection.number, record));
    if (!bytes) wrong(`${name} has the key ${shown(key)} for record ${record}, which is not there`);
    else if (
      !keysOf(index, decode(bytes)).keys.some((wanted) => entryKey(index, wanted.key, record).equals(key))
    ) {
      wrong(`${name} has the key ${shown(key)} for record ${record}, which has another`);
    }
  }
}

/** A key without the number of its index. */
function shown(key: Buffer): string {
  const hex = key.toString('hex', 4);
  return hex.length > 100 ? `${hex.slice(0, 100)}…` : hex;
}

/** Entries under numbers that nobody has: from number to number, without reading what lies between. */
function* strangers(
  store: Env['docs'],
  owners: ReadonlyMap<number, string>,
): Generator<{ number: number; count: number }> {
  let start: Buffer = Buffer.from([0]);
  for (;;) {
    const [key] = store.getKeys({ start, limit: 1 });
    if (!key) return;
    if (key.length < 4) throw new Error(`a key of ${key.length} bytes: ${key.toString('hex')}`);
    const number = key.readUInt32BE(0);
    const range = rangeOf(number);
    if (!owners.has(number)) yield { number, count: store.getKeysCount(range) };
    start = range.end;
  }
}
