/**
 * A hash anybody can make; this says that it was made by one who has ENCRYPTION_KEYS. Whoever can write to the database
 * and nothing else can hash a changed chain anew, and cannot sign it.
 */
import { createHmac } from 'node:crypto';
import { sameSecret } from '../../core/crypto/index.ts';
import { derived, type KeyRing } from '../../core/crypto/keys.ts';

export interface Signature {
  /** Which key of the ring signs. */
  readonly keyId: string;
  sign(hash: string): string;
  /** `unknown`: signed with a key that is not in the ring any more. */
  check(hash: string, keyId: string, mac: string): 'genuine' | 'forged' | 'unknown';
}

export function createSignature(ring: KeyRing): Signature {
  const keys = derived(ring, 'hash', 'audit');
  const [current] = keys;
  const signed = ({ bytes }: typeof current, hash: string) =>
    createHmac('sha256', bytes).update(hash).digest('base64url');
  return {
    keyId: current.id,
    sign: (hash) => signed(current, hash),
    check(hash, keyId, mac) {
      const key = keys.find(({ id }) => id === keyId);
      if (key === undefined) return 'unknown';
      return sameSecret(mac, signed(key, hash)) ? 'genuine' : 'forged';
    },
  };
}
