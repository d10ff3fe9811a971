/** One line for each request: what is in it, and what never is. */
import { describe, expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import { identify } from '../../src/routes/frame/who.ts';
import { testApp } from '../helpers/app.ts';
import { callerOf } from '../helpers/doors.ts';
import { answersIn, exchange } from '../helpers/raw.ts';
import { addressRoute, echoRoute } from './support/rows.ts';

const tenantId = newId('ten');
const somebody = callerOf(tenantId);

const identified = {
  ...addressRoute,
  url: '/test/identified',
  access: { kind: 'caller', permission: 'calls:read' },
} as const;
const app = await testApp({
  routes: [addressRoute, echoRoute, identified],
  guards: {
    caller: () => ({
      onRequest(request, _reply, next) {
        request.caller = somebody;
        identify(request, { tenantId, userId: 'usr_1' });
        next();
      },
    }),
  },
});

const json = { 'content-type': 'application/json' };

test('says what was asked, how it ended, and how long it took', async () => {
  const response = await app.fetch('/test/echo/call_77?limit=5', {
    method: 'POST',
    headers: json,
    body: '{"from":"+15550100"}',
  });
  const requestId = response.headers.get('x-request-id');
  expect(await app.lineOf(response)).toEqual({
    level: 'info',
    timestamp: expect.any(String),
    requestId,
    message: 'answered',
    metadata: {
      method: 'POST',
      route: '/test/echo/:id',
      status: 200,
      durationMs: expect.any(Number),
      bytes: expect.any(Number),
    },
  });
  expect(app.lines.filter((line) => line.requestId === requestId)).toHaveLength(1);
});

test('holds nothing of query, body, headers, or of the address but its pattern', async () => {
  const response = await app.fetch('/test/echo/call_secret?limit=5&token=secret', {
    method: 'POST',
    headers: { ...json, authorization: 'Bearer secret', 'user-agent': 'secret' },
    body: '{"from":"+15550100","lines":[{"text":"secret"}]}',
  });
  expect(JSON.stringify(await app.lineOf(response))).not.toMatch(/secret|5550100/);
});

test('says which code a request failed with', async () => {
  const response = await app.fetch('/test/echo/x', { method: 'POST', headers: json, body: '{}' });
  expect(await app.lineOf(response)).toMatchObject({
    level: 'info',
    metadata: { status: 400, code: 'VALIDATION_FAILED' },
  });
});

test('has no address where there is no route', async () => {
  const response = await app.fetch('/wp-admin/secret.php');
  expect(await app.lineOf(response)).toMatchObject({
    metadata: { route: null, status: 404, code: 'NOT_FOUND' },
  });
});

test('says who asked, where that is known', async () => {
  const response = await app.fetch('/test/identified');
  expect(await app.lineOf(response)).toMatchObject({ tenantId: tenantId, userId: 'usr_1' });
});

test.each(['/health', '/ready'])('of %s is worth a line only to whoever wants all of them', async (path) => {
  expect(await app.lineOf(await app.fetch(path))).toMatchObject({ level: 'debug' });
});

test('counts the bytes of an answer that goes out in pieces', async () => {
  const line = await app.lineOf(
    await app.fetch('/docs/swagger-ui.css', { headers: { 'accept-encoding': 'gzip' } }),
  );
  expect(line.metadata?.bytes).toBeGreaterThan(10_000);
});

test('counts the bytes of each answer on its own, several on one connection', async () => {
  const get = 'GET /test/address HTTP/1.1\r\nhost: x\r\nx-request-id: pipelined';
  const { closed } = exchange(
    app.port,
    `${get}-1\r\n\r\n${get}-2\r\n\r\n${get}-3\r\nconnection: close\r\n\r\n`,
  );
  const received = await closed;
  expect(answersIn(received)).toHaveLength(3);
  const bytesOf = (n: number) =>
    app.lines.find(({ requestId }) => requestId === `pipelined-${n}`)?.metadata?.bytes as number;
  await expect.poll(() => bytesOf(3)).toBeDefined();
  expect([1, 2, 3].map(bytesOf)).toEqual(answersIn(received).map(({ body }) => body.length));
});

describe('what never was a request', () => {
  test('has no line, and counts as an error', async () => {
    const before = app.lines.length;
    await exchange(app.port, 'nonsense\r\n\r\n').closed;
    expect(app.lines.slice(before)).toEqual([]);
    expect(await app.app.metrics.metrics()).toMatch(/trunkline_http_errors_total\{code="BAD_REQUEST"\} 1/);
  });
});
