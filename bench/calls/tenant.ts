/** One tenant who has an account and a number at Bland, as its owner would make them. */
import { createApp } from '../../src/app.ts';
import type { Caller } from '../../src/core/caller.ts';
import { platformTenantId } from '../../src/core/caller.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { newId } from '../../src/core/ids.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { keyScopes, permissionsOf } from '../../src/core/permissions.ts';
import { scopeFromAuthentication } from '../../src/core/tenancy.ts';
import type { Environment } from '../server/ground.ts';

export const number = '+14155550100';

export interface Tenant {
  readonly id: string;
  /** Of a key that sees everything. */
  readonly apiKey: string;
  readonly connectionId: string;
  readonly numberId: string;
  /** Where Bland's messages go. */
  readonly hookPath: string;
}

export async function makeTenant(environment: Environment, webhookSecret: string): Promise<Tenant> {
  const app = await createApp(readConfig(environment), createLogger('error', process.stderr));
  try {
    const { id } = await app.tenants.create(callerIn(platformTenantId), {
      name: 'A benchmark',
      slug: 'benchmark',
      currency: 'USD',
      timeZone: 'UTC',
      billingMethod: 'none',
    });
    const caller = callerIn(id);
    const connection = await app.connections.create(caller, {
      name: 'Bland',
      credentials: { provider: 'bland', apiKey: `org_${newId('key')}` },
      webhookSecret,
      simulated: false,
    });
    const line = await app.numbers.create(caller, { connectionId: connection.id, number, agent: 'Clinic' });
    const { secret: apiKey } = await app.keys.create(caller, {
      name: 'A benchmark',
      mode: 'test',
      scopes: keyScopes,
      expiresAt: null,
    });
    const { pathname: hookPath } = new URL(connection.hooks.webhook ?? '');
    return { id, apiKey, connectionId: connection.id, numberId: line.id, hookPath };
  } finally {
    await app.closing.close();
  }
}

function callerIn(tenantId: string): Caller {
  return {
    kind: 'user',
    id: newId('usr'),
    name: 'a benchmark',
    tenantId,
    role: 'administrator',
    permissions: permissionsOf('administrator'),
    sessionId: undefined,
    scope: scopeFromAuthentication({ tenantId }),
    requestId: newId('req'),
    ip: '192.0.2.1',
  };
}
