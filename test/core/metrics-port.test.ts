import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter } from 'prom-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../src/core/metrics.ts';
import { openMetricsPort } from '../../src/core/metrics-port.ts';

const metrics = createMetrics();
new Counter({ name: 'trunkline_tests_total', help: 'Tests.', registers: [metrics] }).inc(3);

async function open(METRICS_TOKEN?: string) {
  const { port, close } = await openMetricsPort(metrics, {
    HOST: '127.0.0.1',
    METRICS_PORT: 0,
    METRICS_TOKEN,
  });
  onTestFinished(close);
  return (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

test('200: without a token whoever reaches the port may read', async () => {
  const get = await open();
  const response = await get('/metrics?x=1');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await response.text()).toContain('trunkline_tests_total 3');
});

test('401: where there is a token it is asked for', async () => {
  const get = await open('a-token-of-some-length');
  expect((await get('/metrics')).status).toBe(401);
  const headers = { authorization: 'Bearer a-token-of-some-length' };
  expect((await get('/metrics', { headers })).status).toBe(200);
});

describe('404', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/health'],
    ['POST', '/metrics'],
  ])('%s %s', async (method, path) => {
    const get = await open();
    expect((await get(path, { method })).status).toBe(404);
  });
});

test('a port that is in use is named together with its variable', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(
    openMetricsPort(metrics, { HOST: '127.0.0.1', METRICS_PORT: port, METRICS_TOKEN: undefined }),
  ).rejects.toThrow(
    `127.0.0.1:${port} is in use by another process: end it, or set METRICS_PORT to a free port`,
  );
});
