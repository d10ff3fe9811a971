/** Codes of the second factor, each taken once: that it was taken is written before anybody is let in by it. */
import type { Clock } from '../../core/clock.ts';
import { scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { Accounts } from '../people/accounts.ts';
import { recoveryHashOf, stepOf } from './second-factor.ts';

export interface Codes {
  /** Whether it is one, and was not taken before. A recovery code goes as well as one of the app. */
  take(user: User, code: string): Promise<boolean>;
}

interface Needs {
  readonly users: Pick<Repository<User>, 'updateOne'>;
  readonly accounts: Pick<Accounts, 'open'>;
  readonly clock: Clock;
}

export function createCodes({ users, accounts, clock }: Needs): Codes {
  return {
    async take(user, code) {
      if (user.totp?.confirmed !== true) return false;
      const scope = scopeFromAuthentication(user);
      const secret = accounts.open(user, 'user.totp', user.totp.secretSealed);
      const step = stepOf(secret, code, clock.now());
      if (step !== undefined) {
        const unused = { _id: user._id, 'totp.lastStep': { $lt: step } };
        const { matchedCount } = await users.updateOne(scope, unused, { $set: { 'totp.lastStep': step } });
        return matchedCount === 1;
      }
      const hash = recoveryHashOf(code);
      const unused = { _id: user._id, 'totp.confirmed': true, 'totp.recoveryHashes': hash };
      const { matchedCount } = await users.updateOne(scope, unused, {
        $pull: { 'totp.recoveryHashes': hash },
      });
      return matchedCount === 1;
    },
  };
}
