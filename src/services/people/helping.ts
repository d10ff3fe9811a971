/** What is done for people who cannot get in, or whom nobody should find signed in any more, by who looks after them. */
import { randomBytes } from 'node:crypto';
import type { Caller } from '../../core/caller.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/audit.ts';
import type { Accounts } from './accounts.ts';

export interface Helping {
  /** Failed tries to sign in are forgotten: no pause keeps them out any more. */
  unlock(caller: Caller, id: string): Promise<User>;
  /** All sessions of this person end, everywhere. */
  signOut(caller: Caller, id: string): Promise<User>;
  /** A mail with a link, as if they had asked for it themselves. */
  mailPasswordReset(caller: Caller, id: string): Promise<User>;
  /** Another password, which is told to whoever asked and to nobody else; all sessions end. */
  givePassword(caller: Caller, id: string): Promise<{ user: User; password: string }>;
}

interface Needs extends Pick<Access, 'attempts' | 'newPasswords' | 'passwordReset' | 'ended'> {
  readonly users: Pick<Repository<User>, 'findById' | 'updateOne'>;
  readonly accounts: Accounts;
  readonly audit: Audit;
}

/** Longer than anybody guesses, and still to be typed. */
export const randomPassword = () => randomBytes(15).toString('base64url');

export function createHelping(needs: Needs): Helping {
  const { users, accounts, attempts, newPasswords, passwordReset, ended, audit } = needs;

  async function existing(scope: TenantScope, id: string): Promise<User> {
    const user = await users.findById(scope, id);
    if (user !== null) return user;
    throw new NotFoundError('There is no such person.', { code: 'PERSON_NOT_FOUND' });
  }

  const event = <A extends `person.${string}`>(action: A, id: string) => ({
    action,
    resource: { type: 'user', id },
  });
  const forgetTries = (user: User) => attempts.clear(accounts.keyOf(accounts.emailOf(user)));

  return {
    async unlock(caller, id) {
      const user = await existing(caller.scope, id);
      await audit.record(caller.scope, caller, event('person.unlock', id), () => forgetTries(user));
      return user;
    },
    async signOut(caller, id) {
      const user = await existing(caller.scope, id);
      await audit.record(caller.scope, caller, event('person.sign-out', id), async () => {
        const another = { $inc: { epoch: 1 }, $unset: { keptSessionId: true } } as const;
        await users.updateOne(caller.scope, { _id: id }, another);
        await ended(id);
      });
      return user;
    },
    async mailPasswordReset(caller, id) {
      const user = await existing(caller.scope, id);
      await passwordReset.mail(user, caller);
      return user;
    },
    async givePassword(caller, id) {
      const user = await existing(caller.scope, id);
      if (user.status !== 'active') throw notActive(user);
      const password = randomPassword();
      const passwordHash = await newPasswords.hashed(password, await newPasswords.aboutOf(user));
      await audit.record(caller.scope, caller, event('person.give-password', id), async () => {
        if (!(await newPasswords.set(user, passwordHash, { status: 'active' }))) throw notActive(user);
        await forgetTries(user);
      });
      newPasswords.tell(user, caller);
      return { user, password };
    },
  };
}

function notActive({ status }: User): ConflictError {
  return new ConflictError(`This person is ${status}, and has no password that they could use.`, {
    code: 'PERSON_NOT_ACTIVE',
  });
}
