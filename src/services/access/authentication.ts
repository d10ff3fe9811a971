/**
 * Access tokens at the door. A token that was found good is remembered until it runs out or its session or user is
 * announced as revoked, so that the next time costs a look into a map. One that is new here is verified, and its
 * session and user are read from the database: never from Redis, which nobody has to believe.
 */
import type { Identity } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { AuthenticationError } from '../../core/errors.ts';
import { permissionsOf } from '../../core/permissions.ts';
import { scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { Session } from '../../models/sessions.ts';
import type { User } from '../../models/users.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Revocations } from '../revocations/revocations.ts';
import type { SessionAuthentication } from './access.ts';
import { createRemembered } from './remembered.ts';
import { liveOf } from './session-state.ts';
import type { AccessClaims, Tokens } from './tokens.ts';

interface Needs {
  readonly users: Pick<Repository<User>, 'findById'>;
  readonly sessions: Pick<Repository<Session>, 'findById'>;
  readonly accounts: Pick<Accounts, 'nameOf'>;
  readonly tokens: Pick<Tokens, 'accessOf'>;
  readonly revocations: Pick<Revocations, 'subscribe' | 'isCurrent'>;
  readonly clock: Clock;
  /** How many tokens are remembered. */
  readonly most?: number;
}

export function createSessionAuthentication(needs: Needs): SessionAuthentication {
  const { users, sessions, accounts, tokens, revocations, clock, most = 10_000 } = needs;
  const remembered = createRemembered(most);
  let announcements = 0;
  revocations.subscribe((subject) => {
    announcements += 1;
    remembered.forget(
      (identity) =>
        subject === 'everything' ||
        (subject.kind === 'session' && subject.id === identity.sessionId) ||
        (subject.kind === 'user' && subject.id === identity.id),
    );
  });

  async function identityOf({ userId, tenantId, sessionId }: AccessClaims): Promise<Identity> {
    const scope = scopeFromAuthentication({ tenantId });
    const [session, someone] = await Promise.all([
      sessions.findById(scope, sessionId),
      users.findById(scope, userId),
    ]);
    const { user } = liveOf(session, someone, clock.now());
    return {
      kind: 'user',
      id: user._id,
      name: accounts.nameOf(user),
      tenantId,
      role: user.role,
      permissions: permissionsOf(user.role),
      sessionId,
    };
  }

  async function asked(token: string): Promise<Identity> {
    const claims = await tokens.accessOf(token);
    const before = announcements;
    const identity = await identityOf(claims);
    // What was announced meanwhile may be about this very session: then the next one asks again.
    if (before === announcements && revocations.isCurrent()) {
      remembered.set(token, { identity, expiresAtMs: claims.expiresAt.getTime() });
    }
    return identity;
  }

  return {
    authenticate(accessToken) {
      const warm = remembered.get(accessToken);
      if (warm === undefined || !revocations.isCurrent()) return asked(accessToken);
      if (clock.now().getTime() < warm.expiresAtMs) return warm.identity;
      remembered.delete(accessToken);
      throw new AuthenticationError('This token has expired; get another by the refresh token.', {
        code: 'TOKEN_EXPIRED',
      });
    },
  };
}
