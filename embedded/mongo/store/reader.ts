/** Reading ranges of LMDB, in the main thread and in workers alike. */
import type { Env } from './env.ts';

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

export interface Range {
  /** Inclusive. */
  readonly low: Buffer;
  /** Exclusive. */
  readonly high: Buffer;
}

type Store = Env['docs'];

/**
 * The entries of a range, in either direction, after `from` where a former read ended. The iterator holds one
 * snapshot: it is to be used up or closed within the slice that opened it.
 */
export function entries(
  store: Store,
  range: Range,
  options: { reverse: boolean; from?: Buffer | undefined; values: boolean },
): Iterator<Entry> {
  const { reverse, from, values } = options;
  const bounds = reverse
    ? { start: from ?? range.high, end: range.low, exclusiveStart: true, inclusiveEnd: true, reverse }
    : { start: from ?? range.low, end: range.high, exclusiveStart: from !== undefined };
  if (values) return store.getRange(bounds)[Symbol.iterator]() as Iterator<Entry>;
  const keys = store.getKeys(bounds)[Symbol.iterator]() as Iterator<Buffer>;
  return new KeysOnly(keys);
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
