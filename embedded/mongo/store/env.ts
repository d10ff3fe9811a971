/**
 * The LMDB file of one data folder and the shape of its keys.
 *
 *   docs   collection (4 bytes) · record (6)            → the document's BSON
 *   keys   index (4) · key bytes [· record (6)]         → the record's number (unique) or the posting (others)
 *   meta   "c" database.collection                      → the collection's description, as BSON
 *          "n" collection                               → its counters
 *          "g" collection or index number               → something dropped whose entries are still to be removed
 *          "j"                                          → the last record of the journal that is in the trees: its session and its number
 *          "owner"                                      → the process that serves this folder
 */
import { type Database, open, type RootDatabase } from 'lmdb';
import { lending } from './lent.ts';

export interface Env {
  readonly root: RootDatabase<Buffer, Buffer>;
  readonly docs: Database<Buffer, Buffer>;
  /** The same for walking: record numbers, and documents that are good until the next one is read. */
  readonly lent: Database<Buffer, number>;
  readonly keys: Database<Buffer, Buffer>;
  readonly meta: Database<Buffer, Buffer>;
  readonly dir: string;
}

/** Address space only: the file grows with its content. */
const MAP_SIZE = 256 * 2 ** 30;

export interface EnvOptions {
  readonly dir: string;
  /** Nothing is forced to disk: for tests. */
  readonly volatile?: boolean;
}

export function openEnv({ dir, volatile = false }: EnvOptions): Env {
  const binary = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const;
  const root = openRoot(dir, {
    ...binary,
    path: dir,
    noSubdir: false,
    maxDbs: 8,
    maxReaders: 512,
    // One call's documents fill a small page alone: larger ones halve the file.
    pageSize: 8192,
    mapSize: MAP_SIZE,
    // One batch is one transaction: nothing else may slip in, and nothing waits for the event turn to end.
    eventTurnBatching: false,
    separateFlushed: true,
    overlappingSync: !volatile,
    noSync: volatile,
  });
  return {
    root,
    docs: root.openDB('docs', binary),
    lent: root.openDB<Buffer, number>('docs', lending),
    keys: root.openDB('keys', binary),
    meta: root.openDB('meta', binary),
    dir,
  };
}

const RECORD_BYTES = 6;

function openRoot(dir: string, options: object): RootDatabase<Buffer, Buffer> {
  try {
    return open<Buffer, Buffer>(options as Parameters<typeof open<Buffer, Buffer>>[0]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the data folder ${dir} cannot be opened for reading and writing: ${reason}`);
  }
}

/** A copy of a value, in one step less than LMDB's own. */
export function readValue(store: Database<Buffer, Buffer>, key: Buffer): Buffer | undefined {
  const shared = store.getBinaryFast(key);
  if (!shared) return undefined;
  const { length } = shared;
  const copy = Buffer.allocUnsafe(length);
  shared.copy(copy, 0, 0, length);
  return copy;
}

export function docKey(collection: number, record: number): Buffer {
  const key = Buffer.allocUnsafe(4 + RECORD_BYTES);
  key.writeUInt32BE(collection, 0);
  key.writeUIntBE(record, 4, RECORD_BYTES);
  return key;
}

export function recordOfDocKey(key: Buffer): number {
  return key.readUIntBE(4, RECORD_BYTES);
}

export function recordBytes(record: number): Buffer {
  const bytes = Buffer.allocUnsafe(RECORD_BYTES);
  bytes.writeUIntBE(record, 0, RECORD_BYTES);
  return bytes;
}

/** The record that an entry of `keys` leads to. */
export function recordOfEntry(unique: boolean, key: Buffer, value: Buffer | undefined): number {
  return unique
    ? (value as Buffer).readUIntBE(0, RECORD_BYTES)
    : key.readUIntBE(key.length - RECORD_BYTES, RECORD_BYTES);
}

export function numberKey(number: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(number, 0);
  return key;
}

export function metaKey(kind: 'c' | 'n' | 'g' | 'j', name: string | number): Buffer {
  return typeof name === 'string'
    ? Buffer.from(`${kind}${name}`)
    : Buffer.concat([Buffer.from(kind), numberKey(name)]);
}
