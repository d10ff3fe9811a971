/**
 * A whole Trunkline for as long as it is fuzzed, put together as `npm run up` does it: an engine in memory, a Redis and
 * a sandbox of its own, server and worker, each in its process on a free port. Nothing of .env gets in, nothing stays.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedMongo } from '../../embedded/mongo/index.ts';
import type { Closing } from '../../src/core/closing.ts';
import { sections } from '../../src/core/config/schema.ts';
import { type FirstLogin, firstLogin } from '../up/first-login.ts';
import { createParts } from '../up/parts.ts';
import { planFor } from '../up/plan.ts';
import { untilReady } from '../up/ready.ts';

export interface House {
  readonly url: string;
  readonly sandboxUrl: string;
  /** Of its first administrator. */
  readonly login: FirstLogin;
  readonly metricsToken: string;
  /** A folder that is gone in the end. */
  readonly folder: string;
  /** What nobody hears of a Trunkline that is well: a process that ended, or something logged as an error. */
  readonly complaints: readonly string[];
}

/** Limits have tests of their own; here they would only keep requests out. */
const noLimit = '1000000000';
const readyWithinMs = 60_000;

const settings = {
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: '0',
  SANDBOX_PORT: '0',
  READINESS_PAUSE_SECONDS: '0',
  SHUTDOWN_SECONDS: '5',
  // Failures to sign in are counted by address, and here everybody brings another one for each request.
  TRUSTED_PROXIES: '127.0.0.1',
  RATE_LIMIT_REQUESTS: noLimit,
  RATE_LIMIT_LOGINS: noLimit,
  RATE_LIMIT_FAILURES: noLimit,
  RATE_LIMIT_CALLER_REQUESTS: noLimit,
  // A busy machine is slow.
  RATE_LIMIT_PATIENCE_MS: '10000',
  CALLS_RECEIPT_PATIENCE_MS: '10000',
};

/** An empty variable counts as none, and keeps out what .env says. */
const blank = Object.fromEntries(
  Object.values(sections).flatMap((each) => Object.keys(each).map((name) => [name, ''])),
);

export async function openHouse(closing: Closing): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-fuzz-'));
  closing.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  const mongo = await startEmbeddedMongo({ inMemory: true });
  closing.add('the database', mongo.close);
  const metricsToken = randomBytes(16).toString('hex');
  const { PATH = '' } = process.env;
  const plan = await planFor(
    {
      PATH,
      ...settings,
      TRUNKLINE_DATA: folder,
      MONGODB_URI: `${mongo.uri}fuzz`,
      ENCRYPTION_KEYS: `fuzz:${randomBytes(32).toString('base64')}`,
      METRICS_TOKEN: metricsToken,
    },
    folder,
  );
  const complaints: string[] = [];
  const screen = {
    coloured: false,
    tell: () => undefined,
    done: () => undefined,
    warn: (line: string) => void complaints.push(line),
    labelled: (name: string) => (line: string) => {
      if (!isHealthy(line)) complaints.push(`${name}: ${line}`);
    },
  };
  const parts = createParts({ data: folder, screen, closing, patienceMs: plan.patienceMs });
  parts.lost.catch((error: Error) => complaints.push(error.message));
  for (const part of plan.ground) await parts.start(part);
  const login = await firstLogin(folder, plan.product, plan.sandbox);
  const env = { ...blank, ...plan.product };
  await parts.start({ name: 'worker', argv: ['src/worker.ts'], env });
  await parts.start({ name: 'server', argv: ['src/server.ts'], env });
  await Promise.race([
    untilReady(`${plan.url}/ready`, readyWithinMs, new AbortController().signal),
    parts.lost,
  ]);
  if (login === undefined || plan.sandbox === undefined)
    throw new Error('a new house has no administrator, or no sandbox');
  return { url: plan.url, sandboxUrl: plan.sandbox, login, metricsToken, folder, complaints };
}

/** Server and worker log as JSON; what else they write is nothing good. */
function isHealthy(line: string): boolean {
  return line.startsWith('{') && !line.includes('"level":"error"');
}
