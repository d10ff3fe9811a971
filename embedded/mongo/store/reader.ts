/** Reading ranges of LMDB, in the main thread and in workers alike. */
import type { Env } from './env.ts';

/** Of an index, or a document's: then the key is its record number, and the value is lent. */
export interface Entry<Key = Buffer> {
  readonly key: Key;
  readonly value: Buffer;
}

export interface Range {
  /** Inclusive. */
  readonly low: Buffer;
  /** Exclusive. */
  readonly high: Buffer;
}

interface Way {
  readonly reverse: boolean;
  /** Where a former read ended. */
  readonly from: Buffer | undefined;
}

/**
 * The entries of a range of an index. Like that of documents(), the iterator holds one snapshot: it is to be used up
 * or closed within the slice that opened it.
 */
export function entries({ keys }: Env, range: Range, way: Way, values: boolean): Iterator<Entry> {
  const bounds = boundsOf(range, way);
  if (values) return keys.getRange(bounds)[Symbol.iterator]();
  return new KeysOnly(keys.getKeys(bounds)[Symbol.iterator]());
}

export function documents({ lent }: Env, range: Range, way: Way): Iterator<Entry<number>> {
  return lent.getRange(boundsOf(range, way))[Symbol.iterator]();
}

function boundsOf({ low, high }: Range, { reverse, from }: Way) {
  return reverse
    ? { start: from ?? high, end: low, exclusiveStart: true, inclusiveEnd: true, reverse }
    : { start: from ?? low, end: high, exclusiveStart: from !== undefined };
}

const NOTHING = Buffer.alloc(0);

class KeysOnly implements Iterator<Entry> {
  private readonly keys: Iterator<Buffer>;

  constructor(keys: Iterator<Buffer>) {
    this.keys = keys;
  }

  next(): IteratorResult<Entry> {
    const step = this.keys.next();
    return step.done
      ? { done: true, value: undefined }
      : { done: false, value: { key: step.value, value: NOTHING } };
  }

  return(): IteratorResult<Entry> {
    this.keys.return?.();
    return { done: true, value: undefined };
  }
}
