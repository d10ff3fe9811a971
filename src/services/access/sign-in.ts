/**
 * Signing in. Whoever has not shown a right password learns nothing: there is one answer for an address that nobody
 * has, a wrong password, and one that was never set; each costs the same reads, the same count and one verification.
 * What else is done about a failure (a note in the audit log, a mail) is done when the answer is under way.
 */
import type { Background } from '../../core/background.ts';
import type { Clock } from '../../core/clock.ts';
import { AuthenticationError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { Audit } from '../audit/audit.ts';
import type { Mail } from '../mail/mail.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Addresses } from './addresses.ts';
import type { Attempt, Attempts } from './attempts.ts';
import type { Codes } from './codes.ts';
import type { Passwords } from './passwords.ts';
import type { Visit } from './refresh.ts';
import { disabled } from './session-state.ts';
import type { Pass, Sessions } from './sessions.ts';
import type { AssertTenant } from './tenant-state.ts';
import type { Tokens } from './tokens.ts';

export type SignedIn =
  | { readonly outcome: 'signed-in'; readonly pass: Pass; readonly user: User }
  | { readonly outcome: 'second-factor'; readonly challenge: string; readonly expiresAt: Date };

export interface SignIn {
  login(credentials: { email: string; password: string }, visit: Visit): Promise<SignedIn>;
  secondFactor(
    answer: { challenge: string; code: string },
    visit: Visit,
  ): Promise<Extract<SignedIn, { outcome: 'signed-in' }>>;
}

interface Needs {
  readonly users: Pick<Repository<User>, 'findById' | 'updateOne'>;
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly addresses: Addresses;
  readonly passwords: Passwords;
  readonly codes: Codes;
  readonly tokens: Pick<Tokens, 'challenge' | 'challengeOf'>;
  readonly sessions: Pick<Sessions, 'start'>;
  readonly assertTenant: AssertTenant;
  readonly audit: Audit;
  readonly mail: Mail;
  readonly background: Background;
  readonly clock: Clock;
}

export function createSignIn(needs: Needs): SignIn {
  const { users, accounts, attempts, addresses, passwords, codes, tokens, sessions, assertTenant } = needs;
  const { audit, mail, background, clock } = needs;

  /** `by` says what was wrong, for those who read the audit log. */
  function refused(user: User | null, by: 'password' | 'code', attempt: Attempt, visit: Visit): void {
    if (user === null) return;
    const { _id: id } = user;
    const scope = scopeFromAuthentication(user);
    const actor = { kind: 'system', id: 'sign-in', name: 'Sign-in', requestId: visit.requestId } as const;
    background.run('noting a refused sign-in', () =>
      audit.append(scope, actor, {
        action: 'session.refuse',
        resource: { type: 'user', id },
        after: { wrong: by },
        personal: { subject: id, values: { ip: visit.ip } },
      }),
    );
    const { locksUntil } = attempt;
    if (locksUntil === undefined || user.status !== 'active') return;
    const values = {
      name: accounts.nameOf(user),
      at: clock.now().toISOString(),
      ip: visit.ip,
      until: locksUntil.toISOString(),
    };
    const key = `locked-out:${id}:${locksUntil.getTime()}`;
    const message = { template: 'locked-out', to: accounts.emailOf(user), values, key } as const;
    background.run('a mail about a locked account', () => mail.enqueue(scope, message, visit.requestId));
  }

  async function forgive(key: string, { ip }: Visit): Promise<void> {
    await Promise.all([attempts.forgive(key), addresses.forgive(ip)]);
  }

  async function start(user: User, visit: Visit): Promise<Extract<SignedIn, { outcome: 'signed-in' }>> {
    const { _id: id } = user;
    const scope = scopeFromAuthentication(user);
    const { ip, userAgent, requestId } = visit;
    const sessionId = newId('ses');
    const actor = { kind: 'user', id, name: accounts.nameOf(user), requestId, ip } as const;
    const event = { action: 'session.start', resource: { type: 'session', id: sessionId } } as const;
    const pass = await audit.record(scope, actor, event, () =>
      sessions.start(user, { ip, userAgent }, sessionId),
    );
    await Promise.all([
      attempts.clear(accounts.keyOf(accounts.emailOf(user))),
      addresses.forgive(ip),
      users.updateOne(scope, { _id: id }, { $set: { lastSignInAt: clock.now() } }),
    ]);
    return { outcome: 'signed-in', pass, user };
  }

  /** Where it could not even be looked at, it was no try. */
  async function verified(stored: string | undefined, password: string, key: string, visit: Visit) {
    try {
      return await passwords.verify(stored, password);
    } catch (error) {
      await forgive(key, visit);
      throw error;
    }
  }

  function renew({ passwordHash, ...user }: User, password: string): void {
    if (passwordHash === undefined || !passwords.isOutdated(passwordHash)) return;
    background.run('a stronger hash of a password', async () => {
      const stronger = await passwords.hash(password);
      const filter = { _id: user._id, passwordHash };
      await users.updateOne(scopeFromAuthentication(user), filter, { $set: { passwordHash: stronger } });
    });
  }

  return {
    async login({ email, password }, visit) {
      await addresses.begin(visit.ip);
      const key = accounts.keyOf(email);
      const attempt = await attempts.begin(key);
      const user = await accounts.byEmail(email);
      const isRight = await verified(user?.passwordHash, password, key, visit);
      if (user === null || !isRight) {
        refused(user, 'password', attempt, visit);
        throw new AuthenticationError('The e-mail address or the password is wrong.', {
          code: 'CREDENTIALS_WRONG',
        });
      }
      if (user.status !== 'active') throw disabled();
      await assertTenant(user.tenantId);
      renew(user, password);
      if (user.totp?.confirmed !== true) return start(user, visit);
      // The password was right; it is the codes that count now.
      await forgive(key, visit);
      const { _id: userId, tenantId, epoch } = user;
      const { token, expiresAt } = await tokens.challenge({ userId, tenantId, epoch });
      return { outcome: 'second-factor', challenge: token, expiresAt };
    },
    async secondFactor({ challenge, code }, visit) {
      const { userId, tenantId, epoch } = await tokens.challengeOf(challenge);
      await addresses.begin(visit.ip);
      const user = await users.findById(scopeFromAuthentication({ tenantId }), userId);
      if (user?.status === 'disabled') throw disabled();
      if (user === null || user.epoch !== epoch) {
        throw new AuthenticationError('This sign-in is not good any more. Begin anew.', {
          code: 'CHALLENGE_ENDED',
        });
      }
      await assertTenant(tenantId);
      const attempt = await attempts.begin(accounts.keyOf(accounts.emailOf(user)));
      if (await codes.take(user, code)) return start(user, visit);
      refused(user, 'code', attempt, visit);
      throw new AuthenticationError('This code is wrong, too old, or was used already.', {
        code: 'CODE_WRONG',
      });
    },
  };
}
