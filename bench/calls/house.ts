/**
 * Trunkline as it runs: an engine, a Redis, a server and a worker, each a process of its own, and one tenant who has an
 * account and a number at Bland.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { newId } from '../../src/core/ids.ts';
import type { BenchOptions } from '../harness.ts';
import { type Environment, openGround } from '../server/ground.ts';
import { startWorker } from '../server/processes.ts';
import { makeTenant, number } from './tenant.ts';

export interface House {
  readonly environment: Environment;
  readonly tenantId: string;
  readonly connectionId: string;
  /** Where Bland's messages go. */
  readonly hookPath: string;
  readonly secret: string;
  readonly number: string;
  /** Of a key that sees everything. */
  readonly apiKey: string;
  /** Whether every receipt is applied and told. To be asked often: it must cost the engine nothing to speak of. */
  isTold(): Promise<boolean>;
  /** So many calls are in the log. */
  calls(): Promise<number>;
  /** So many events were told. */
  events(): Promise<number>;
}

/** With the field of the index that holds no others: without it every receipt would be read. */
const undone = { state: 'new', receivedAt: { $gt: new Date(0) } };

export async function openHouse({ defer }: Pick<BenchOptions, 'defer'>): Promise<House> {
  const ground = await openGround({ defer });
  const environment: Environment = {
    ...ground,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_CONNECTION_REQUESTS: '1000000000',
    // There is no provider to be asked.
    CALLS_MISSED_SECONDS: '86400',
    CALLS_UNKNOWN_SECONDS: '86400',
    // Where the machine stands still for a moment a provider is told to come again. Here nobody would.
    CALLS_RECEIPT_PATIENCE_MS: '10000',
  };
  const secret = newId('key');
  const { id: tenantId, connectionId, hookPath, apiKey } = await makeTenant(environment, secret);
  const database = await mongoose.createConnection(environment.MONGODB_URI ?? '').asPromise();
  defer(() => database.close());
  defer((await startWorker(environment)).stop);
  return {
    environment,
    tenantId,
    connectionId,
    hookPath,
    secret,
    number,
    apiKey,
    isTold: async () => (await database.collection('receipts').findOne(undone)) === null,
    calls: () => database.collection('calls').countDocuments({}),
    events: () => database.collection('events').countDocuments({}),
  };
}

export async function allTold({ isTold }: Pick<House, 'isTold'>): Promise<void> {
  while (!(await isTold())) await sleep(20);
}
