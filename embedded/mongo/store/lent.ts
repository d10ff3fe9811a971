/**
 * Documents without a copy of each: LMDB reads every value into the same memory, and lends it. It is good until this
 * thread reads the next value, of whatever kind. The document is the beginning of the bytes that are given and says
 * itself how long it is; `kept` is a copy of it.
 */
import type { Database } from 'lmdb';

/** How a tree of documents is opened for walking: keys are record numbers, their last six bytes; values are lent. */
export const lending = {
  encoder: {
    encode(): never {
      throw new Error('nothing is written through a tree that lends');
    },
    decode: lend,
  },
  keyEncoder: {
    writeKey(key: Buffer, target: Buffer, at: number): number {
      target.set(key, at);
      return at + key.length;
    },
    readKey: (source: Buffer, _start: number, end: number) => source.readUIntBE(end - 6, 6),
  },
  cache: false,
};

let lender: Uint8Array | undefined;
let plain = Buffer.alloc(0);

/** LMDB's own object has a length that changes, which makes it slow to read: this is a plain one of the same bytes. */
function lend(bytes: Uint8Array): Buffer {
  if (bytes !== lender) {
    lender = bytes;
    plain = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  }
  return plain;
}

export function lentValue(store: Database<Buffer, Buffer>, key: Buffer): Buffer | undefined {
  const shared = store.getBinaryFast(key);
  return shared && lend(shared);
}

export function kept(lent: Buffer): Buffer {
  const size = lent.readInt32LE(0);
  const copy = Buffer.allocUnsafe(size);
  lent.copy(copy, 0, 0, size);
  return copy;
}
