/** /health and /ready while what Trunkline stands on goes away and comes back: a real engine, a real Redis. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startRedis } from '../../../embedded/redis/index.ts';
import { HealthAnswer, ReadyAnswer } from '../../../src/contract/health.ts';
import { testApp } from '../../helpers/app.ts';
import { startEngine } from '../../helpers/mongo.ts';

const dir = await mkdtemp(join(tmpdir(), 'trunkline-health-'));
const unixsocket = join(dir, 'redis.sock');
const openMongo = () => startEngine({ dir, inMemory: true });
const openRedis = () => startRedis({ settings: { unixsocket } });
let mongo = await openMongo();
let redis = await openRedis();
afterAll(async () => {
  await Promise.all([mongo.close(), redis.close()]);
  await rm(dir, { recursive: true, force: true });
});
const app = await testApp({ env: { MONGODB_URI: mongo.uri, REDIS_URL: `unix://${unixsocket}` } });

const patiently = { timeout: 30_000 };

async function health() {
  const response = await app.fetch('/health');
  const answer = HealthAnswer.parse(await response.json());
  return { ...answer, httpStatus: response.status };
}

async function ready() {
  const response = await app.fetch('/ready');
  return { httpStatus: response.status, ...ReadyAnswer.parse(await response.json()) };
}

const allIsWell = { httpStatus: 200, status: 'ok', database: 'connected', redis: 'connected' };

test('200, ok: both are there', async () => {
  await expect.poll(health, patiently).toMatchObject(allIsWell);
  expect(await health()).toMatchObject({
    probes: {
      database: {
        state: 'connected',
        critical: true,
        latencyMs: expect.any(Number),
        ageMs: expect.any(Number),
      },
      redis: { state: 'connected', critical: false, latencyMs: expect.any(Number) },
    },
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
  expect(await ready()).toEqual({ httpStatus: 200, ready: true, reasons: [] });
});

test('200, degraded: Redis is away, which Trunkline can do without for a while', async () => {
  await redis.close();
  await expect
    .poll(health, patiently)
    .toMatchObject({ httpStatus: 200, status: 'degraded', database: 'connected', redis: 'disconnected' });
  const { probes } = await health();
  expect(probes.redis).toMatchObject({ latencyMs: null, error: expect.any(String) });
  expect(await ready()).toMatchObject({ httpStatus: 200, ready: true });
  redis = await openRedis();
  await expect.poll(health, patiently).toMatchObject(allIsWell);
}, 60_000);

describe('503', () => {
  test('down: the database is away; nothing of where it is is told, and it is logged once', async () => {
    await mongo.close();
    await expect
      .poll(health, patiently)
      .toMatchObject({ httpStatus: 503, status: 'down', database: 'disconnected', redis: 'connected' });
    const answer = await ready();
    expect(answer).toEqual({
      httpStatus: 503,
      ready: false,
      reasons: [expect.stringMatching(/^database is disconnected: it /)],
    });
    expect(JSON.stringify([answer, await health()])).not.toMatch(/\.sock|ECONN|ENOENT|mongodb/);
    mongo = await openMongo();
    await expect.poll(health, patiently).toMatchObject(allIsWell);
    expect(await ready()).toMatchObject({ httpStatus: 200, ready: true });
    const news = app.lines.flatMap(({ metadata, message }) =>
      metadata?.probe === 'database' ? [message] : [],
    );
    const states = news.map((message) => /^database is (connected|disconnected)/.exec(message)?.[1]);
    expect(states.length).toBeGreaterThanOrEqual(2);
    for (const [n, state] of states.entries()) expect(state).not.toBe(states[n - 1]);
  }, 60_000);

  test('not ready: this process is closing', async () => {
    app.app.health.stopBeingReady();
    expect(await ready()).toEqual({ httpStatus: 503, ready: false, reasons: ['this process is closing'] });
    expect(await health()).toMatchObject(allIsWell);
  });
});
