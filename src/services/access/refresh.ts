/**
 * A refresh token is good once, and gives the next one. Shown again within a few seconds it gives the same successor
 * once more, as long as nobody has used that: the answer may have been lost, or two pages asked at once.
 *
 * That is safe because there is still one live token only. Whoever stole the old one gets none of their own: they
 * share the owner's. The first of the two to use it makes it an old one, and when the other shows it, the session
 * ends for both. So the grace puts the discovery off until the next use, and no further.
 */
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { sameSecret } from '../../core/crypto/index.ts';
import { AuthenticationError } from '../../core/errors.ts';
import { type SystemScope, scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { Session } from '../../models/sessions.ts';
import type { User } from '../../models/users.ts';
import type { Audit } from '../audit/audit.ts';
import type { Accounts } from '../people/accounts.ts';
import {
  hashOf,
  type RefreshToken,
  type RefreshTokens,
  randomSecret,
  readRefreshToken,
  successorOf,
} from './refresh-tokens.ts';
import type { SessionLists } from './session-lists.ts';
import { liveOf } from './session-state.ts';
import { type Device, type Pass, type Sessions, timesOf } from './sessions.ts';
import type { AssertTenant } from './tenant-state.ts';

/** Of a request that nobody has signed in for yet. */
export interface Visit extends Device {
  readonly requestId: string;
}

export interface Refresh {
  /** Whose token this is or was, as its tag alone says; undefined for one that we never gave to anybody. No round trip. */
  sessionOf(token: string): string | undefined;
  refresh(token: string, visit: Visit): Promise<Pass>;
  /** Ends the session of a token that is, or was just, its live one; does nothing where there is no such session. */
  logout(token: string, visit: Visit): Promise<void>;
}

interface Needs {
  readonly sessions: Repository<Session>;
  readonly users: Pick<Repository<User>, 'findById'>;
  readonly accounts: Pick<Accounts, 'nameOf'>;
  readonly own: Pick<Sessions, 'pass' | 'seal' | 'end'>;
  readonly refreshTokens: RefreshTokens;
  readonly lists: SessionLists;
  readonly audit: Audit;
  readonly assertTenant: AssertTenant;
  readonly clock: Clock;
  readonly scope: SystemScope;
}

/** Longer than a client waits before it tries again, and much shorter than an access token lasts. */
export const graceMs = 20_000;

export function createRefresh(needs: Needs): Refresh {
  const { sessions, users, accounts, own, refreshTokens, lists, audit, assertTenant, clock, scope } = needs;

  async function found({ sessionId }: RefreshToken) {
    const session = await sessions.findById(scope, sessionId);
    const user = session && (await users.findById(scopeFromAuthentication(session), session.userId));
    return liveOf(session, user, clock.now());
  }

  /** Undefined where somebody else was first. */
  async function rotated(
    session: Session,
    { secret }: RefreshToken,
    visit: Visit,
  ): Promise<Pass | undefined> {
    const now = clock.now();
    const salt = randomSecret();
    const next = successorOf(secret, salt);
    const change = {
      refreshHash: hashOf(next),
      replaced: { hash: session.refreshHash, salt, at: now },
      deviceSealed: own.seal(session, { ip: visit.ip, userAgent: visit.userAgent }),
      ...timesOf(session.createdAt, now),
    };
    const { matchedCount } = await sessions.updateOne(
      scopeFromAuthentication(session),
      { _id: session._id, refreshHash: session.refreshHash, endedAt: null },
      { $set: change },
    );
    if (matchedCount === 0) return undefined;
    await lists.forget(session.userId);
    return own.pass({ ...session, ...change }, next);
  }

  async function stolen(session: Session, user: User, visit: Visit): Promise<AuthenticationError> {
    const tenant = scopeFromAuthentication(session);
    const event = { action: 'session.revoke', resource: { type: 'session', id: session._id } } as const;
    await audit.record(
      tenant,
      asActor(user, visit),
      { ...event, after: { reason: 'refresh token reused' } },
      () => own.end(tenant, session.userId, session._id),
    );
    return new AuthenticationError(
      'This refresh token was used before, so somebody else may have it. The session has ended; sign in again.',
      { code: 'REFRESH_TOKEN_REUSED' },
    );
  }

  function asActor(
    user: User,
    { requestId, ip }: Visit,
  ): Pick<Caller, 'kind' | 'id' | 'name' | 'requestId' | 'ip'> {
    return { kind: 'user', id: user._id, name: accounts.nameOf(user), requestId, ip };
  }

  /** What a token is to its session, as that stands now. */
  function placeOf(session: Session, token: RefreshToken): 'live' | 'replaced' | 'old' | 'unknown' {
    const hash = hashOf(token.secret);
    if (sameSecret(hash, session.refreshHash)) return 'live';
    const { replaced } = session;
    const isRecent = replaced != null && clock.now().getTime() - replaced.at.getTime() <= graceMs;
    if (isRecent && sameSecret(hash, replaced.hash)) return 'replaced';
    return refreshTokens.isOurs(token) ? 'old' : 'unknown';
  }

  return {
    sessionOf(text) {
      const token = readRefreshToken(text);
      return token !== undefined && refreshTokens.isOurs(token) ? token.sessionId : undefined;
    },
    async refresh(text, visit) {
      const token = readRefreshToken(text) ?? refuse();
      for (;;) {
        const { session, user } = await found(token);
        await assertTenant(session.tenantId);
        switch (placeOf(session, token)) {
          case 'live': {
            const pass = await rotated(session, token, visit);
            if (pass !== undefined) return pass;
            break;
          }
          case 'replaced':
            return own.pass(session, successorOf(token.secret, session.replaced?.salt ?? ''));
          case 'old':
            throw await stolen(session, user, visit);
          case 'unknown':
            return refuse();
        }
      }
    },
    async logout(text, visit) {
      const token = readRefreshToken(text);
      if (token === undefined) return;
      const there = await found(token).catch((error: unknown) => {
        if (error instanceof AuthenticationError) return undefined;
        throw error;
      });
      if (there === undefined || placeOf(there.session, token) === 'unknown') return;
      const { session, user } = there;
      const tenant = scopeFromAuthentication(session);
      const event = { action: 'session.end', resource: { type: 'session', id: session._id } } as const;
      await audit.record(tenant, asActor(user, visit), event, () => own.end(tenant, user._id, session._id));
    },
  };
}

function refuse(): never {
  throw new AuthenticationError('This is no refresh token of ours. Sign in again.', {
    code: 'REFRESH_TOKEN_UNKNOWN',
  });
}
