/**
 * Trunkline as it runs: an engine, a Redis, a server and a worker, each a process of its own, and one tenant who has an
 * account and a number at Bland.
 */
import mongoose from 'mongoose';
import { createApp } from '../../src/app.ts';
import type { Caller } from '../../src/core/caller.ts';
import { platformTenantId } from '../../src/core/caller.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { newId } from '../../src/core/ids.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { permissionsOf } from '../../src/core/permissions.ts';
import { scopeFromAuthentication } from '../../src/core/tenancy.ts';
import type { BenchOptions } from '../harness.ts';
import { type Environment, openGround } from '../server/ground.ts';
import { startWorker } from '../server/processes.ts';

export interface House {
  readonly environment: Environment;
  /** Where Bland's messages go. */
  readonly hookPath: string;
  readonly secret: string;
  readonly number: string;
  /** So many receipts are still to be applied and told. */
  undone(): Promise<number>;
  /** So many calls are in the log. */
  calls(): Promise<number>;
}

const number = '+14155550100';

export async function openHouse({ defer }: Pick<BenchOptions, 'defer'>): Promise<House> {
  const ground = await openGround({ defer });
  const environment: Environment = {
    ...ground,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_CONNECTION_REQUESTS: '1000000000',
    CALLS_MISSED_SECONDS: '86400',
    // Where the machine stands still for a moment a provider is told to come again. Here nobody would.
    CALLS_RECEIPT_PATIENCE_MS: '10000',
  };
  const secret = newId('key');
  const hookPath = await furnished(environment, secret);
  const database = await mongoose.createConnection(environment.MONGODB_URI ?? '').asPromise();
  defer(() => database.close());
  defer((await startWorker(environment)).stop);
  return {
    environment,
    hookPath,
    secret,
    number,
    undone: () => database.collection('receipts').countDocuments({ state: 'new' }),
    calls: () => database.collection('calls').countDocuments({}),
  };
}

async function furnished(environment: Environment, webhookSecret: string): Promise<string> {
  const app = await createApp(readConfig(environment), createLogger('error', process.stderr));
  try {
    const tenant = await app.tenants.create(callerIn(platformTenantId), {
      name: 'A benchmark',
      slug: 'benchmark',
      currency: 'USD',
      timeZone: 'UTC',
      billingMethod: 'none',
    });
    const caller = callerIn(tenant.id);
    const connection = await app.connections.create(caller, {
      name: 'Bland',
      credentials: { provider: 'bland', apiKey: `org_${newId('key')}` },
      webhookSecret,
      simulated: false,
    });
    await app.numbers.create(caller, { connectionId: connection.id, number, agent: 'Clinic' });
    return new URL(connection.hooks.webhook ?? '').pathname;
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
