/**
 * The second factor: codes by time (RFC 6238), as every authenticator app makes them, and recovery codes for whoever
 * loses theirs. A code is good for its half minute and the ones beside it, and each is good once.
 */
import { hash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const periodSec = 30;
const recoveryCodes = 10;

export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

function totpOf(secret: string, label: string): TOTP {
  const shape = { algorithm: 'SHA1', digits: 6, period: periodSec };
  return new TOTP({ issuer: 'Trunkline', label, secret: Secret.fromBase32(secret), ...shape });
}

/** What an authenticator app reads from a picture. */
export const uriOf = (secret: string, email: string) => totpOf(secret, email).toString();

/** The time step whose code this is; undefined where it is of none that is good now. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totpOf(secret, '').validate({ token, timestamp: now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / periodSec) + delta;
}

/** 80 random bits each: nobody finds one by trying, so a quick hash will do. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const codes = Array.from({ length: recoveryCodes }, () =>
    (randomBytes(10).toString('hex').match(/.{5}/g) ?? []).join('-'),
  );
  return { codes, hashes: codes.map(recoveryHashOf) };
}

export function recoveryHashOf(code: string): string {
  return hash('sha256', code.toLowerCase().replaceAll(/[\s-]/g, ''), 'base64url');
}
