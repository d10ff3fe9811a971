/**
 * What is signed: the access token, which says which session somebody has, and the challenge, which says that the
 * first of two factors was right. Neither is taken for the other.
 */
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../core/clock.ts';
import { AuthenticationError, TrunklineError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import { type SigningKeys, skewMs, type VerifyingKey } from './signing-keys.ts';

export interface AccessClaims {
  readonly userId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  /** When it is not accepted any more. */
  readonly expiresAt: Date;
}

export interface ChallengeClaims {
  readonly userId: string;
  readonly tenantId: string;
  /** The user's: a password that was changed since ends the challenge. */
  readonly epoch: number;
}

interface Signed {
  readonly token: string;
  readonly expiresAt: Date;
}

export interface Tokens {
  access(claims: Omit<AccessClaims, 'expiresAt'>): Promise<Signed>;
  accessOf(token: string): Promise<AccessClaims>;
  challenge(claims: ChallengeClaims): Promise<Signed>;
  challengeOf(token: string): Promise<ChallengeClaims>;
}

export const accessTokenMs = 15 * 60_000;
const challengeMs = 5 * 60_000;
const issuer = 'trunkline';
const algorithm = 'HS256';

type Audience = 'access' | 'second-factor';

export function createTokens(keys: Pick<SigningKeys, 'current' | 'find'>, clock: Clock): Tokens {
  async function sign(audience: Audience, lastsMs: number, payload: JWTPayload): Promise<Signed> {
    const { kid, secret } = await keys.current();
    const expiresAt = new Date(clock.now().getTime() + lastsMs);
    const token = await new SignJWT({ ...payload, exp: Math.floor(+expiresAt / 1000) })
      .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .sign(secret);
    return { token, expiresAt };
  }

  async function payloadOf(audience: Audience, lastsMs: number, token: string) {
    let key: VerifyingKey | undefined;
    const secretOf = async ({ kid }: { kid?: string }) => {
      key = kid !== undefined && isId('sgn', kid) ? await keys.find(kid) : undefined;
      if (key !== undefined) return key.secret;
      throw new AuthenticationError('This token was signed with a key that is not in use any more.', {
        code: 'TOKEN_UNKNOWN_KEY',
      });
    };
    try {
      const options = { issuer, audience, algorithms: [algorithm], currentDate: clock.now() };
      const { payload } = await jwtVerify(token, secretOf, options);
      return { payload, expiresAt: expiryOf(payload, lastsMs, key) };
    } catch (error) {
      throw error instanceof TrunklineError ? error : translated(error);
    }
  }

  /**
   * Whoever has stolen a key could make a token that outlives it, and whoever has found that good would remember it: it
   * ends with its key, and what lasts longer than any of ours is none.
   */
  function expiryOf({ exp }: JWTPayload, lastsMs: number, key: VerifyingKey | undefined): Date {
    if (exp === undefined || key === undefined) throw malformed();
    const expiresMs = exp * 1000;
    if (expiresMs > clock.now().getTime() + lastsMs + skewMs) throw malformed();
    return new Date(Math.min(expiresMs, key.verifiesUntil.getTime()));
  }

  return {
    access: ({ userId, tenantId, sessionId }) =>
      sign('access', accessTokenMs, { sub: userId, tid: tenantId, sid: sessionId }),
    async accessOf(token) {
      const { payload, expiresAt } = await payloadOf('access', accessTokenMs, token);
      const { sub, tid, sid } = payload;
      if (!isId('usr', sub) || !isId('ten', tid) || !isId('ses', sid)) throw malformed();
      return { userId: sub, tenantId: tid, sessionId: sid, expiresAt };
    },
    challenge: ({ userId, tenantId, epoch }) =>
      sign('second-factor', challengeMs, { sub: userId, tid: tenantId, epoch }),
    async challengeOf(token) {
      const { payload } = await payloadOf('second-factor', challengeMs, token);
      const { sub, tid, epoch } = payload;
      if (!isId('usr', sub) || !isId('ten', tid) || typeof epoch !== 'number') throw malformed();
      return { userId: sub, tenantId: tid, epoch };
    },
  };
}

function translated(cause: unknown): unknown {
  if (cause instanceof errors.JWTExpired) {
    return new AuthenticationError('This token has expired; get another by the refresh token.', {
      code: 'TOKEN_EXPIRED',
      cause,
    });
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed) {
    return new AuthenticationError('This token was not signed by us, or was changed.', {
      code: 'TOKEN_SIGNATURE_WRONG',
      cause,
    });
  }
  return cause instanceof errors.JOSEError ? malformed(cause) : cause;
}

function malformed(cause?: unknown): AuthenticationError {
  return new AuthenticationError('This is no token of ours, or not for this.', {
    code: 'TOKEN_MALFORMED',
    cause,
  });
}
