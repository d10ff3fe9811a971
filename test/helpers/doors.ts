import type { Caller, Identity } from '../../src/core/caller.ts';
import { AuthenticationError } from '../../src/core/errors.ts';
import { newId } from '../../src/core/ids.ts';
import { permissionsOf, type Role } from '../../src/core/permissions.ts';
import { scopeFromAuthentication } from '../../src/core/tenancy.ts';
import type { Doors } from '../../src/routes/guards/callers.ts';

export interface TestDoors extends Required<Doors> {
  /** A token of somebody with that role in that tenant, which an existing tenant becomes by it. */
  tokenOf(role: Role, tenantId: string): string;
}

/** Doors that let in whom a test made up: for tests of routes that are not about getting in. */
export function testDoors(): TestDoors {
  const known = new Map<string, Identity>();
  const authenticate = (text: string): Identity => {
    const identity = known.get(text);
    if (identity === undefined) throw new AuthenticationError('Nobody of this test.');
    return identity;
  };
  return {
    keys: { authenticate },
    sessions: { authenticate },
    tenants: {
      statusOf: (id) => ([...known.values()].some(({ tenantId }) => tenantId === id) ? 'active' : undefined),
    },
    tokenOf(role, tenantId) {
      const id = newId('usr');
      known.set(id, {
        kind: 'user',
        id,
        name: `a test's ${role}`,
        tenantId,
        role,
        permissions: permissionsOf(role),
        sessionId: newId('ses'),
      });
      return id;
    },
  };
}

/** Somebody of that tenant, as a guard leaves them behind, who may do nothing at all. */
export function callerOf(tenantId: string): Caller {
  return {
    kind: 'key',
    id: newId('key'),
    name: "a test's key",
    tenantId,
    role: undefined,
    permissions: new Set(),
    sessionId: undefined,
    scope: scopeFromAuthentication({ tenantId }),
    requestId: newId('req'),
    ip: '127.0.0.1',
  };
}
