/** What `npm run up` will start and where, settled before anything is started. */
import { join, relative } from 'node:path';
import { readConfig } from '../../src/core/config/index.ts';
import { type Choice, chooseDatabase, localDatabase } from './database.ts';
import { type Environment, foldersOf, root } from './environment.ts';
import { isEngineWarning, isMongodWarning, isRedisWarning } from './log-file.ts';
import type { Part } from './parts.ts';
import { portFor, refuseSamePorts } from './ports.ts';
import { sandboxFor } from './sandbox.ts';

export interface Plan {
  readonly url: string;
  /** Where the pretended providers are; undefined where there are none. */
  readonly sandbox: string | undefined;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** In words. */
  readonly database: string;
  /** What server and worker stand on, in the order in which it is started. */
  readonly ground: readonly Part[];
  /** The environment of server and worker. */
  readonly product: Environment;
  /** How long a process may take to stop. */
  readonly patienceMs: number;
}

const listening = /^listening on /;

/** `sockets`: the folder in which a database and a Redis of our own answer. */
export async function planFor(environment: Environment, sockets: string): Promise<Plan> {
  const { data } = foldersOf(environment);
  const choice = databaseChoice(environment);
  const database =
    choice === 'given'
      ? undefined
      : await localDatabase(choice, join(data, 'mongo'), join(sockets, 'mongo.sock'));
  const redis = hasOwnRedis(environment) ? join(sockets, 'redis.sock') : undefined;
  const sandbox = await sandboxFor(environment, data);
  const product: Environment = {
    ...environment,
    ...sandbox?.product,
    ...(database && { MONGODB_URI: database.uri }),
    ...(redis && { REDIS_URL: `unix://${redis}` }),
    // Whoever tries things out on one machine has what tenants' addresses name there too.
    ...(environment.NODE_ENV !== 'production' && {
      EGRESS_ALLOWED_NETWORKS: environment.EGRESS_ALLOWED_NETWORKS ?? '127.0.0.1,::1',
    }),
    // There is no balancer here that would have to notice.
    READINESS_PAUSE_SECONDS: environment.READINESS_PAUSE_SECONDS ?? '0',
  };
  const config = readConfig(product);
  const port = await portFor('PORT', config.HOST, config.PORT);
  if (config.METRICS_PORT) await portFor('METRICS_PORT', config.HOST, config.METRICS_PORT);
  refuseSamePorts({
    PORT: port,
    SANDBOX_PORT: sandbox?.port,
    METRICS_PORT: config.METRICS_PORT || undefined,
  });
  const ground: Part[] = [];
  if (database !== undefined) {
    const shows = choice === 'mongod' ? isMongodWarning : isEngineWarning;
    ground.push({ name: 'database', argv: database.argv, env: environment, readyLine: listening, shows });
  }
  if (redis !== undefined) {
    const argv = ['embedded/redis/main.ts', join(data, 'redis'), redis];
    ground.push({ name: 'redis', argv, env: environment, readyLine: listening, shows: isRedisWarning });
  }
  if (sandbox !== undefined) ground.push(sandbox.part);
  return {
    sandbox: sandbox?.url,
    url: `http://${reachable(config.HOST)}:${port}`,
    mongodbUri: config.MONGODB_URI,
    redisUrl: config.REDIS_URL,
    database: databaseInWords(choice, short(join(data, 'mongo'))),
    ground,
    product: { ...product, PORT: String(port) },
    patienceMs: (config.READINESS_PAUSE_SECONDS + config.SHUTDOWN_SECONDS + 10) * 1000,
  };
}

export function databaseChoice(environment: Environment): Choice {
  const { MONGODB_URI, MONGODB_URI_FILE } = environment;
  return chooseDatabase(MONGODB_URI ?? MONGODB_URI_FILE, join(foldersOf(environment).data, 'mongo'));
}

export function hasOwnRedis({ REDIS_URL, REDIS_URL_FILE }: Environment): boolean {
  return (REDIS_URL ?? REDIS_URL_FILE) === undefined;
}

function databaseInWords(choice: Choice, folder: string): string {
  if (choice === 'given') return 'the one that MONGODB_URI names';
  return choice === 'mongod' ? `mongod on ${folder}` : `the embedded engine on ${folder}`;
}

/** A server that listens everywhere is asked here. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** A folder as a person would write it. */
export function short(folder: string): string {
  const path = relative(root, folder);
  return path.startsWith('..') ? folder : `./${path}`;
}
