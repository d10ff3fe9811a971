/** What a batch does to the trees, and the same as bytes. */
import type { Env } from './env.ts';

const TREES = ['docs', 'keys', 'meta'] as const;

export interface Operation {
  readonly tree: (typeof TREES)[number];
  readonly key: Buffer;
  /** Undefined where the entry is removed. */
  readonly value: Buffer | undefined;
}

/** To be called inside a transaction. */
export function perform(env: Env, operations: Iterable<Operation>): void {
  for (const { tree, key, value } of operations) {
    if (value) env[tree].put(key, value);
    else env[tree].remove(key);
  }
}

/** Is everything as they make it? */
export function arePerformed(env: Env, operations: Iterable<Operation>): boolean {
  for (const { tree, key, value } of operations) {
    const stored = env[tree].getBinary(key);
    if (stored && value ? !stored.equals(value) : stored !== value) return false;
  }
  return true;
}

export function sizeOf(operations: readonly Operation[]): number {
  return operations.reduce((sum, { key, value }) => sum + HEADER + key.length + (value?.length ?? 0), 0);
}

/** The tree (1) · length of the key (2) · length of the value and one more, or nothing (4) · key · value */
const HEADER = 7;

export function encodeOperations(operations: readonly Operation[]): Buffer {
  const bytes = Buffer.allocUnsafe(sizeOf(operations));
  let at = 0;
  for (const { tree, key, value } of operations) {
    at = bytes.writeUInt8(TREES.indexOf(tree), at);
    at = bytes.writeUInt16LE(key.length, at);
    at = bytes.writeUInt32LE(value ? value.length + 1 : 0, at);
    at += key.copy(bytes, at);
    if (value) at += value.copy(bytes, at);
  }
  return bytes;
}

export function* decodeOperations(bytes: Buffer): Generator<Operation> {
  for (let at = 0; at < bytes.length; ) {
    const tree = TREES[bytes.readUInt8(at)];
    if (!tree) throw new Error('the journal was written by another version');
    const key = at + HEADER;
    const value = key + bytes.readUInt16LE(at + 1);
    const marked = bytes.readUInt32LE(at + 3);
    at = value + Math.max(marked - 1, 0);
    yield {
      tree,
      key: bytes.subarray(key, value),
      value: marked > 0 ? bytes.subarray(value, at) : undefined,
    };
  }
}
