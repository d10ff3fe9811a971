/** Administrators whom nobody has invited. Made by whoever has the machine: `npm run up`, the command line. */
import { type Actor, platformTenantId } from '../../core/caller.ts';
import { ConflictError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import { scopeFromAuthentication } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';
import type { NewPasswords } from '../access/new-password.ts';
import type { Audit } from '../audit/audit.ts';
import type { Accounts } from './accounts.ts';
import type { Administrators } from './administrators.ts';

export interface NewAdministrator {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** Throws a ConflictError with the code ADMINISTRATOR_EXISTS where there is one who can sign in. */
export type CreateFirst = (first: NewAdministrator, requestId: string) => Promise<User>;

/** Also where there are others: whoever has the machine can get in when none of them can. */
export type CreateAdministrator = (administrator: NewAdministrator, by: Actor) => Promise<User>;

interface Needs {
  readonly users: Pick<Repository<User>, 'insertOne'>;
  readonly accounts: Accounts;
  readonly administrators: Administrators;
  readonly newPasswords: Pick<NewPasswords, 'hashed'>;
  readonly audit: Audit;
}

export function createAdministratorMaking(needs: Needs) {
  const { users, accounts, administrators, newPasswords, audit } = needs;

  async function make(
    { email, name, password }: NewAdministrator,
    actor: Actor,
    action: 'person.create-first' | 'person.create-administrator',
  ): Promise<User> {
    const passwordHash = await newPasswords.hashed(password, [email, name]);
    const owner = { _id: newId('usr'), tenantId: platformTenantId };
    const now = new Date();
    const user: User = {
      ...owner,
      ...accounts.withEmail(owner, email),
      ...accounts.withName(owner, name),
      role: 'administrator',
      status: 'active',
      epoch: 0,
      passwordHash,
      createdAt: now,
      updatedAt: now,
    };
    const scope = scopeFromAuthentication(owner);
    const event = { action, resource: { type: 'user', id: owner._id } } as const;
    if ((await accounts.byEmail(email)) !== null) throw taken();
    await audit.record(scope, actor, event, () =>
      users.insertOne(scope, user).catch((error: unknown) => {
        throw error instanceof ConflictError ? taken(error) : error;
      }),
    );
    return user;
  }

  const createFirst: CreateFirst = (first, requestId) => {
    const actor = { kind: 'system', id: 'first-administrator', name: 'Set-up', requestId } as const;
    return administrators.whereNone(() => make(first, actor, 'person.create-first'));
  };
  const createAdministrator: CreateAdministrator = (administrator, by) =>
    make(administrator, by, 'person.create-administrator');
  return { createFirst, createAdministrator };
}

/** Addresses are unique over the platform, so that whoever signs in need not say of which tenant they are. */
export function taken(cause?: unknown): ConflictError {
  return new ConflictError('Somebody has an account with this e-mail address already.', {
    code: 'EMAIL_TAKEN',
    cause,
  });
}
