/**
 * Somebody always remains who can administer. Taking an administrator away is done by one at a time, under a lease,
 * so that two who remove each other do not both succeed.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { platformTenantId } from '../../core/caller.ts';
import { ConflictError, Unavailable } from '../../core/errors.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Leases } from '../../models/lease.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';

export interface Administrators {
  /** Does what takes this one away, if another remains who can sign in. */
  without<T>(userId: string, act: () => Promise<T>): Promise<T>;
  /** Does what makes one, if there is none who can sign in. */
  whereNone<T>(act: () => Promise<T>): Promise<T>;
}

interface Needs {
  readonly users: Pick<Repository<User>, 'exists'>;
  readonly leases: Leases;
  readonly scope: SystemScope;
}

const leaseMs = 30_000;
const tries = 50;
const tryEveryMs = 100;

export function createAdministrators({ users, leases, scope }: Needs): Administrators {
  const active = { tenantId: platformTenantId, role: 'administrator', status: 'active' } as const;

  async function oneAtATime<T>(act: () => Promise<T>): Promise<T> {
    const holder = randomUUID();
    for (let left = tries; !(await leases.take('administrators', holder, leaseMs)); left -= 1) {
      if (left === 0) throw new Unavailable('Administrators are being changed by somebody else. Try again.');
      await sleep(tryEveryMs);
    }
    try {
      return await act();
    } finally {
      await leases.release('administrators', holder);
    }
  }

  return {
    without: (userId, act) =>
      oneAtATime(async () => {
        if (await users.exists(scope, { ...active, _id: { $ne: userId } })) return act();
        throw new ConflictError('This is the last administrator. Make another one first.', {
          code: 'LAST_ADMINISTRATOR',
        });
      }),
    whereNone: (act) =>
      oneAtATime(async () => {
        if (!(await users.exists(scope, active))) return act();
        throw new ConflictError('There is an administrator already, who can invite others.', {
          code: 'ADMINISTRATOR_EXISTS',
        });
      }),
  };
}
