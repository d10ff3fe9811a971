/** The guard over all routes: what is registered is declared, described, and closed where it does not say it is open. */
import Fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { AuthorizationError } from '../../src/core/errors.ts';
import { newId } from '../../src/core/ids.ts';
import { createMetrics } from '../../src/core/metrics.ts';
import { forbidUndeclared } from '../../src/routes/frame/declare.ts';
import { defineRoute, type Route } from '../../src/routes/frame/route.ts';
import { createHttp, type HttpOptions } from '../../src/routes/http.ts';
import { table } from '../../src/routes/table.ts';
import { testApp } from '../helpers/app.ts';
import { callerOf } from '../helpers/doors.ts';

const { app, http } = await testApp();

const somebody = callerOf(newId('ten'));

async function start(options: HttpOptions) {
  const { fastify } = await createHttp({ ...app, metrics: createMetrics() }, options);
  onTestFinished(() => fastify.close());
  return fastify;
}

const row: Route = defineRoute({
  method: 'GET',
  url: '/row',
  access: { kind: 'public' },
  summary: 'A row',
  description: 'A row.',
  tags: ['Tests'],
  schema: { response: { 200: z.object({ who: z.string() }) } },
  handler: (_services, { headers }, reply) => reply.code(200).send({ who: String(headers['x-who']) }),
});

describe.each(table.map((one) => [`${one.method} ${one.url}`, one] as const))('%s', (_name, one) => {
  test('is described', () => {
    expect(one.summary).toMatch(/\S/);
    expect(one.description).toMatch(/^\S.*\.$/);
    expect(one.tags.every((tag) => tag !== '')).toBe(true);
  });

  test('says what it answers', () => {
    expect(Object.keys(one.schema.response).some((status) => status.startsWith('2'))).toBe(true);
  });

  test('is registered', () => {
    expect(http.fastify.hasRoute({ method: one.method, url: one.url })).toBe(true);
  });
});

test('no route is public but these: a further one is added here by somebody who means it', () => {
  const open = table
    .filter(({ access }) => access.kind === 'public')
    .map(({ method, url }) => `${method} ${url}`);
  expect(open.sort()).toEqual([
    'GET /',
    'GET /account',
    'GET /assets/:name',
    'GET /audit',
    'GET /calls',
    'GET /calls/:callId',
    'GET /connections',
    'GET /connections/:connectionId',
    'GET /docs',
    'GET /docs/favicon-32x32.png',
    'GET /docs/start.js',
    'GET /docs/swagger-ui-bundle.js',
    'GET /docs/swagger-ui.css',
    'GET /forgotten',
    'GET /health',
    'GET /invitation',
    'GET /keys',
    'GET /live',
    'GET /openapi.json',
    'GET /overview',
    'GET /password',
    'GET /people',
    'GET /platform/health',
    'GET /queues',
    'GET /ready',
    'GET /receipts',
    'GET /receipts/:receiptId',
    'GET /settings',
    'GET /sign-in',
    'GET /tenants',
    'GET /tenants/:tenantId',
    'POST /hooks/twilio/:connectionId/fallback',
    'POST /v1/auth/invitation',
    'POST /v1/auth/invitation/accept',
    'POST /v1/auth/login',
    'POST /v1/auth/logout',
    'POST /v1/auth/password-reset',
    'POST /v1/auth/password-reset/perform',
    'POST /v1/auth/refresh',
    'POST /v1/auth/second-factor',
  ]);
});

describe('a start fails', () => {
  test('where a route asks for access that nothing enforces', async () => {
    const access = { kind: 'streamToken' } as const;
    await expect(start({ routes: [{ ...row, access }] })).rejects.toThrow(
      'GET /row asks for access "streamToken", for which there is no guard',
    );
  });

  test('where two rows are the same route', async () => {
    await expect(start({ routes: [row, row] })).rejects.toThrow(
      "Method 'GET' already declared for route '/row'",
    );
  });

  test('where a route does not come from the table', async () => {
    const fastify = Fastify();
    forbidUndeclared(fastify);
    fastify.register(async (plugin) => {
      plugin.get('/stowaway', () => 'here');
    });
    await expect(fastify.ready()).rejects.toThrow(
      'GET /stowaway is not in the table of routes (src/routes/table.ts)',
    );
  });
});

describe('a guard', () => {
  test('stands before the handler, knows what the row asks for, and lets pass or not', async () => {
    const fastify = await start({
      routes: [{ ...row, access: { kind: 'caller', permission: 'calls:read' } }],
      guards: {
        caller: ({ permission }) => ({
          onRequest(request, _reply, next) {
            request.caller = somebody;
            const passes = request.headers['x-who'] === permission;
            next(passes ? undefined : new AuthorizationError('not you'));
          },
        }),
      },
    });
    const asked = (who: string) => fastify.inject({ url: '/row', headers: { 'x-who': who } });
    expect((await asked('calls:read')).statusCode).toBe(200);
    expect((await asked('calls:write')).statusCode).toBe(403);
  });
});
