/** Whatever arrives at the port: the process survives it, and nothing internal is in what comes back. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { ErrorAnswer } from '../../src/contract/error.ts';
import { testApp } from '../helpers/app.ts';
import { answersIn, exchange } from '../helpers/raw.ts';
import { echoRoute } from './support/rows.ts';

const app = await testApp({
  routes: [echoRoute],
  env: { NODE_ENV: 'production' },
  limits: { headersMs: 200, requestMs: 200, keepAliveMs: 1, checkMs: 20 },
});

afterEach(async () => {
  expect((await app.fetch('/')).status).toBe(200);
});

/** Ours is in our format, Node's own has no body at all. */
function expectHarmless(received: string): void {
  expect(received).not.toMatch(/node_modules|file:\/\/|\n {4}at /);
  for (const { status, body } of answersIn(received)) {
    if (status >= 400 && body !== '') ErrorAnswer.strict().omit({ internals: true }).parse(JSON.parse(body));
    expect(status).not.toBe(500);
  }
}

/** `answers`: how many to wait for before it says that nothing more comes, upon which Node drops what it still works on. */
async function send(bytes: string | Uint8Array, answers = 0): Promise<string> {
  const sent = exchange(app.port, bytes);
  const { socket, closed, received } = sent;
  const count = () => received().split('HTTP/1.1 ').length - 1;
  while (count() < answers && !socket.destroyed) await sleep(5);
  socket.end();
  return closed;
}

describe('survives', () => {
  test('random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        expectHarmless(await send(bytes));
      }),
      { numRuns: 60 },
    );
  });

  test('requests with a few bytes changed', async () => {
    const good = Buffer.from(
      'POST /test/echo/call_1?limit=5 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{"from":"+1555"}',
    );
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Uint8Array.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        expectHarmless(await send(bytes));
      }),
      { numRuns: 120 },
    );
  });

  test('any address', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (path) => {
        const target = `/${path.replaceAll(/[\s\p{C}]/gu, '%')}`;
        expectHarmless(
          await send(Buffer.from(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)),
        );
      }),
      { numRuns: 60 },
    );
  });
});

const head = 'POST /test/echo/call_1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
const get = 'GET / HTTP/1.1\r\nhost: x\r\n';

test.each([
  ['headers beyond all measure', `${get}x-big: ${'a'.repeat(100_000)}\r\n\r\n`, [431]],
  ['very many headers', `${get}${'x: y\r\n'.repeat(20_000)}\r\n`, [431]],
  ['a header without a name', `${get}: y\r\n\r\n`, [400]],
  ['chunks without a length', `${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`, [400]],
  [
    'a length and chunks: smuggling',
    `${head}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  ['two lengths', `${head}content-length: 3\r\ncontent-length: 4\r\n\r\n{}`, [400]],
  ['a negative length', `${head}content-length: -1\r\n\r\n`, [400]],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', [400]],
  ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', [400]],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['TLS', Buffer.from('16030100a5010000a10303', 'hex'), [400]],
  ['an unknown method', 'BREW / HTTP/1.1\r\nhost: x\r\n\r\n', [400]],
  ['a tunnel', 'CONNECT other:443 HTTP/1.1\r\nhost: x\r\n\r\n', []],
  ['an upgrade that nobody offers', `${get}connection: upgrade\r\nupgrade: websocket\r\n\r\n`, [200]],
  [
    'an offer of HTTP/2',
    `${get}connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n`,
    [200],
  ],
  ['an impossible expectation', `${get}expect: miracles\r\nconnection: close\r\n\r\n`, [417]],
  ['three requests at once', `${get}\r\n${get}\r\n${get}connection: close\r\n\r\n`, [200, 200, 200]],
])('%s', async (_what, bytes, statuses) => {
  const received = await send(bytes, statuses.length);
  expectHarmless(received);
  expect(answersIn(received).map(({ status }) => status)).toEqual(statuses);
});

test('what cannot be read after a good request does not pass for its answer', async () => {
  const received = await send(`${get}\r\n\u0000\u0001\u0002\r\n\r\n`);
  for (const { status } of answersIn(received).slice(0, 1)) expect(status).toBe(200);
});
