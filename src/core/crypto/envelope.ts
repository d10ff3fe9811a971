/**
 * How something encrypted is laid out, in bytes and, as base64url of the same bytes, in text:
 *
 *     version (1) · length of the key's id (1) · the key's id · nonce (12) · ciphertext · tag (16)
 *
 * Everything before the nonce is authenticated together with the context.
 */
export type Envelope = string | Uint8Array;

interface Parts {
  keyId: string;
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}

const version = 1;
export const nonceBytes = 12;
const tagBytes = 16;
const keyIdPattern = /^[A-Za-z0-9_-]{1,16}$/;

export function headerOf(keyId: string): Buffer {
  return Buffer.concat([Buffer.from([version, keyId.length]), Buffer.from(keyId)]);
}

export function joined({ keyId, nonce, ciphertext, tag }: Parts): Buffer {
  return Buffer.concat([headerOf(keyId), nonce, ciphertext, tag]);
}

/** Undefined where this is no envelope, or a damaged one. */
export function partsOf(envelope: Envelope): Parts | undefined {
  const bytes = bytesOf(envelope);
  if (bytes === undefined || bytes[0] !== version) return undefined;
  const nonceAt = 2 + (bytes[1] ?? 0);
  const textAt = nonceAt + nonceBytes;
  const tagAt = bytes.length - tagBytes;
  const keyId = bytes.toString('latin1', 2, nonceAt);
  if (tagAt < textAt || !keyIdPattern.test(keyId)) return undefined;
  return {
    keyId,
    nonce: bytes.subarray(nonceAt, textAt),
    ciphertext: bytes.subarray(textAt, tagAt),
    tag: bytes.subarray(tagAt),
  };
}

function bytesOf(envelope: Envelope): Buffer | undefined {
  if (typeof envelope !== 'string') {
    return Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength);
  }
  const bytes = Buffer.from(envelope, 'base64url');
  // Node reads over what does not belong there; a changed text must not pass for the original.
  return bytes.toString('base64url') === envelope ? bytes : undefined;
}
