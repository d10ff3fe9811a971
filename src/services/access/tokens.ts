/**
 * What is signed: the access token, which says which session somebody has, and the challenge, which says that the
 * first of two factors was right. Neither is taken for the other.
 */
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../core/clock.ts';
import { AuthenticationError, TrunklineError } from '../../core/errors.ts';
import { isId } from '../../core/ids.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface AccessClaims {
  readonly userId: string;
  readonly tenantId: string;
  readonly sessionId: string;
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

  async function payloadOf(audience: Audience, token: string): Promise<JWTPayload> {
    const secretOf = async ({ kid }: { kid?: string }) => {
      const key = kid !== undefined && isId('sgn', kid) ? await keys.find(kid) : undefined;
      if (key !== undefined) return key.secret;
      throw new AuthenticationError('This token was signed with a key that is not in use any more.', {
        code: 'TOKEN_UNKNOWN_KEY',
      });
    };
    try {
      const options = { issuer, audience, algorithms: [algorithm], currentDate: clock.now() };
      return (await jwtVerify(token, secretOf, options)).payload;
    } catch (error) {
      throw error instanceof TrunklineError ? error : translated(error);
    }
  }

  return {
    access: ({ userId, tenantId, sessionId }) =>
      sign('access', accessTokenMs, { sub: userId, tid: tenantId, sid: sessionId }),
    async accessOf(token) {
      const { sub, tid, sid, exp } = await payloadOf('access', token);
      if (!isId('usr', sub) || !isId('ten', tid) || !isId('ses', sid) || exp === undefined) throw malformed();
      return { userId: sub, tenantId: tid, sessionId: sid, expiresAt: new Date(exp * 1000) };
    },
    challenge: ({ userId, tenantId, epoch }) =>
      sign('second-factor', challengeMs, { sub: userId, tid: tenantId, epoch }),
    async challengeOf(token) {
      const { sub, tid, epoch } = await payloadOf('second-factor', token);
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
