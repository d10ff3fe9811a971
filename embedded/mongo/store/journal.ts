/**
 * What was acknowledged and is not yet in the trees. LMDB brings a commit to the disk in two steps, over pages from all
 * over its file; one record behind the last one in a small file of its own costs a fifth of that. So small batches are
 * answered when they are here, and put into the trees in the background. After a crash they are put there at the start.
 *
 *   a record   length (4) · checksum of what follows (4) · session (8) · number (6) · operations
 *
 * The file has its full size from the beginning and two halves: one is written while the trees catch up with the other,
 * and each again from its start. So what follows a record may be one of an earlier round (its number is lower) or of an
 * earlier session, which are never repeated: the trees name the session they belong to, and how far they are in it.
 *
 * What goes past the journal into the trees takes a number as well. Should the power fail before that is on the disk,
 * there is a gap, and nothing that was built on what is lost is repeated.
 */
import { randomBytes } from 'node:crypto';
import {
  close,
  closeSync,
  constants,
  fdatasync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  write,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { type Env, metaKey, recordBytes } from './env.ts';
import { decodeOperations, type Operation, perform } from './operations.ts';

const HALF = 1 << 20;
const HEADER = 22;
const CHECKED = 8;
const SESSION = 8;
/** With less room than this on the disk nothing is acknowledged that the trees might have no room for. */
const NEEDED_BYTES = 64 << 20;
const LOOK_EVERY_MS = 100;

/** The session that the trees belong to, and the number of the last record whose operations are in them. */
const APPLIED = metaKey('j', '');

export interface Journal {
  /** Of the last record that was written. */
  readonly number: number;
  /** The number that what goes past the journal has; given back where it does not get into the trees. */
  takeNumber(): number;
  giveBack(number: number): void;
  /** That the trees hold everything up to this number: to be written together with it. */
  mark(number: number): Operation;
  takes(operations: Buffer): boolean;
  /** Resolves when it is on disk. */
  append(operations: Buffer): Promise<void>;
  /** Up to this record all is in the trees, and these are on disk. */
  applied(number: number): void;
  close(): Promise<void>;
}

const fileOf = (dir: string) => join(dir, 'journal');

/** Where a write returns only when it is on disk, it is one step instead of two. */
const ONE_STEP = process.platform === 'linux' ? constants.O_DSYNC : 0;

export function openJournal(env: Env): Journal {
  const { dir } = env;
  const file = openFile(dir);
  const session = randomBytes(SESSION);
  const halves = [half(0), half(HALF)] as const;
  let [current, other]: readonly [Half, Half] = halves;
  let applied = markIn(env).number;
  let number = applied;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let hasRoom = false;
  let failed = false;

  function diskHasRoom(): boolean {
    if (performance.now() - lookedAt < LOOK_EVERY_MS) return hasRoom;
    const { bavail, bsize } = statfsSync(dir);
    hasRoom = bavail * bsize >= NEEDED_BYTES;
    lookedAt = performance.now();
    return hasRoom;
  }

  const fits = (size: number) => current.end + size <= current.start + HALF;
  const isFree = ({ last }: Half) => last <= applied;

  const mark = (upTo: number) => markOf(session, upTo);
  env.root.transactionSync(() => perform(env, [mark(applied)]));

  return {
    get number() {
      return number;
    },
    takeNumber() {
      number += 1;
      return number;
    },
    giveBack(taken) {
      if (number === taken) number -= 1;
    },
    mark,
    takes({ length }) {
      const size = HEADER + length;
      return !failed && size <= HALF && (fits(size) || isFree(other)) && diskHasRoom();
    },
    async append(operations) {
      number += 1;
      const record = recordOf(session, number, operations);
      if (!fits(record.length)) {
        [current, other] = [other, current];
        current.end = current.start;
      }
      const at = current.end;
      current.end += record.length;
      current.last = number;
      try {
        for (let done = 0; done < record.length; ) {
          const { bytesWritten } = await writeTo(file, record, done, record.length - done, at + done);
          done += bytesWritten;
        }
        if (!ONE_STEP) await flush(file);
      } catch (error) {
        failed = true;
        throw error;
      }
    },
    applied(upTo) {
      applied = upTo;
      if (isFree(current)) current.end = current.start;
    },
    close: () => closeFile(file),
  };
}

interface Half {
  readonly start: number;
  /** Of what was written. */
  end: number;
  /** The number of the last record. */
  last: number;
}

const half = (start: number): Half => ({ start, end: start, last: 0 });

const writeTo = promisify(write);
const flush = promisify(fdatasync);
const closeFile = promisify(close);

/** Made under another name, so that it is whole wherever it is found. */
function openFile(dir: string): number {
  const path = fileOf(dir);
  const flags = constants.O_WRONLY | ONE_STEP;
  try {
    return openSync(path, flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const fresh = `${path}.new`;
  try {
    writeFileSync(fresh, Buffer.alloc(2 * HALF), { mode: 0o600, flush: true });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  flushFolder(dir);
  return openSync(path, flags);
}

/** Not every system lets a folder be flushed, or needs it. */
function flushFolder(dir: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dir, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function recordOf(session: Buffer, number: number, operations: Buffer): Buffer {
  const record = Buffer.allocUnsafe(HEADER + operations.length);
  record.writeUInt32LE(record.length, 0);
  session.copy(record, CHECKED);
  recordBytes(number).copy(record, CHECKED + session.length);
  operations.copy(record, HEADER);
  record.writeUInt32LE(crc32(record.subarray(CHECKED)), 4);
  return record;
}

interface Recorded {
  readonly session: Buffer;
  readonly number: number;
  readonly operations: Buffer;
}

/** The whole records from the beginning of a half. */
function* recordsIn(bytes: Buffer): Generator<Recorded> {
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    if (length < HEADER || at + length > bytes.length) return;
    const checked = bytes.subarray(at + CHECKED, at + length);
    if (crc32(checked) !== bytes.readUInt32LE(at + 4)) return;
    yield {
      session: checked.subarray(0, SESSION),
      number: checked.readUIntBE(SESSION, 6),
      operations: checked.subarray(HEADER - CHECKED),
    };
    at += length;
  }
}

interface Mark {
  /** None where there was no journal before. */
  readonly session: Buffer | undefined;
  readonly number: number;
}

const markOf = (session: Buffer, number: number): Operation => ({
  tree: 'meta',
  key: APPLIED,
  value: Buffer.concat([session, recordBytes(number)]),
});

function markIn({ meta }: Env): Mark {
  const stored = meta.getBinary(APPLIED);
  if (stored === undefined) return { session: undefined, number: 0 };
  return { session: Buffer.from(stored.subarray(0, SESSION)), number: stored.readUIntBE(SESSION, 6) };
}

/** The records of that session which follow without a gap. */
function recordsAfter({ session, number: applied }: Mark, bytes: Buffer): Recorded[] {
  const found = [...recordsIn(bytes.subarray(0, HALF)), ...recordsIn(bytes.subarray(HALF))]
    .filter((record) => record.number > applied && session?.equals(record.session))
    .sort((a, b) => a.number - b.number);
  const gap = found.findIndex(({ number }, i) => number !== applied + 1 + i);
  return gap < 0 ? found : found.slice(0, gap);
}

/** After a crash: what was acknowledged and had not come into the trees. */
export function replay(env: Env): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(fileOf(env.dir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const mark = markIn(env);
  const missing = recordsAfter(mark, bytes);
  const last = missing.at(-1);
  if (!last) return;
  env.root.transactionSync(() => {
    for (const { operations } of missing) perform(env, decodeOperations(operations));
    perform(env, [markOf(last.session, last.number)]);
  });
}
