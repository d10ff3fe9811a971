/**
 * A key as it is sent:
 *
 *     tl_live_ · public id (26) · _ · secret (43) · check (6)
 *
 * The public id is that of the key's own id, by which it is found. The secret is 256 random bits. The check is the
 * CRC-32 of all before it: a typo, or a key cut short, is found without asking the database. It proves nothing.
 *
 * What is stored is a plain SHA-256 of the whole text. A hash with a key, or a slow one, is for secrets that can be
 * guessed; nobody tries out 2^256 of them, and a hash under ENCRYPTION_KEYS would make every API key die with the
 * encryption key it was stored under. The whole text, so that a secret is good for its own id and mode alone.
 */
import { hash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { base62, randomBase62 } from '../../core/base62.ts';
import { AuthenticationError } from '../../core/errors.ts';

const shape = /^tl_(?:live|test)_([0-7][0-9a-hjkmnp-tv-z]{25})_[0-9A-Za-z]{49}$/;
const secretLength = 43;
const checkLength = 6;

export function newKeyText(keyId: string, mode: 'live' | 'test'): string {
  const text = `tl_${mode}_${keyId.slice('key_'.length)}_${randomBase62(secretLength)}`;
  return text + checkOf(text);
}

/** Throws where this cannot be a key that anybody was ever given. */
export function keyIdIn(text: string): string {
  const publicId = shape.exec(text)?.[1];
  if (publicId !== undefined && text.endsWith(checkOf(text.slice(0, -checkLength)))) return `key_${publicId}`;
  throw new AuthenticationError(
    'This is no API key, or one that was copied wrongly: it begins with tl_live_ or tl_test_ and is 84 characters long.',
    { code: 'KEY_MALFORMED' },
  );
}

function checkOf(text: string): string {
  return base62(crc32(text), checkLength);
}

export function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

export function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
