/** The people of a tenant, and the platform's own: seen, invited, changed, removed. */
import type { Caller } from '../../core/caller.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { Role } from '../../core/permissions.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { Session } from '../../models/sessions.ts';
import type { User } from '../../models/users.ts';
import type { StoredView } from '../../models/views.ts';
import type { Invitations } from '../access/invitations.ts';
import type { Audit } from '../audit/audit.ts';
import type { Accounts } from './accounts.ts';
import type { Administrators } from './administrators.ts';
import { taken } from './made-by-hand.ts';
import { assertNotSelf, assertRole } from './rules.ts';

export type { User };

export interface PersonChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly status?: 'active' | 'disabled' | undefined;
}

export interface People {
  /** The newest first; `before`: older than that one. */
  list(scope: TenantScope, page: { limit: number; before?: string | undefined }): Promise<User[]>;
  get(scope: TenantScope, id: string): Promise<User>;
  /** The addresses of those who look after a tenant. */
  operatorsOf(scope: TenantScope): Promise<{ id: string; email: string }[]>;
  invite(caller: Caller, person: { email: string; name: string; role: Role }): Promise<User>;
  /** Another link; the one before is not good any more. */
  inviteAgain(caller: Caller, id: string): Promise<User>;
  change(caller: Caller, id: string, change: PersonChange): Promise<User>;
  remove(caller: Caller, id: string): Promise<void>;
  removeSecondFactor(caller: Caller, id: string): Promise<void>;
}

interface Needs {
  readonly users: Repository<User>;
  readonly sessions: Pick<Repository<Session>, 'deleteMany'>;
  readonly views: Pick<Repository<StoredView>, 'deleteMany'>;
  readonly accounts: Accounts;
  readonly administrators: Administrators;
  readonly invitations: Invitations;
  readonly ended: (userId: string) => Promise<void>;
  readonly audit: Audit;
}

export function createPeople(needs: Needs): People {
  const { users, sessions, views, accounts, administrators, invitations, ended, audit } = needs;

  async function get(scope: TenantScope, id: string): Promise<User> {
    return (await users.findById(scope, id)) ?? missing();
  }

  const event = <A extends `person.${string}`>(action: A, id: string) => ({
    action,
    resource: { type: 'user', id },
  });

  /** An administrator goes only where another one remains. */
  function takeAway<T>({ _id, role, status }: User, act: () => Promise<T>): Promise<T> {
    return role === 'administrator' && status === 'active' ? administrators.without(_id, act) : act();
  }

  return {
    list: (scope, { limit, before }) =>
      users.find(scope, before === undefined ? {} : { _id: { $lt: before } }, { sort: { _id: -1 }, limit }),
    get,
    async operatorsOf(scope) {
      const operators = await users.find(scope, { role: 'operator', status: 'active' });
      return operators.map((user) => ({ id: user._id, email: accounts.emailOf(user) }));
    },
    async invite(caller, { email, name, role }) {
      assertRole(caller, role);
      if ((await accounts.byEmail(email)) !== null) throw taken();
      const owner = { _id: newId('usr'), tenantId: caller.tenantId };
      const { token, invitation } = invitations.make(owner, caller);
      const now = new Date();
      const user: User = {
        ...owner,
        ...accounts.withEmail(owner, email),
        ...accounts.withName(owner, name),
        role,
        status: 'invited',
        epoch: 0,
        invitation,
        createdAt: now,
        updatedAt: now,
      };
      const after = { role, status: user.status };
      await audit.record(caller.scope, caller, { ...event('person.invite', owner._id), after }, async () => {
        await users.insertOne(caller.scope, user).catch((error: unknown) => {
          throw error instanceof ConflictError ? taken(error) : error;
        });
        await invitations.send(user, token, caller);
      });
      return user;
    },
    async inviteAgain(caller, id) {
      const user = await get(caller.scope, id);
      if (user.status !== 'invited') throw notWaiting();
      const { token, invitation } = invitations.make(user, caller);
      await audit.record(caller.scope, caller, event('person.invite-again', id), async () => {
        const waiting = { _id: id, status: 'invited' } as const;
        const { matchedCount } = await users.updateOne(caller.scope, waiting, { $set: { invitation } });
        if (matchedCount === 0) throw notWaiting();
        await invitations.send(user, token, caller);
      });
      return get(caller.scope, id);
    },
    async change(caller, id, { name, role, status }) {
      const user = await get(caller.scope, id);
      if (role !== undefined || status !== undefined) assertNotSelf(caller, id);
      if (role !== undefined) assertRole(caller, role);
      const next = statusAfter(user, status);
      const set = {
        ...(name !== undefined && accounts.withName(user, name)),
        ...(role !== undefined && { role }),
        ...(next !== user.status && { status: next }),
      };
      if (Object.keys(set).length === 0) return user;
      const change = {
        ...event('person.change', id),
        before: { role: user.role, status: user.status },
        after: { role: role ?? user.role, status: next, ...(name !== undefined && { name: 'changed' }) },
      };
      const disables = next === 'disabled' && user.status !== 'disabled';
      const act = async () => {
        // All sessions of somebody who is disabled end for good: enabling them again brings none back.
        const ending = disables ? ({ $inc: { epoch: 1 }, $unset: { keptSessionId: true } } as const) : {};
        const filter = { _id: id, status: user.status };
        const changed = await users.findOneAndUpdate(caller.scope, filter, { $set: set, ...ending });
        await ended(id);
        if (changed === null)
          throw new ConflictError('This person was changed by somebody else. Look again.');
        return changed;
      };
      return audit.record(caller.scope, caller, change, () => (disables ? takeAway(user, act) : act()));
    },
    async remove(caller, id) {
      assertNotSelf(caller, id);
      const user = await get(caller.scope, id);
      const before = { role: user.role, status: user.status };
      await audit.record(caller.scope, caller, { ...event('person.remove', id), before }, () =>
        takeAway(user, async () => {
          await users.deleteOne(caller.scope, { _id: id });
          await sessions.deleteMany(caller.scope, { userId: id });
          await views.deleteMany(caller.scope, { userId: id });
          await ended(id);
        }),
      );
    },
    async removeSecondFactor(caller, id) {
      assertNotSelf(caller, id);
      await get(caller.scope, id);
      await audit.record(caller.scope, caller, event('person.remove-second-factor', id), () =>
        users.updateOne(caller.scope, { _id: id }, { $unset: { totp: true } }),
      );
    },
  };
}

/** Enabling brings back what somebody was before. */
function statusAfter({ status, passwordHash }: User, wanted: PersonChange['status']): User['status'] {
  if (wanted === undefined || wanted === status) return status;
  if (wanted === 'disabled') return 'disabled';
  return passwordHash === undefined ? 'invited' : 'active';
}

function missing(): never {
  throw new NotFoundError('There is no such person.', { code: 'PERSON_NOT_FOUND' });
}

function notWaiting(): ConflictError {
  return new ConflictError('This person has accepted an invitation already, or is disabled.', {
    code: 'NOT_INVITED',
  });
}
