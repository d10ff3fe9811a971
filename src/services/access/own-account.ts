/** What people who are signed in do in their own matters: their password, their second factor, all their sessions. */
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import {
  AuthenticationError,
  AuthorizationError,
  ConflictError,
  ValidationError,
} from '../../core/errors.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { Audit } from '../audit/audit.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Attempts } from './attempts.ts';
import type { NewPasswords } from './new-password.ts';
import type { Passwords } from './passwords.ts';
import { newRecoveryCodes, newSecret, stepOf, uriOf } from './second-factor.ts';
import type { Sessions } from './sessions.ts';

export interface OwnAccount {
  me(caller: Caller): Promise<User>;
  rename(caller: Caller, name: string): Promise<User>;
  changePassword(caller: Caller, change: { current: string; password: string }): Promise<void>;
  /** False where they have no such session. */
  endSession(caller: Caller, sessionId: string): Promise<boolean>;
  logoutEverywhere(caller: Caller): Promise<void>;
  /** The session that asks goes on. */
  logoutOthers(caller: Caller): Promise<void>;
  /** Makes a secret, which is asked for by nobody until it is confirmed. */
  enrol(caller: Caller, password: string): Promise<{ secret: string; uri: string }>;
  /** From now on it is asked for. The codes that come back are shown once. */
  confirm(caller: Caller, code: string): Promise<string[]>;
  removeSecondFactor(caller: Caller, password: string): Promise<void>;
}

interface Needs {
  readonly users: Pick<Repository<User>, 'findById' | 'updateOne'>;
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly passwords: Passwords;
  readonly newPasswords: NewPasswords;
  readonly own: Pick<Sessions, 'end' | 'list'>;
  readonly ended: (userId: string) => Promise<void>;
  readonly audit: Audit;
  readonly clock: Clock;
}

export function createOwnAccount(needs: Needs): OwnAccount {
  const { users, accounts, attempts, passwords, newPasswords, own, ended, audit, clock } = needs;

  async function me({ scope, id }: Caller): Promise<User> {
    const user = await users.findById(scope, id);
    if (user !== null) return user;
    throw new AuthenticationError('This session has ended. Sign in again.', { code: 'SESSION_ENDED' });
  }

  /** Who sits down at somebody else's screen does not know the password; tries count like those of signing in. */
  async function proven(caller: Caller, password: string): Promise<User> {
    const user = await me(caller);
    const key = accounts.keyOf(accounts.emailOf(user));
    await attempts.begin(key);
    if (!(await passwords.verify(user.passwordHash, password))) {
      throw new AuthorizationError('The password is wrong.', { code: 'PASSWORD_WRONG' });
    }
    await attempts.clear(key);
    return user;
  }

  const event = <A extends `${string}.${string}`>(action: A, { id }: Caller) => ({
    action,
    resource: { type: 'user', id },
  });

  return {
    me,
    async rename(caller, name) {
      const user = await me(caller);
      // What somebody is called is nothing for a log that is kept for years.
      const after = { name: 'changed' };
      return audit.record(caller.scope, caller, { ...event('account.change', caller), after }, async () => {
        await users.updateOne(caller.scope, { _id: caller.id }, { $set: accounts.withName(user, name) });
        await ended(caller.id);
        return me(caller);
      });
    },
    async changePassword(caller, { current, password }) {
      const user = await proven(caller, current);
      const passwordHash = await newPasswords.hashed(password, await newPasswords.aboutOf(user));
      const asLong = { passwordHash: user.passwordHash };
      await audit.record(caller.scope, caller, event('password.change', caller), async () => {
        const changed = await newPasswords.set(user, passwordHash, asLong, caller.sessionId);
        if (!changed) throw new ConflictError('The password was changed by somebody else this moment.');
      });
      newPasswords.tell(user, caller);
    },
    async endSession(caller, sessionId) {
      const live = await own.list(await me(caller));
      if (!live.some(({ id }) => id === sessionId)) return false;
      const ending = { action: 'session.end', resource: { type: 'session', id: sessionId } } as const;
      return audit.record(caller.scope, caller, ending, () => own.end(caller.scope, caller.id, sessionId));
    },
    async logoutEverywhere(caller) {
      await audit.record(caller.scope, caller, event('session.end-all', caller), async () => {
        const another = { $inc: { epoch: 1 }, $unset: { keptSessionId: true } } as const;
        await users.updateOne(caller.scope, { _id: caller.id }, another);
        await ended(caller.id);
      });
    },
    async logoutOthers(caller) {
      const { scope, id, sessionId } = caller;
      const user = await me(caller);
      await audit.record(scope, caller, event('session.end-others', caller), async () => {
        const other = { $inc: { epoch: 1 } } as const;
        // By the epoch: who was told to sign in again meanwhile, by a reset of the password, stays signed out.
        const filter = { _id: id, epoch: user.epoch };
        const kept = sessionId === undefined ? {} : ({ $set: { keptSessionId: sessionId } } as const);
        const { matchedCount } = await users.updateOne(scope, filter, { ...other, ...kept });
        if (matchedCount === 0)
          throw new ConflictError('Your sessions were ended by somebody else this moment.');
        await ended(id);
      });
    },
    async enrol(caller, password) {
      const user = await proven(caller, password);
      if (user.totp?.confirmed === true) {
        throw new ConflictError('There is a second factor already; remove it first.', {
          code: 'SECOND_FACTOR_EXISTS',
        });
      }
      const secret = newSecret();
      const totp = {
        secretSealed: accounts.seal(user, 'user.totp', secret),
        confirmed: false,
        lastStep: 0,
        recoveryHashes: [],
      };
      await audit.record(caller.scope, caller, event('totp.enrol', caller), async () => {
        const unconfirmed = { _id: user._id, 'totp.confirmed': { $ne: true } };
        await users.updateOne(caller.scope, unconfirmed, { $set: { totp } });
      });
      return { secret, uri: uriOf(secret, accounts.emailOf(user)) };
    },
    async confirm(caller, code) {
      const { _id: id, totp, ...user } = await me(caller);
      if (totp == null || totp.confirmed) {
        throw new ConflictError('There is no second factor that waits for its first code.', {
          code: 'SECOND_FACTOR_NOT_WAITING',
        });
      }
      const { secretSealed } = totp;
      const step = stepOf(accounts.open({ _id: id, ...user }, 'user.totp', secretSealed), code, clock.now());
      if (step === undefined) {
        throw new ValidationError(
          'This code is not the one that the app should show now.',
          [{ path: 'body.code', message: 'is not right; is the clock of the device right?' }],
          { code: 'CODE_WRONG' },
        );
      }
      const { codes, hashes } = newRecoveryCodes();
      await audit.record(caller.scope, caller, event('totp.confirm', caller), async () => {
        const waiting = { _id: id, 'totp.secretSealed': secretSealed, 'totp.confirmed': false };
        const confirmed = {
          'totp.confirmed': true,
          'totp.lastStep': step,
          'totp.recoveryHashes': hashes,
        };
        const { matchedCount } = await users.updateOne(caller.scope, waiting, { $set: confirmed });
        if (matchedCount === 0) throw new ConflictError('The second factor was changed meanwhile.');
      });
      return codes;
    },
    async removeSecondFactor(caller, password) {
      const user = await proven(caller, password);
      await audit.record(caller.scope, caller, event('totp.remove', caller), () =>
        users.updateOne(caller.scope, { _id: user._id }, { $unset: { totp: true } }),
      );
    },
  };
}
