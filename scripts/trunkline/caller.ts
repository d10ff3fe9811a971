/** Whoever works on the command line: an administrator by having the machine, whose account there has a name. */
import { hostname, userInfo } from 'node:os';
import type { Caller } from '../../src/core/caller.ts';
import { permissionsOf } from '../../src/core/permissions.ts';
import { scopeFromAuthentication } from '../../src/core/tenancy.ts';

export function commandLine(tenantId: string, requestId: string): Caller {
  return {
    kind: 'command-line',
    id: 'command-line',
    name: `${account()} on ${hostname()}`,
    role: 'administrator',
    permissions: permissionsOf('administrator'),
    sessionId: undefined,
    tenantId,
    scope: scopeFromAuthentication({ tenantId }),
    requestId,
    ip: 'the command line',
  };
}

/** In a container there may be a number without a name. */
function account(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
