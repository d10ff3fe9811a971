import { arch, cpus, hostname, platform, release, totalmem, type } from 'node:os';
import { Long } from 'bson';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { MAX_DOCUMENT } from '../store/records.ts';
import type { Doc } from '../values/bson.ts';
import { MAX_MESSAGE } from '../wire/messages.ts';
import type { Command } from './command.ts';

/** The MongoDB whose commands and answers these are. */
const VERSION = [7, 0, 0, 0];
/** Drivers offer what this version of the protocol has: no more than is here. */
const WIRE_VERSION = 21;

export const SERVER_INFO = {
  host: hostname(),
  port: 0,
  version: VERSION.slice(0, 3).join('.'),
  gitVersion: 'embedded',
};

export function hello(_engine: Engine, { name, fields, connection }: Command): Doc {
  fields
    .accept(
      'helloOk',
      'client',
      'compression',
      'loadBalanced',
      'saslSupportedMechs',
      'speculativeAuthenticate',
    )
    .accept('topologyVersion', 'maxAwaitTimeMS', 'hostInfo', 'forShell', 'backpressure');
  const writable = name === 'hello' ? { isWritablePrimary: true } : { ismaster: true };
  return {
    helloOk: true,
    ...writable,
    maxBsonObjectSize: MAX_DOCUMENT,
    maxMessageSizeBytes: MAX_MESSAGE,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: connection,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
  };
}

export function ping(): Doc {
  return {};
}

export function buildInfo(): Doc {
  return {
    version: SERVER_INFO.version,
    gitVersion: SERVER_INFO.gitVersion,
    modules: ['trunkline-embedded'],
    versionArray: VERSION,
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT,
    storageEngines: ['lmdb'],
  };
}

export function serverStatus(engine: Engine): Doc {
  const { rss, heapUsed } = process.memoryUsage();
  const uptime = (Date.now() - engine.startedAt) / 1000;
  return {
    host: SERVER_INFO.host,
    version: SERVER_INFO.version,
    process: 'trunkline-embedded-mongo',
    pid: Long.fromNumber(process.pid),
    uptime,
    uptimeMillis: Long.fromNumber(Math.round(uptime * 1000)),
    localTime: new Date(),
    mem: {
      bits: 64,
      resident: Math.round(rss / 2 ** 20),
      heap: Math.round(heapUsed / 2 ** 20),
      supported: true,
    },
    metrics: { cursor: { open: { total: Long.fromNumber(engine.cursors.size) } } },
    storageEngine: { name: 'lmdb', supportsCommittedReads: true, persistent: true },
  };
}

export function hostInfo(): Doc {
  return {
    system: {
      currentTime: new Date(),
      hostname: hostname(),
      cpuAddrSize: 64,
      memSizeMB: Long.fromNumber(Math.round(totalmem() / 2 ** 20)),
      numCores: cpus().length,
      cpuArch: arch(),
    },
    os: { type: type(), name: platform(), version: release() },
    extra: {},
  };
}

export function connectionStatus(): Doc {
  return { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } };
}

export function getParameter(_engine: Engine, { body }: Command): Doc {
  if (body.featureCompatibilityVersion === undefined) throw new MongoError(72, 'no option found to get');
  return { featureCompatibilityVersion: { version: VERSION.slice(0, 2).join('.') } };
}

export function getLog(): Doc {
  return { totalLinesWritten: 0, log: [] };
}

export function getCmdLineOpts(): Doc {
  return { argv: [], parsed: {} };
}
