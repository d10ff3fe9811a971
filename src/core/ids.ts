/**
 * Ids say what they are of: a prefix, and 26 characters of Crockford's base32 that hold 128 bits. They are no
 * secrets: whoever knows one still has to be allowed to see what it names.
 */
import { hash } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { fewRandomBytes } from './random.ts';

/** Every prefix there is, and what it is an id of. */
export const prefixes = {
  ten: 'tenant',
  usr: 'user',
  ses: 'session',
  sgn: 'signing key',
  key: 'API key',
  aud: 'audit entry',
  sub: "key of a person's values in the audit log",
  mail: 'mail',
  conn: 'connection',
  whs: 'webhook secret',
  num: 'number',
  agt: 'agent',
  call: 'call',
  note: 'note about a call',
  view: 'view of the list of calls',
  rcpt: 'receipt',
  fact: 'fact',
  evt: 'event',
  str: 'stream',
  rec: 'recording',
  trn: 'transcript',
  ins: 'insight',
  card: 'rate card',
  led: 'ledger entry',
  inv: 'invoice',
  ep: 'endpoint',
  dlv: 'delivery',
  era: 'erasure',
  exp: 'export',
  tomb: 'tombstone',
  req: 'request',
  job: 'job',
} as const;

export type Prefix = keyof typeof prefixes;
export type Id<P extends Prefix> = `${P}_${string}`;

const randomBits = 80n;
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** 26 characters could hold 130 bits, so the first one is never above 7. */
const shape = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/**
 * A source of ids that sort by when they were made: 48 bits of time in milliseconds, 80 random bits. Within a
 * process each is greater than the one before, also within a millisecond and while the clock is behind.
 */
export function createIds(clock: Clock): <P extends Prefix>(prefix: P) => Id<P> {
  let last = 0n;
  return (prefix) => {
    const now = BigInt(clock.now().getTime());
    last = now > last >> randomBits ? (now << randomBits) | numberOf(fewRandomBytes(10)) : last + 1n;
    return `${prefix}_${base32(last.toString(16).padStart(32, '0'))}`;
  };
}

export const newId = createIds(systemClock);

/** The same parts always make the same id: what was known under its parts is found again, and never made twice. */
export function hashedId<P extends Prefix>(prefix: P, ...parts: string[]): Id<P> {
  return `${prefix}_${base32(hash('sha256', lengthPrefixed([prefix, ...parts]), 'hex').slice(0, 32))}`;
}

export function isId<P extends Prefix>(prefix: P, value: unknown): value is Id<P> {
  return (
    typeof value === 'string' && value.startsWith(`${prefix}_`) && shape.test(value.slice(prefix.length + 1))
  );
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

/** Of 128 bits in hexadecimal. Several are made for every message, so that no number is made of all of it. */
function base32(hex: string): string {
  let text = '';
  let rest = 0;
  // Two bits that are not there, so that the digits end where the hexadecimal ones do.
  let bits = 2;
  for (let at = 0; at < hex.length; at += 1) {
    rest = (rest << 4) | Number.parseInt(hex.charAt(at), 16);
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    text += alphabet.charAt(rest >> bits);
    rest &= (1 << bits) - 1;
  }
  return text;
}

/** Whatever it is of. */
export function isAnyId(value: string): boolean {
  const [prefix = ''] = value.split('_');
  return Object.hasOwn(prefixes, prefix) && isId(prefix as Prefix, value);
}
