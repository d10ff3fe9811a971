/** A server on a database of one tenant with very many calls. */
import mongoose from 'mongoose';
import { Pool } from 'undici';
import type { CallPage } from '../../src/contract/call-queries.ts';
import { newId } from '../../src/core/ids.ts';
import { makeTenant } from '../calls/tenant.ts';
import type { BenchOptions } from '../harness.ts';
import { type Environment, openGround } from '../server/ground.ts';
import { start, trunkline } from '../server/processes.ts';
import { fill } from './fill.ts';

export interface Archive {
  readonly count: number;
  readonly tenantId: string;
  readonly numberId: string;
  readonly database: mongoose.Connection;
  /** What its API says. */
  ask<T = CallPage>(path: string): Promise<T>;
}

export async function openArchive({ quick, defer }: BenchOptions): Promise<Archive> {
  const count = quick ? 50_000 : 1_000_000;
  const environment: Environment = {
    ...(await openGround({ defer })),
    LOG_LEVEL: 'warn',
    RATE_LIMIT_CALLER_REQUESTS: '1000000000',
  };
  const tenant = await makeTenant(environment, newId('key'));
  await fill(environment, tenant, count);
  const database = await mongoose.createConnection(environment.MONGODB_URI ?? '').asPromise();
  defer(() => database.close());
  const there = await database.collection('calls').countDocuments({});
  if (there !== count) throw new Error(`${there} calls of ${count} are in the database`);
  const { url, stop } = await start(trunkline, environment);
  defer(stop);
  const pool = new Pool(url, { connections: 8 });
  defer(() => pool.close());
  return {
    count,
    tenantId: tenant.id,
    numberId: tenant.numberId,
    database,
    async ask(path) {
      const headers = { 'x-api-key': tenant.apiKey };
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
      if (statusCode !== 200)
        throw new Error(`${path} was answered with ${statusCode}: ${await body.text()}`);
      return (await body.json()) as never;
    },
  };
}
