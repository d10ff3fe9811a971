/**
 * Passwords as Argon2id, by the parameters that OWASP recommends, on Node's own threads. Each takes 19 MiB and tens
 * of milliseconds, so only a few are worked out at once: those who sign in must not eat what calls are served with.
 */
import { randomBytes } from 'node:crypto';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import { createGate } from '../../core/gate.ts';

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Costs the same where there is no hash, and then is false. */
  verify(stored: string | undefined, password: string): Promise<boolean>;
  /** Whether it was made with parameters that have risen since. */
  isOutdated(stored: string): boolean;
}

export type PasswordCost = Required<Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>>;

export const recommendedCost: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Two of the four threads that files, names and other cryptography share; a hundred wait for some two seconds. */
const crowd = { atOnce: 2, waiting: 100 };

export function createPasswords(cost: PasswordCost = recommendedCost): Passwords {
  const gate = createGate(crowd);
  const nobodys = encodedOf(cost);
  return {
    hash: (password) => gate.run(() => hash(bytesOf(password), cost)),
    async verify(stored, password) {
      const isRight = await gate.run(() => verify(stored ?? nobodys, bytesOf(password)));
      return isRight && stored !== undefined;
    },
    isOutdated(stored) {
      const { memoryCost, timeCost, parallelism } = parseOptions(stored);
      return memoryCost < cost.memoryCost || timeCost < cost.timeCost || parallelism < cost.parallelism;
    },
  };
}

/** The same text, however a keyboard composes its letters. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'));
}

/** A hash that is of no password. */
function encodedOf({ memoryCost, timeCost, parallelism }: PasswordCost): string {
  const [salt, output] = [16, 32].map((length) => randomBytes(length).toString('base64').replace(/=+$/, ''));
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${salt}$${output}`;
}
