/**
 * LMDB maps its file into memory and believes what it reads there: a file that is none of its own, or not whole, ends
 * the process. So it is looked at first, and where pages seem to be missing another process tries it.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where in a meta page its fields stand. The first two pages are meta pages; the one written last counts. */
const MAGIC_AT = 24;
const VERSION_AT = 28;
const PAGE_SIZE_AT = 48;
const FREE_ROOT_AT = 88;
const MAIN_ROOT_AT = 136;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const META_BYTES = 160;

const MAGIC = 0xbeefc0de;
const VERSION = 2;
/** The root of a tree that is empty. */
const NO_PAGE = 2n ** 64n - 1n;

/** Refuses a folder whose data file LMDB cannot be trusted with. One without a file, or with an empty one, is new. */
export function inspectFolder(dir: string): void {
  const file = join(dir, 'data.mdb');
  if (!existsSync(file)) return;
  const { wrong, isShort } = inspectFile(file);
  if (wrong) throw unusable(file, wrong);
  if (isShort && !isReadable(dir)) throw unusable(file, 'a part of it is missing');
}

function unusable(file: string, what: string): Error {
  return new Error(
    `the data file ${file} cannot be used: ${what}. Move the folder away, and restore a backup into a new one (docs/operations.md, "Backup and restore")`,
  );
}

function inspectFile(file: string): { wrong?: string; isShort: boolean } {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    if (size === 0) return { isShort: false };
    const first = metaAt(fd, 0);
    const pageSize = first?.readUInt32LE(PAGE_SIZE_AT) ?? 0;
    if (!first || !isMeta(first) || !isPageSize(pageSize))
      return { wrong: 'it is no data file of this engine, or its beginning was overwritten', isShort: false };
    const second = metaAt(fd, pageSize);
    if (!second) return { wrong: 'it ends after its first page', isShort: false };
    if (!isMeta(second)) return { wrong: 'its second page was overwritten', isShort: false };
    const order = second.readBigUInt64LE(TRANSACTION_AT) > first.readBigUInt64LE(TRANSACTION_AT);
    const meta = order ? second : first;
    const pages = BigInt(Math.floor(size / pageSize));
    const roots = [FREE_ROOT_AT, MAIN_ROOT_AT].map((at) => meta.readBigUInt64LE(at));
    if (roots.some((root) => root !== NO_PAGE && root >= pages))
      return { wrong: 'it ends before the pages that all others are found from', isShort: true };
    // Pages at the end that were given up before they were ever written may rightly be missing.
    return { isShort: meta.readBigUInt64LE(LAST_PAGE_AT) >= pages };
  } finally {
    closeSync(fd);
  }
}

function metaAt(fd: number, at: number): Buffer | undefined {
  const bytes = Buffer.alloc(META_BYTES);
  return readSync(fd, bytes, 0, META_BYTES, at) === META_BYTES ? bytes : undefined;
}

function isMeta(bytes: Buffer): boolean {
  return bytes.readUInt32LE(MAGIC_AT) === MAGIC && (bytes.readUInt32LE(VERSION_AT) & 0xffff) === VERSION;
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0;
}

/** Another process reads all of it, and lives? */
function isReadable(dir: string): boolean {
  const probe = fileURLToPath(new URL('./probe.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, [probe, dir], { stdio: 'ignore' });
  return status === 0;
}
