/**
 * A refresh token is good once, and gives the next one. Shown again within a few seconds it gives the same successor
 * once more, as long as nobody has used that: the answer may have been lost, or two pages asked at once.
 *
 * That is safe because there is still one live token only. Whoever stole the old one gets none of their own: they
 * share the owner's. The first of the two to use it makes it an old one, and when the other shows it after the grace,
 * the session ends for both.
 *
 * One whose successor was used as well is refused, and gives nothing. Within the grace that is all that happens: tabs
 * that are loaded again while they refresh leave requests behind, and one of these may arrive several rotations late.
 * That hides no thief for longer than the grace, because it is counted from when that very token was replaced and
 * nothing prolongs it: whichever of the two was left behind holds a token that nobody replaces a second time, and when
 * it is shown after its grace, the session ends. What a thief shows within the grace of an old token brings them
 * nothing; what they rotate on makes the owner's token old. Only what was replaced a moment ago is remembered, and of
 * that a limited number: who rotates so quickly that one falls out is taken for what it looks like, and the session ends.
 */
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { AuthenticationError, ConflictError } from '../../core/errors.ts';
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
import { earlierOf, placeOf } from './replaced-tokens.ts';
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
      earlier: earlierOf(session, now),
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

  const placeNow = (session: Session, token: RefreshToken) =>
    placeOf(session, hashOf(token.secret), clock.now()) ?? (refreshTokens.isOurs(token) ? 'old' : 'unknown');

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
        switch (placeNow(session, token)) {
          case 'live': {
            const pass = await rotated(session, token, visit);
            if (pass !== undefined) return pass;
            break;
          }
          case 'replaced':
            return own.pass(session, successorOf(token.secret, session.replaced?.salt ?? ''));
          case 'earlier':
            throw late();
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
      if (there === undefined || placeNow(there.session, token) === 'unknown') return;
      const { session, user } = there;
      const tenant = scopeFromAuthentication(session);
      const event = { action: 'session.end', resource: { type: 'session', id: session._id } } as const;
      await audit.record(tenant, asActor(user, visit), event, () => own.end(tenant, user._id, session._id));
    },
  };
}

function late(): ConflictError {
  return new ConflictError(
    'This refresh token was replaced a moment ago, and so was the one after it. The session goes on: use the newest.',
    { code: 'REFRESH_TOKEN_REPLACED' },
  );
}

function refuse(): never {
  throw new AuthenticationError('This is no refresh token of ours. Sign in again.', {
    code: 'REFRESH_TOKEN_UNKNOWN',
  });
}
