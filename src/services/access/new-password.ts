/** Setting a password, whichever way somebody has come to it: all sessions end with it, and its owner is told. */
import type { Background } from '../../core/background.ts';
import type { Clock } from '../../core/clock.ts';
import { scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { Mail } from '../mail/mail.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Passwords } from './passwords.ts';
import { assertGoodPassword } from './policy/index.ts';

type Names = Pick<User, '_id' | 'tenantId' | 'emailSealed' | 'nameSealed'>;

export interface NewPasswords {
  /** Checked against what is known of its owner, and hashed. Throws what they can be told. */
  hashed(password: string, about: readonly string[]): Promise<string>;
  aboutOf(user: Names): Promise<string[]>;
  /** Only while the user is as `asLong` says; false where that is over. */
  set(user: User, passwordHash: string, asLong: object, keptSessionId?: string): Promise<boolean>;
  tell(user: Names, by: { ip: string; requestId: string }): void;
}

interface Needs {
  readonly users: Pick<Repository<User>, 'updateOne'>;
  readonly accounts: Pick<Accounts, 'nameOf' | 'emailOf'>;
  readonly passwords: Passwords;
  readonly tenantName: (tenantId: string) => Promise<string>;
  /** Tells every instance that the sessions of this user have ended. */
  readonly ended: (userId: string) => Promise<void>;
  readonly mail: Mail;
  readonly background: Background;
  readonly clock: Clock;
}

export function createNewPasswords(needs: Needs): NewPasswords {
  const { users, accounts, passwords, tenantName, ended, mail, background, clock } = needs;
  return {
    async hashed(password, about) {
      assertGoodPassword(password, [...about, 'Trunkline']);
      return passwords.hash(password);
    },
    aboutOf: async (user) => [accounts.nameOf(user), accounts.emailOf(user), await tenantName(user.tenantId)],
    async set(user, passwordHash, asLong, keptSessionId) {
      const { matchedCount } = await users.updateOne(
        scopeFromAuthentication(user),
        { _id: user._id, ...asLong },
        {
          $set: { passwordHash, ...(keptSessionId !== undefined && { keptSessionId }) },
          $inc: { epoch: 1 },
          $unset: { reset: true, ...(keptSessionId === undefined && { keptSessionId: true }) },
        },
      );
      await ended(user._id);
      return matchedCount === 1;
    },
    tell(user, { ip, requestId }) {
      const at = clock.now();
      const message = {
        template: 'password-changed',
        to: accounts.emailOf(user),
        values: { name: accounts.nameOf(user), at: at.toISOString(), ip },
        key: `password-changed:${user._id}:${at.getTime()}`,
      } as const;
      background.run('a mail about a changed password', () =>
        mail.enqueue(scopeFromAuthentication(user), message, requestId),
      );
    },
  };
}
