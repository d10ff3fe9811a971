/**
 * A whole Trunkline on a free port, on a database of its own, for tests of what a caller sees. It is closed after
 * the file, which fails where something was left open, a request unanswered, or an error logged that no test asked
 * for: a healthy process logs none.
 */
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { afterAll, expect, inject, onTestFinished } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { type Config, readConfig } from '../../src/core/config/index.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { closeHttp } from '../../src/routes/close.ts';
import type { Route } from '../../src/routes/frame/route.ts';
import { createHttp, type Http, type HttpOptions } from '../../src/routes/http.ts';
import { table } from '../../src/routes/table.ts';
import { databaseName } from './mongo.ts';

export type Line = Record<string, unknown> & {
  level: string;
  message: string;
  metadata?: Record<string, unknown>;
};

export interface TestAppOptions extends Omit<HttpOptions, 'routes'> {
  /** Variables as in the environment. */
  env?: Record<string, string>;
  /** Routes besides those of the table. */
  routes?: readonly Route[];
  /** When to close: after the file, or, inside of a test, `onTestFinished`. */
  until?: (close: () => Promise<void>) => void;
}

export interface TestApp {
  readonly app: App;
  readonly http: Http;
  readonly port: number;
  readonly url: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** What was logged so far. */
  readonly lines: readonly Line[];
  /** The wide line of a request, as soon as it is there. */
  lineOf(response: Response): Promise<Line>;
  /** The errors logged so far, which then are no reason to fail. */
  takeErrors(): Line[];
}

export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { env = {}, routes = [], until = afterAll, ...others } = options;
  if (openApps === 0) before = openResources();
  openApps += 1;
  const config = readConfig({ ...testEnvironment(), PORT: '0', ...env });
  const lines: Line[] = [];
  const log = createLogger('debug', { write: (line: string) => void lines.push(JSON.parse(line)) });
  const app = await createApp(config, log);
  const http = await createHttp(app, {
    routes: [...table, ...routes],
    ...others,
    // A busy machine is no reason to turn a test away.
    limits: { delayMs: 0, ...others.limits },
  });
  await http.fastify.listen({ host: config.HOST, port: config.PORT });
  const { port } = http.fastify.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  let taken = 0;
  const errors = () => lines.filter(({ level }) => level === 'error');

  until(async () => {
    // Names those that were never answered, or never read.
    await closeHttp(http, app.health, { pauseMs: 0, patienceMs: 5_000 });
    const unclosed = await app.closing.close();
    // Only now: what is written while it closes would bring them back.
    await dropDatabase(config.MONGODB_URI);
    await dropKeys(config);
    expect(unclosed, 'what did not close').toEqual([]);
    expect(errors().slice(taken), 'errors that no test asked for').toEqual([]);
    openApps -= 1;
    if (openApps === 0) await expectClosed();
  });

  return {
    app,
    http,
    port,
    url,
    fetch: (path, init) => fetch(`${url}${path}`, init),
    lines,
    async lineOf(response) {
      const requestId = response.headers.get('x-request-id');
      for (;;) {
        const line = lines.find((one) => one.requestId === requestId);
        if (line !== undefined) return line;
        await sleep(5);
      }
    },
    takeErrors() {
      const news = errors().slice(taken);
      taken += news.length;
      return news;
    },
  };
}

/** The least that a process of Trunkline needs, with a database and a prefix in Redis of its own. */
function testEnvironment() {
  const name = databaseName();
  return {
    NODE_ENV: 'test',
    MONGODB_URI: databaseUri(name),
    REDIS_URL: inject('redisUrl'),
    REDIS_PREFIX: name.replaceAll('_', '-'),
    ENCRYPTION_KEYS: `test:${'T'.repeat(42)}E=`,
    READINESS_PAUSE_SECONDS: '0',
    // All tests come from one address.
    RATE_LIMIT_REQUESTS: '1000000',
    // And a busy machine is slow.
    RATE_LIMIT_PATIENCE_MS: '10000',
    CALLS_RECEIPT_PATIENCE_MS: '10000',
  };
}

/** The same for processes that a test starts: what they leave behind is dropped after the test. */
export function processEnvironment() {
  const environment = testEnvironment();
  onTestFinished(async () => {
    await dropDatabase(environment.MONGODB_URI);
    await dropKeys(environment);
  });
  return environment;
}

/** The shared server's address, with that database in it. */
function databaseUri(name: string): string {
  return inject('mongoUri').replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`);
}

async function dropDatabase(uri: string): Promise<void> {
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  await client.db().dropDatabase();
  await client.close();
}

/** Also of a Redis of the test's own; where there is none, there are no keys. */
async function dropKeys({
  REDIS_URL,
  REDIS_PREFIX,
}: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>): Promise<void> {
  const redis = new Redis(REDIS_URL, {
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    lazyConnect: true,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
  } catch {
    return;
  }
  for await (const keys of redis.scanStream({ match: `{${REDIS_PREFIX}}*`, count: 1_000 })) {
    if (keys.length > 0) await redis.unlink(...keys);
  }
  await redis.quit();
}

/** Where a file opens several, what was open before the first one is compared with what is after the last. */
let openApps = 0;
let before = new Map<string, number>();
const watched = ['TCPServerWrap', 'TCPSocketWrap', 'PipeWrap', 'Timeout'];

function openResources(): Map<string, number> {
  const all = process.getActiveResourcesInfo();
  return new Map(watched.map((kind) => [kind, all.filter((one) => one === kind).length]));
}

/** Sockets take a moment to be gone after they were closed. */
async function expectClosed(): Promise<void> {
  const left = () => [...openResources()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
  for (let tries = 0; tries < 100 && left().length > 0; tries += 1) await sleep(20);
  expect(left(), 'what was left open').toEqual([]);
}
