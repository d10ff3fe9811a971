/** Sessions: begun by signing in, seen and ended by whoever they belong to. */
import type { Clock } from '../../core/clock.ts';
import { scopeFromAuthentication, type TenantScope } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { Session } from '../../models/sessions.ts';
import type { User } from '../../models/users.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { hashOf, type RefreshTokens, randomSecret } from './refresh-tokens.ts';
import type { SessionLists } from './session-lists.ts';
import { isLive } from './session-state.ts';
import type { Tokens } from './tokens.ts';

/** From where somebody signs in; shown to them in the list of their sessions. */
export interface Device {
  readonly ip: string;
  readonly userAgent: string;
}

/** What somebody who is signed in goes on with. */
export interface Pass {
  readonly sessionId: string;
  readonly accessToken: string;
  readonly accessExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

export interface SeenSession {
  readonly id: string;
  readonly startedAt: Date;
  readonly usedAt: Date;
  readonly expiresAt: Date;
  readonly device: Device;
}

export interface Sessions {
  start(user: User, device: Device, sessionId: string): Promise<Pass>;
  list(user: User): Promise<SeenSession[]>;
  /** False where there is no such session, or it has ended already. */
  end(scope: TenantScope, userId: string, sessionId: string): Promise<boolean>;
  pass(session: Session, secret: string): Promise<Pass>;
  seal(owner: Pick<Session, '_id' | 'tenantId'>, device: Device): string;
}

interface Needs {
  readonly sessions: Repository<Session>;
  readonly accounts: Pick<Accounts, 'seal' | 'open'>;
  readonly tokens: Pick<Tokens, 'access'>;
  readonly refreshTokens: RefreshTokens;
  readonly lists: SessionLists;
  readonly revocations: Pick<Revocations, 'announce'>;
  readonly clock: Clock;
}

const refreshTokenMs = 7 * 24 * 3_600_000;
/** However diligently it is refreshed: then its owner signs in again. */
const longestMs = 30 * 24 * 3_600_000;
/** So that its client can still be told that it has ended. */
const rememberedMs = 24 * 3_600_000;
/** The newest; more than anybody looks through. */
const mostListed = 100;

export function timesOf(startedAt: Date, now: Date) {
  const expiresAt = new Date(Math.min(+now + refreshTokenMs, +startedAt + longestMs));
  return { usedAt: now, expiresAt, forgetAt: new Date(+expiresAt + rememberedMs) };
}

export function createSessions(needs: Needs): Sessions {
  const { sessions, accounts, tokens, refreshTokens, lists, revocations, clock } = needs;

  async function pass(
    { _id: sessionId, tenantId, userId, expiresAt }: Session,
    secret: string,
  ): Promise<Pass> {
    const access = await tokens.access({ userId, tenantId, sessionId });
    return {
      sessionId,
      accessToken: access.token,
      accessExpiresAt: access.expiresAt,
      refreshToken: refreshTokens.textOf(sessionId, secret),
      refreshExpiresAt: expiresAt,
    };
  }

  const seal: Sessions['seal'] = (owner, device) =>
    accounts.seal(owner, 'session.device', JSON.stringify(device));

  return {
    pass,
    seal,
    async start({ _id: userId, tenantId, epoch }, device, sessionId) {
      const now = clock.now();
      const secret = randomSecret();
      const session: Session = {
        _id: sessionId,
        tenantId,
        userId,
        epoch,
        refreshHash: hashOf(secret),
        deviceSealed: seal({ _id: sessionId, tenantId }, device),
        ...timesOf(now, now),
        createdAt: now,
        updatedAt: now,
      };
      await sessions.insertOne(scopeFromAuthentication({ tenantId }), session);
      await lists.forget(userId);
      return pass(session, secret);
    },
    async list(user) {
      const { _id: userId, tenantId } = user;
      const now = clock.now();
      const stored = await lists.get(userId, () =>
        sessions.find(
          scopeFromAuthentication({ tenantId }),
          { userId, endedAt: null, expiresAt: { $gt: now } },
          {
            select: ['userId', 'tenantId', 'epoch', 'deviceSealed', 'createdAt', 'usedAt', 'expiresAt'],
            sort: { _id: -1 },
            limit: mostListed,
          },
        ),
      );
      return stored
        .filter((session) => isLive(session, user, now))
        .map((session) => ({
          id: session._id,
          startedAt: session.createdAt,
          usedAt: session.usedAt,
          expiresAt: session.expiresAt,
          device: JSON.parse(accounts.open(session, 'session.device', session.deviceSealed)) as Device,
        }));
    },
    async end(scope, userId, sessionId) {
      const filter = { _id: sessionId, userId, endedAt: null };
      const { matchedCount } = await sessions.updateOne(scope, filter, { $set: { endedAt: clock.now() } });
      await lists.forget(userId);
      // Also where it has ended already: whoever ended it may not have come to this.
      await revocations.announce({ kind: 'session', id: sessionId });
      return matchedCount === 1;
    },
  };
}
