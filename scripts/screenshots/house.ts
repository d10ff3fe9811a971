/** A whole Trunkline with a sandbox, in this process and on free ports, of which nothing stays. */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedMongo } from '../../embedded/mongo/index.ts';
import { startRedis } from '../../embedded/redis/index.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { type App, createApp } from '../../src/app.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import type { Closing } from '../../src/core/closing.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { closeHttp } from '../../src/routes/close.ts';
import { createHttp } from '../../src/routes/http.ts';

export interface House {
  readonly app: App;
  readonly url: string;
  readonly sandboxUrl: string;
  /** Its clock runs so much behind; what is set up then has been there for a while. */
  setBack(ms: number): void;
}

/** Sixty times as fast as life: a call of a minute takes a second. */
const speed = 60;
const noLimit = '1000000000';

export async function openHouse(closing: Closing): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-screenshots-'));
  closing.add('the folder', () => rmSync(folder, { recursive: true, force: true }));
  const mongo = await startEmbeddedMongo({ inMemory: true });
  closing.add('the database', mongo.close);
  const redis = await startRedis();
  closing.add('Redis', redis.close);
  const sandbox = await startSandbox({ speed, speechCacheDir: folder });
  closing.add('the sandbox', sandbox.close);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = readConfig({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    MONGODB_URI: `${mongo.uri}screenshots`,
    REDIS_URL: redis.url,
    ENCRYPTION_KEYS: `screenshots:${'S'.repeat(42)}E=`,
    EGRESS_ALLOWED_NETWORKS: '127.0.0.1',
    READINESS_PAUSE_SECONDS: '0',
    RATE_LIMIT_REQUESTS: noLimit,
    RATE_LIMIT_LOGINS: noLimit,
    RATE_LIMIT_CALLER_REQUESTS: noLimit,
    RATE_LIMIT_CONNECTION_REQUESTS: noLimit,
    RATE_LIMIT_PATIENCE_MS: '10000',
    CALLS_RECEIPT_PATIENCE_MS: '10000',
  });
  let behindMs = 0;
  const clock: Clock = { ...systemClock, now: () => new Date(Date.now() - behindMs) };
  const log = createLogger('error', process.stderr);
  const app = await createApp(config, log, closing, clock);
  const http = await createHttp(app);
  closing.add('HTTP', () => closeHttp(http, app.health, { pauseMs: 0, patienceMs: 5_000 }));
  await http.fastify.listen({ host: config.HOST, port });
  return {
    app,
    url,
    sandboxUrl: sandbox.url,
    setBack(ms) {
      behindMs = ms;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
