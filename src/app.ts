/** The one composition root: from the configuration to everything that the edges and the workers need. */
import type mongoose from 'mongoose';
import { connectMongo, pingMongo } from './clients/mongodb.ts';
import { openQueues } from './clients/queues/index.ts';
import { closeRedis, connectRedis, pingRedis, type RedisClient } from './clients/redis.ts';
import { openWindows } from './clients/windows.ts';
import { type Closing, createClosing } from './core/closing.ts';
import type { Config } from './core/config/index.ts';
import type { Logger } from './core/logger/index.ts';
import { createMetrics, type Metrics } from './core/metrics.ts';
import { type Queues, registry } from './core/queues/index.ts';
import { type Models, openModels } from './models/index.ts';
import { type AuditLog, createAudit } from './services/audit/index.ts';
import { createHealth, type Health } from './services/health/index.ts';
import { createRateLimits, type RateLimits } from './services/limits/index.ts';
import { createQuotas, type Quotas } from './services/quotas/index.ts';

export interface App {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly audit: AuditLog;
  readonly database: mongoose.Connection;
  readonly models: Models;
  readonly redis: RedisClient;
  readonly queues: Queues;
  readonly rateLimits: RateLimits;
  readonly quotas: Quotas;
  /** What opens something later adds it here, so that it is closed before what it stands on. */
  readonly closing: Closing;
}

/** Nobody has limits before there are tenants, and nobody is to be told of them. */
const noTenantsYet = {
  limitsOf: () => undefined,
  timeZoneOf: () => undefined,
  nameOf: () => undefined,
  operatorsOf: async () => [],
  mail: { enqueue: async () => undefined },
};

const connection = { good: 'connected', bad: 'disconnected' } as const;

/** `closing`: the list of the process, where there is one; what is opened here is closed by it. */
export async function createApp(
  config: Config,
  log: Logger,
  closing: Closing = createClosing((message, error) => log.error({ error }, message)),
): Promise<App> {
  try {
    const database = await connectMongo(config, log);
    closing.add('MongoDB', () => database.close());
    const models = await openModels(database);
    const audit = createAudit({ models, config, log });
    closing.add('the audit log', audit.close, { patienceMs: 15_000 });
    const redis = connectRedis(config, log);
    closing.add('Redis', () => closeRedis(redis));
    const queues = openQueues(registry, config, { log });
    closing.add('the queues', queues.close);
    const windows = openWindows(config, log);
    closing.add('Redis for rate limits', windows.close);
    const quotas = createQuotas({
      ...models.quotas,
      ...noTenantsYet,
      log,
      requestsOf: (tenantId) => rateLimits.requestsOf(tenantId),
    });
    const rateLimits: RateLimits = createRateLimits({
      config,
      shared: windows,
      log,
      limitsOf: noTenantsYet.limitsOf,
      noted: quotas.noteRequests,
    });
    const health = createHealth(
      {
        database: { words: connection, critical: true, check: (signal) => pingMongo(database, signal) },
        // Redis may be wiped or away at any time: what it holds is rebuilt from the database.
        redis: { words: connection, critical: false, check: (signal) => pingRedis(redis, signal) },
      },
      log,
    );
    closing.add('the probes', () => health.close());
    return {
      config,
      log,
      metrics: createMetrics(),
      health,
      audit,
      database,
      models,
      redis,
      queues,
      rateLimits,
      quotas,
      closing,
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
