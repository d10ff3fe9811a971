/** The whole process, from its start to its end. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { processEnvironment } from './helpers/app.ts';
import { type Child, startChild } from './helpers/child.ts';
import { load } from './helpers/load.ts';

// Several processes one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const itself = new URL('../src/server.ts', import.meta.url);
const fixture = new URL('./support/server-fixture.ts', import.meta.url);

const token = 'a-token-of-some-length';
const bearing = { headers: { authorization: `Bearer ${token}` } };

async function start(script: URL, more: Record<string, string> = {}) {
  const env = { ...processEnvironment(), PORT: '0', METRICS_TOKEN: token, ...more };
  const child = startChild(script, { env, cwd: tmpdir() });
  await child.says('server is listening at ');
  const [, url = ''] = /server is listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(child.output()) ?? [];
  return { child, url };
}

/** Resolves when the server has begun that many requests, besides the one that asks. */
async function begins(url: string, requests: number): Promise<void> {
  const ask = async () => {
    const response = await fetch(`${url}/metrics`, bearing);
    return /^trunkline_http_requests_under_way (\d+)$/m.exec(await response.text())?.[1];
  };
  await expect.poll(ask).toBe(String(requests + 1));
}

const errorsOf = (child: Child) => child.log().filter(({ level }) => level === 'error');
const readiness = async (url: string) => (await fetch(`${url}/ready`)).status;

describe('server.ts', () => {
  test('listens, becomes ready, and ends with 0 and nothing to complain of', async () => {
    const { child, url } = await start(itself);
    await expect.poll(() => readiness(url)).toBe(200);
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.log().map(({ level }) => level)).not.toContain('error');
    expect(child.log().map(({ level }) => level)).not.toContain('warn');
    expect(child.errors()).toBe('');
  });

  test('starts and ends without Redis, which is only missed', async () => {
    const { child, url } = await start(itself, { REDIS_URL: 'unix:///nowhere/redis.sock' });
    await expect.poll(() => readiness(url)).toBe(200);
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
      status: 'degraded',
      redis: 'disconnected',
    });
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
  });

  test('says in one sentence that its port is in use, and which variable changes that', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const child = startChild(itself, { env: { ...processEnvironment(), PORT: String(port) }, cwd: tmpdir() });
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(errorsOf(child)).toMatchObject([
      {
        message: 'server does not start',
        metadata: {
          error: {
            message: `127.0.0.1:${port} is in use by another process: end it, or set PORT to a free port`,
          },
        },
      },
    ]);
  });

  test('serves its metrics on a port of their own', async () => {
    const { child, url } = await start(itself, { METRICS_PORT: '0' });
    const [, port] = /"port":(\d+)\},"message":"metrics are served"/.exec(child.output()) ?? [];
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, bearing);
    const text = await response.text();
    expect(text).toContain('trunkline_http_connections');
    expect((await fetch(`${url}/metrics`, bearing)).status).toBe(404);
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 0, signal: null });
  });
});

describe('SIGTERM under load', () => {
  /*
   * Every request is in exactly one of two states: it was answered in full, or the server never began it and its
   * client got not a single byte. What the server handled is what its log says: one line for each request.
   */
  test('loses no request, and balancers are told before anybody is refused', async () => {
    const { child, url } = await start(fixture, { READINESS_PAUSE_SECONDS: '3' });
    const { outcomes, refused } = load(url, 24, (n) => `/test/slow/${(n * 7) % 30}`);
    const seen: string[] = [];
    const watching = (async () => {
      for (;;) {
        const status = await readiness(url).catch(() => 'refused');
        seen.push(String(status));
        if (status === 'refused') return;
        await sleep(10);
      }
    })();
    await expect.poll(() => outcomes.length).toBeGreaterThan(200);
    const before = outcomes.length;
    child.kill('SIGTERM');
    await Promise.all([refused, watching]);
    expect(await child.ended).toEqual({ code: 0, signal: null });

    const idsOf = (kind: string) => outcomes.filter((one) => one.kind === kind).map(({ id }) => id);
    expect(outcomes.filter(({ kind }) => kind === 'broken')).toEqual([]);
    const handled = child
      .log()
      .filter(({ metadata }) => (metadata as { route?: string })?.route === '/test/slow/:ms')
      .map(({ requestId, message }) => ({ id: requestId, message }));
    expect(handled.filter(({ message }) => message !== 'answered')).toEqual([]);
    expect(handled.map(({ id }) => id).sort()).toEqual(idsOf('answered').sort());
    expect(idsOf('untouched').length).toBeGreaterThanOrEqual(24);

    expect(outcomes.length).toBeGreaterThan(before + 24);
    // Often enough for a balancer to see it, and let in all the while.
    expect(seen.filter((status) => status === '503').length).toBeGreaterThan(4);
    expect(seen.lastIndexOf('200')).toBeLessThan(seen.indexOf('503'));
    expect(errorsOf(child)).toEqual([]);
  });

  test('finishes what takes longer than the pause, and ends its connection', async () => {
    const { child, url } = await start(fixture);
    const answer = fetch(`${url}/test/slow/1500`);
    await begins(url, 1);
    child.kill('SIGTERM');
    const response = await answer;
    expect(await response.json()).toEqual({ done: true });
    expect(response.headers.get('connection')).toBe('close');
    expect(await child.ended).toEqual({ code: 0, signal: null });
  });

  test('cuts off what hangs when the time is up, and names it', async () => {
    const { child, url } = await start(fixture, { SHUTDOWN_SECONDS: '2' });
    const cut = expect(
      fetch(`${url}/test/hang`, { headers: { 'x-request-id': 'it-hangs-1' } }),
    ).rejects.toThrow();
    await begins(url, 1);
    child.kill('SIGTERM');
    await cut;
    expect(await child.ended).toEqual({ code: 1, signal: null });
    expect(errorsOf(child)).toMatchObject([
      {
        message: 'HTTP failed to close',
        metadata: {
          error: {
            message: expect.stringMatching(
              /^cut off what was still under way: GET \/test\/hang \(it-hangs-1\) for \d+\.\d s$/,
            ),
          },
        },
      },
    ]);
  });

  test('a second one ends it at once', async () => {
    const { child, url } = await start(fixture, { SHUTDOWN_SECONDS: '600' });
    const cut = expect(fetch(`${url}/test/hang`)).rejects.toThrow();
    await begins(url, 1);
    child.kill('SIGTERM');
    await sleep(600);
    child.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 143, signal: null });
    await cut;
  });
});

test('an error that nobody caught is logged once, and the code tells', async () => {
  const { child, url } = await start(fixture);
  await fetch(`${url}/test/throw`).catch(() => undefined);
  expect(await child.ended).toEqual({ code: 1, signal: null });
  expect(errorsOf(child)).toMatchObject([
    {
      message: 'an error that nobody caught ends server',
      metadata: { error: { message: 'nobody catches this' } },
    },
  ]);
});
