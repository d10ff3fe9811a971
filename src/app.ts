/** The one composition root: from the configuration to everything that the edges and the workers need. */
import type mongoose from 'mongoose';
import { openAccessRedis } from './clients/access-redis.ts';
import { openHints } from './clients/hints.ts';
import { connectMongo, pingMongo } from './clients/mongodb.ts';
import { openProfileCache } from './clients/profile-cache.ts';
import { openPromptRedis } from './clients/queues/connection.ts';
import { openQueues } from './clients/queues/index.ts';
import { closeRedis, connectRedis, pingRedis, type RedisClient } from './clients/redis.ts';
import { openWindows } from './clients/windows.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { type Closing, createClosing } from './core/closing.ts';
import type { Config } from './core/config/index.ts';
import { createSealer } from './core/crypto/index.ts';
import type { Logger } from './core/logger/index.ts';
import { createMetrics, type Metrics } from './core/metrics.ts';
import { type Queues, registry } from './core/queues/index.ts';
import { systemScope } from './core/tenancy.ts';
import { type Models, openModels } from './models/index.ts';
import { type Outbound, openOutbound } from './providers/http.ts';
import { openMailer } from './providers/mail/index.ts';
import { callerHears, openTelephony } from './providers/telephony/index.ts';
import { type Access, createAccess } from './services/access/index.ts';
import { type AuditLog, createAudit } from './services/audit/index.ts';
import { type CallCommands, createCallCommands } from './services/calls/commands/index.ts';
import { type OpenCalls, openCalls } from './services/calls/index.ts';
import { type CallNotes, createCallNotes } from './services/calls/notes/index.ts';
import { createSimulatedCalls, type SimulatedCalls } from './services/calls/simulated/index.ts';
import { openUsage, type Usage } from './services/calls/usage/index.ts';
import { type Connections, createConnections } from './services/connections/index.ts';
import { createHealth, type Health } from './services/health/index.ts';
import { watchProviders } from './services/health/providers.ts';
import { type OpenHooks, openHooks } from './services/hooks/open.ts';
import { createKeys, type Keys } from './services/keys/index.ts';
import { createRateLimits, type RateLimits } from './services/limits/index.ts';
import { createMail, type MailService } from './services/mail/index.ts';
import { createNumbers, type Numbers } from './services/numbers/index.ts';
import { openAccounts, openPeople, type People } from './services/people/index.ts';
import { createPrivacy, type Privacy } from './services/privacy/index.ts';
import { createQueueCare, type QueueCare } from './services/queues/index.ts';
import { createQuotas, type Quotas } from './services/quotas/index.ts';
import { openRevocations } from './services/revocations/open.ts';
import type { Revocations } from './services/revocations/revocations.ts';
import { openTenants, type Tenants } from './services/tenants/index.ts';
import { createViews, type Views } from './services/views/index.ts';

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
  readonly queueCare: QueueCare;
  readonly revocations: Revocations;
  readonly keys: Keys;
  readonly tenants: Tenants;
  readonly mail: MailService;
  readonly access: Access;
  readonly people: People;
  readonly connections: Connections;
  readonly numbers: Numbers;
  readonly calls: OpenCalls;
  readonly calling: CallCommands;
  readonly notes: CallNotes;
  readonly simulating: SimulatedCalls;
  readonly hooks: OpenHooks;
  readonly usage: Usage;
  readonly views: Views;
  readonly privacy: Privacy;
  /** The only way to an address that a tenant has set. */
  readonly outbound: Outbound;
  readonly rateLimits: RateLimits;
  readonly quotas: Quotas;
  /** What opens something later adds it here, so that it is closed before what it stands on. */
  readonly closing: Closing;
}

const connection = { good: 'connected', bad: 'disconnected' } as const;

/**
 * `closing`: the list of the process, where there is one; what is opened here is closed by it. `clock`: another one
 * than the system's, for tests in which days pass.
 */
export async function createApp(
  config: Config,
  log: Logger,
  closing: Closing = createClosing((message, error) => log.error({ error }, message)),
  clock: Clock = systemClock,
): Promise<App> {
  try {
    const database = await connectMongo(config, log);
    closing.add('MongoDB', () => database.close());
    const models = await openModels(database);
    const audit = createAudit({ models, config, log, clock });
    closing.add('the audit log', audit.close, { patienceMs: 15_000 });
    const redis = connectRedis(config, log);
    closing.add('Redis', () => closeRedis(redis));
    const queues = openQueues(registry, config, { log });
    closing.add('the queues', queues.close);
    const queueCare = createQueueCare({ queues, registry, audit });
    const hints = openHints(redis, config, log);
    closing.add('the hints', hints.close);
    const revocations = await openRevocations({ announcements: models.announcements, hints, log, clock });
    closing.add('the revocations', revocations.close);
    const tenants = await openTenants({ tenants: models.tenants, audit, revocations, log });
    const keys = createKeys({ keys: models.apiKeys, audit, revocations, log, clock });
    closing.add('the keys', keys.close);
    const outbound = openOutbound(config);
    closing.add('the way to tenants', outbound.close);
    const mailer = openMailer(config);
    closing.add('the mailer', () => mailer?.close());
    const sealer = createSealer(config.ENCRYPTION_KEYS);
    const mail = createMail({ mails: models.mails, queues, sealer, mailer, log });
    const accessRedis = openPromptRedis(config.REDIS_URL, log);
    closing.add('Redis for signing in', accessRedis.close);
    const accounts = openAccounts({ config, models, log });
    const parts = { config, models, accounts, audit, mail, revocations, tenants, log, clock };
    const access = createAccess({ ...parts, ...openAccessRedis(accessRedis, config.REDIS_PREFIX) });
    closing.add('what signing in left to do', access.close);
    const people = openPeople({ ...parts, access });
    const pretended = openOutbound({ ...config, EGRESS_PORTS: [] });
    closing.add('the way to pretended providers', pretended.close);
    const telephony = openTelephony(config);
    closing.add('the ways to providers', telephony.close);
    const connections = createConnections({
      ...parts,
      profileCache: openProfileCache(accessRedis, config.REDIS_PREFIX),
      accountFor: telephony.accountFor,
      hookAddresses: telephony.hookAddresses,
      checkPretended: pretended.check,
    });
    closing.add('when connections were seen', connections.close);
    const numbers = createNumbers(parts);
    const { webhooks } = telephony;
    const metrics = createMetrics();
    const calls = openCalls({ ...parts, webhooks, connections, numbers, tenants, hints });
    closing.add('the calls', calls.close);
    const windows = openWindows(config, log);
    closing.add('Redis for rate limits', windows.close);
    const quotas = createQuotas({
      ...models.quotas,
      ...tenants,
      mail,
      operatorsOf: people.operatorsOf,
      log,
      clock,
      requestsOf: (tenantId) => rateLimits.requestsOf(tenantId),
    });
    const rateLimits: RateLimits = createRateLimits({
      config,
      shared: windows,
      log,
      limitsOf: tenants.limitsOf,
      noted: quotas.noteRequests,
      clock,
    });
    const usage = openUsage({ ...parts, quotas, tenants });
    const hooks = openHooks({
      ...parts,
      webhooks,
      connections,
      numbers,
      placed: calls.placements,
      receiving: calls.intake,
      admit: usage.admit,
      hears: callerHears,
      metrics,
    });
    closing.add('the hooks', hooks.close);
    const calling = createCallCommands({
      ...parts,
      calls,
      connections,
      numbers,
      quotas,
      usage,
      lostAfterMs: config.CALLS_SILENT_SECONDS * 1_000,
    });
    const notes = createCallNotes({ models, intake: calls.intake, connections, audit, sealer, clock });
    const { hookAddresses } = telephony;
    const simulating = createSimulatedCalls({
      models,
      connections,
      hookAddresses,
      ask: pretended.request,
      audit,
    });
    const views = createViews({ views: models.views, clock });
    const { settingsOf } = tenants;
    const keyRing = config.ENCRYPTION_KEYS;
    const privacy = createPrivacy({ models, keys: keyRing, audit, settingsOf, log, metrics, clock });
    const everywhere = systemScope('health: how the providers are, whosoever accounts show it', log);
    const watched = watchProviders({ connections: models.connections, scope: everywhere, log });
    closing.add('how the providers are', watched.close);
    const health = createHealth(
      {
        database: { words: connection, critical: true, check: (signal) => pingMongo(database, signal) },
        // Redis may be wiped or away at any time: what it holds is rebuilt from the database.
        redis: { words: connection, critical: false, check: (signal) => pingRedis(redis, signal) },
      },
      { mail: mailer === undefined ? 'not configured' : 'configured', providers: watched.providers },
      log,
    );
    closing.add('the probes', () => health.close());
    return {
      config,
      log,
      metrics,
      health,
      audit,
      database,
      models,
      redis,
      queues,
      queueCare,
      revocations,
      keys,
      tenants,
      mail,
      access,
      people,
      connections,
      numbers,
      calls,
      calling,
      notes,
      simulating,
      hooks,
      usage,
      views,
      privacy,
      outbound,
      rateLimits,
      quotas,
      closing,
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}
