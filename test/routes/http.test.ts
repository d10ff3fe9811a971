/** What every answer has in common. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { testApp } from '../helpers/app.ts';
import { answersIn, exchange } from '../helpers/raw.ts';
import { addressRoute, bigRoute, echoRoute } from './support/rows.ts';

const routes = [addressRoute, bigRoute, echoRoute];
const app = await testApp({ routes });
const behind = await testApp({
  routes,
  env: {
    TRUSTED_PROXIES: '127.0.0.0/8',
    CORS_ORIGINS: 'https://app.example.com,http://localhost:5173',
    PUBLIC_URL: 'https://calls.example.com',
  },
});

describe('the id of a request', () => {
  const idOf = async (given?: string) => {
    const response = await app.fetch('/', given === undefined ? {} : { headers: { 'x-request-id': given } });
    return response.headers.get('x-request-id');
  };

  test('is made where none was sent, each time another', async () => {
    const [one, other] = [await idOf(), await idOf()];
    expect(one).toMatch(/^req_[0-9a-z]{26}$/);
    expect(other).not.toBe(one);
  });

  test.each(['0af7651916cd43dd8448eb211c80319c', 'req_1.a-B'])(
    'is kept where it looks like one: %s',
    async (id) => {
      expect(await idOf(id)).toBe(id);
    },
  );

  test.each(['short', 'a'.repeat(65), 'has spaces in it', '"},{"level":"error"', '%0d%0aset-cookie: a=b'])(
    'is made anew where it does not: %s',
    async (id) => {
      expect(await idOf(id)).toMatch(/^req_/);
    },
  );

  test('is in the answer of what fails as well', async () => {
    const response = await app.fetch('/nowhere', { headers: { 'x-request-id': 'mine-0001' } });
    expect(response.headers.get('x-request-id')).toBe('mine-0001');
    expect(await response.json()).toMatchObject({ requestId: 'mine-0001' });
  });
});

describe('browsers', () => {
  test('are told to run and show nothing of somebody else', async () => {
    const { headers } = await app.fetch('/docs');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  test('are told to insist on TLS only where Trunkline is reached by it', async () => {
    const one = await app.fetch('/');
    expect(one.headers.get('strict-transport-security')).toBeNull();
    const other = await behind.fetch('/');
    expect(other.headers.get('strict-transport-security')).toBe('max-age=15552000');
  });

  const preflight = (origin: string, { fetch } = behind) =>
    fetch('/test/echo/call_1', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  test.each(['https://app.example.com', 'http://localhost:5173'])(
    'may call from a page of %s',
    async (origin) => {
      const asked = await preflight(origin);
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
      expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
      const { headers } = await behind.fetch('/nowhere', { headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    },
  );

  test.each(['https://evil.example', 'https://app.example.com.evil.example', 'null'])(
    'may not from %s',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  test('may not from anywhere where no origin is allowed', async () => {
    const response = await preflight('https://app.example.com', app);
    expect(response.status).toBe(405);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the address of a client', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' };

  test('is what a trusted balancer says', async () => {
    const response = await behind.fetch('/test/address', { headers: forwarded });
    expect(await response.json()).toEqual({ ip: '203.0.113.7', protocol: 'https' });
  });

  test('is never what anybody else says', async () => {
    const response = await app.fetch('/test/address', { headers: forwarded });
    expect(await response.json()).toEqual({ ip: '127.0.0.1', protocol: 'http' });
  });

  test('is not what a client behind the balancer put in front', async () => {
    const headers = { ...forwarded, 'x-forwarded-for': '10.9.9.9, 203.0.113.7' };
    const response = await behind.fetch('/test/address', { headers });
    expect(await response.json()).toMatchObject({ ip: '203.0.113.7' });
  });
});

describe('a large answer', () => {
  test('is packed for whoever understands that', async () => {
    const response = await app.fetch('/test/big', { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toContain('accept-encoding');
    expect(await response.json()).toMatchObject({ text: expect.stringMatching(/^(trunkline ){1000}$/) });
    const { closed } = exchange(
      app.port,
      'GET /test/big HTTP/1.0\r\nhost: x\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n',
    );
    const received = Buffer.from(await closed, 'latin1');
    expect(gunzipSync(received.subarray(received.indexOf('\r\n\r\n') + 4)).length).toBeGreaterThan(10_000);
  });

  test('and not for others', async () => {
    const response = await app.fetch('/test/big', { headers: { 'accept-encoding': 'identity' } });
    expect(response.headers.get('content-encoding')).toBeNull();
  });
});

test('HEAD is answered like GET, without the body', async () => {
  const response = await app.fetch('/docs', { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
});

test('a request that names two hosts is refused, whatever they are called', async () => {
  const ask = async (hosts: string) => {
    const { closed } = exchange(app.port, `GET /health HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);
    return answersIn(await closed)[0]?.status;
  };
  expect(await ask('Host: a.example\r\n')).toBe(200);
  expect(await ask('Host: a.example\r\nhOST: b.example\r\n')).toBe(400);
});
