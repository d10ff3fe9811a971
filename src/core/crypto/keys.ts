/** The keys of ENCRYPTION_KEYS, each split into one key for each use, so that no use can weaken another. */
import { hkdfSync } from 'node:crypto';
import type { Key } from '../config/kinds.ts';
import { lengthPrefixed } from '../length-prefixed.ts';

/** The current key first; the others are still good for what was made with them. */
export type KeyRing = readonly [Key, ...Key[]];

export function derived(ring: KeyRing, use: string, purpose = ''): KeyRing {
  const derive = ({ id, bytes }: Key): Key => {
    const info = lengthPrefixed(['trunkline', use, purpose]);
    return { id, bytes: Buffer.from(hkdfSync('sha256', bytes, '', info, 32)) };
  };
  const [current, ...older] = ring;
  return [derive(current), ...older.map(derive)];
}
