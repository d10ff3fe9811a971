/** Whether a session goes on. */
import { AuthenticationError } from '../../core/errors.ts';
import type { Session } from '../../models/sessions.ts';
import type { User } from '../../models/users.ts';

type OfSession = Pick<Session, '_id' | 'epoch' | 'endedAt' | 'expiresAt' | 'userId'>;
type OfUser = Pick<User, '_id' | 'epoch' | 'keptSessionId' | 'status'>;

export function isLive(session: OfSession, user: OfUser, now: Date): boolean {
  if (session.userId !== user._id || session.endedAt != null || session.expiresAt <= now) return false;
  return session.epoch === user.epoch || session._id === user.keptSessionId;
}

/** Throws with a code of its own for each reason that its client can tell people about. */
export function liveOf<S extends OfSession, U extends OfUser>(
  session: S | null,
  user: U | null,
  now: Date,
): { session: S; user: U } {
  if (user?.status === 'disabled') throw disabled();
  if (user !== null && session !== null && isLive(session, user, now)) return { session, user };
  throw new AuthenticationError('This session has ended. Sign in again.', { code: 'SESSION_ENDED' });
}

export function disabled(): AuthenticationError {
  return new AuthenticationError('This account is disabled. Ask whoever looks after your people.', {
    code: 'USER_DISABLED',
  });
}
