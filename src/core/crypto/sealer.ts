/**
 * Encrypts what must not lie open in the database: AES-256-GCM under the current key of the ring, bound to a context.
 * Text becomes text and bytes become bytes, each in the same layout.
 *
 * Nonces are random: a key is good for 2^32 envelopes (NIST SP 800-38D), which at ten million a day is more than a
 * year. Rotating is putting a new key in front of the ring and resealing what the older ones hold.
 */
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import type { Key } from '../config/kinds.ts';
import { fewRandomBytes } from '../random.ts';
import { contextBytes, type SealContext } from './context.ts';
import { type Envelope, headerOf, joined, nonceBytes, partsOf } from './envelope.ts';
import { derived, type KeyRing } from './keys.ts';

export interface Sealer {
  seal(plaintext: string, context: SealContext): string;
  seal(plaintext: Uint8Array, context: SealContext): Buffer;
  open(envelope: string, context: SealContext): string;
  open(envelope: Uint8Array, context: SealContext): Buffer;
  /** The same content under the current key; the envelope itself where it is under that key already. */
  reseal(envelope: string, context: SealContext): string;
  reseal(envelope: Uint8Array, context: SealContext): Uint8Array;
  /** Which key an envelope needs. */
  keyIdOf(envelope: Envelope): string;
}

/** What could not be opened, and why, as far as that may be told. */
export class OpenError extends Error {
  override readonly name = 'OpenError';
  readonly reason: 'key unknown' | 'cannot be opened';

  constructor(reason: OpenError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

const algorithm = 'aes-256-gcm';

export function createSealer(ring: KeyRing): Sealer {
  // A key that is bytes would be made into one of these for every value, at three times the cost of all the rest.
  const sealing = ({ id, bytes }: Key) => ({ id, key: createSecretKey(bytes) });
  const [first, ...older] = derived(ring, 'seal');
  const current = sealing(first);
  const keys = [current, ...older.map(sealing)];

  function sealBytes(plaintext: Uint8Array, context: SealContext): Buffer {
    const nonce = fewRandomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, current.key, nonce);
    cipher.setAAD(authenticated(current.id, context));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return joined({ keyId: current.id, nonce, ciphertext, tag: cipher.getAuthTag() });
  }

  function openBytes(envelope: Envelope, context: SealContext): Buffer {
    const { keyId, nonce, ciphertext, tag } = partsOf(envelope) ?? refuse();
    const known = keys.find(({ id }) => id === keyId);
    if (known === undefined) {
      const message = `this was encrypted with key "${keyId}", which is not in ENCRYPTION_KEYS; put it back, behind the current one`;
      throw new OpenError('key unknown', message);
    }
    const decipher = createDecipheriv(algorithm, known.key, nonce);
    decipher.setAAD(authenticated(keyId, context)).setAuthTag(tag);
    const content = decipher.update(ciphertext);
    try {
      return Buffer.concat([content, decipher.final()]);
    } catch {
      return refuse();
    }
  }

  function seal(plaintext: string, context: SealContext): string;
  function seal(plaintext: Uint8Array, context: SealContext): Buffer;
  function seal(plaintext: string | Uint8Array, context: SealContext): string | Buffer {
    if (typeof plaintext !== 'string') return sealBytes(plaintext, context);
    return sealBytes(Buffer.from(plaintext), context).toString('base64url');
  }

  function open(envelope: string, context: SealContext): string;
  function open(envelope: Uint8Array, context: SealContext): Buffer;
  function open(envelope: Envelope, context: SealContext): string | Buffer {
    const content = openBytes(envelope, context);
    return typeof envelope === 'string' ? content.toString() : content;
  }

  function keyIdOf(envelope: Envelope): string {
    return (partsOf(envelope) ?? refuse()).keyId;
  }

  function reseal(envelope: string, context: SealContext): string;
  function reseal(envelope: Uint8Array, context: SealContext): Uint8Array;
  function reseal(envelope: Envelope, context: SealContext): Envelope {
    if (keyIdOf(envelope) === current.id) return envelope;
    const anew = sealBytes(openBytes(envelope, context), context);
    return typeof envelope === 'string' ? anew.toString('base64url') : anew;
  }

  return { seal, open, reseal, keyIdOf };
}

function authenticated(keyId: string, context: SealContext): Buffer {
  return Buffer.concat([headerOf(keyId), contextBytes(context)]);
}

function refuse(): never {
  throw new OpenError(
    'cannot be opened',
    'this cannot be decrypted: it is damaged, belongs somewhere else, or ENCRYPTION_KEYS has other bytes under the id of its key',
  );
}
