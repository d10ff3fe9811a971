/**
 * Hashes that nobody without the ring can make or try out: for finding an API key without storing it, for counting
 * by address without keeping addresses. Hashes for one purpose say nothing about those for another.
 */
import { createHmac } from 'node:crypto';
import type { Key } from '../config/kinds.ts';
import { lengthPrefixed } from '../length-prefixed.ts';
import { derived, type KeyRing } from './keys.ts';

export interface KeyedHash {
  /** What is stored: the hash under the current key. */
  hash(...parts: string[]): string;
  /** What is looked for: the hashes under every key of the ring, as what was stored before a rotation has an older one. */
  hashes(...parts: string[]): string[];
}

export function createKeyedHash(ring: KeyRing, purpose: string): KeyedHash {
  const keys = derived(ring, 'hash', purpose);
  return {
    hash: (...parts) => hmac(keys[0], parts),
    hashes: (...parts) => keys.map((key) => hmac(key, parts)),
  };
}

function hmac({ bytes }: Key, parts: string[]): string {
  return createHmac('sha256', bytes).update(lengthPrefixed(parts)).digest('base64url');
}
