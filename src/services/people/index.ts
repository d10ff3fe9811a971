/** Everything about people: put together from what the process has. */

import type { Config } from '../../core/config/index.ts';
import { createKeyedHash, createSealer } from '../../core/crypto/index.ts';
import type { Logger } from '../../core/logger/index.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { Models } from '../../models/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/audit.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { createAdministrators } from './administrators.ts';
import { createHelping, type Helping } from './helping.ts';
import { type CreateAdministrator, type CreateFirst, createAdministratorMaking } from './made-by-hand.ts';
import { type People as Actions, createPeople } from './people.ts';

export interface People extends Actions, Helping {
  readonly createFirst: CreateFirst;
  readonly createAdministrator: CreateAdministrator;
  readonly accounts: Accounts;
}

interface Needs {
  readonly config: Pick<Config, 'ENCRYPTION_KEYS'>;
  readonly models: Pick<Models, 'users' | 'sessions' | 'views' | 'leases'>;
  readonly log: Logger;
}

/** First, because getting in needs them. */
export function openAccounts({ config, models, log }: Needs): Accounts {
  const ring = config.ENCRYPTION_KEYS;
  return createAccounts({
    users: models.users,
    sealer: createSealer(ring),
    emails: createKeyedHash(ring, 'user.email'),
    scope: systemScope('an e-mail address has one account over all tenants', log),
  });
}

export function openPeople(
  needs: Needs & {
    accounts: Accounts;
    audit: Audit;
    access: Pick<Access, 'newPasswords' | 'invitations' | 'attempts' | 'passwordReset' | 'ended'>;
  },
): People {
  const { models, log } = needs;
  const { newPasswords, invitations, attempts, passwordReset, ended } = needs.access;
  const scope = systemScope('there always remains an administrator', log);
  const all = {
    ...needs,
    ...models,
    newPasswords,
    invitations,
    attempts,
    passwordReset,
    ended,
    administrators: createAdministrators({ ...models, scope }),
  };
  return {
    ...createPeople(all),
    ...createHelping(all),
    ...createAdministratorMaking(all),
    accounts: needs.accounts,
  };
}
