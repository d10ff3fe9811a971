/**
 * Refresh tokens: the id of the session, a secret, and a tag that only we can make.
 *
 * The first secret is random, each further one is worked out from the one before and a random salt that lies in the
 * database. So whoever shows the token that was replaced a moment ago, because the answer was lost, gets the very
 * same successor again; there is never a second one. The database holds hashes and the salt, and from these nobody
 * works out a token.
 *
 * The tag tells a token that was ours once from one that was made up: only the first means that it was stolen.
 */
import { createHmac, hash, randomBytes } from 'node:crypto';
import { type createKeyedHash, sameSecret } from '../../core/crypto/index.ts';
import { isId } from '../../core/ids.ts';

export interface RefreshToken {
  readonly sessionId: string;
  readonly secret: string;
  readonly tag: string;
}

const shape = /^tl_refresh_([0-9a-z]{26})_([\w-]{43})_([\w-]{43})$/;

export function createRefreshTokens(tags: ReturnType<typeof createKeyedHash>) {
  return {
    textOf(sessionId: string, secret: string): string {
      return `tl_refresh_${sessionId.slice('ses_'.length)}_${secret}_${tags.hash(sessionId, secret)}`;
    },
    /** Whether we ever gave it to anybody. */
    isOurs: ({ sessionId, secret, tag }: RefreshToken) =>
      tags.hashes(sessionId, secret).some((one) => sameSecret(one, tag)),
  };
}

export type RefreshTokens = ReturnType<typeof createRefreshTokens>;

/** Undefined where it does not look like one. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const [, id = '', secret = '', tag = ''] = shape.exec(text) ?? [];
  const sessionId = `ses_${id}`;
  return isId('ses', sessionId) ? { sessionId, secret, tag } : undefined;
}

/** A secret, or a salt. */
export const randomSecret = () => randomBytes(32).toString('base64url');

export function successorOf(secret: string, salt: string): string {
  return createHmac('sha256', secret).update(salt).digest('base64url');
}

/** They have 256 random bits: nobody finds one by trying, so a quick hash will do. */
export const hashOf = (secret: string) => hash('sha256', secret, 'base64url');
