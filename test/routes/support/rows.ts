/** Routes that do what a real one would not, for tests of what stands around every route. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  AuthenticationError,
  ConflictError,
  NotFoundError,
  RateLimited,
  Unavailable,
} from '../../../src/core/errors.ts';
import { defineRoute } from '../../../src/routes/frame/route.ts';

const words = {
  access: { kind: 'public' },
  summary: 'For tests',
  description: 'For tests.',
  tags: ['Tests'],
} as const;

const Echo = z.object({
  from: z.string().regex(/^\+\d+$/, 'a number such as +15550100'),
  lines: z.array(z.object({ text: z.string() })).optional(),
});

export const echoRoute = defineRoute({
  ...words,
  method: 'POST',
  unaudited: 'changes nothing',
  url: '/test/echo/:id',
  bodyLimit: 1024,
  schema: {
    params: z.object({ id: z.string().startsWith('call_') }),
    querystring: z.object({ limit: z.coerce.number().int().max(100).optional() }),
    body: Echo,
    response: { 200: z.object({ id: z.string(), body: Echo }) },
  },
  handler: (_services, { params, body }, reply) => reply.code(200).send({ id: params.id, body }),
});

const failures: Record<string, () => unknown> = {
  notFound: () => new NotFoundError('There is no such call.'),
  conflict: () => new ConflictError('It is there already.'),
  rateLimited: () => new RateLimited('Too many.', 7),
  notAuthenticated: () => new AuthenticationError('Who is it?'),
  unavailable: () => new Unavailable('Not now.', { cause: new Error('socket 10.1.2.3 hung up') }),
  unforeseen: () => new TypeError('secret-host-7 is not iterable', { cause: new Error('deeper') }),
  databaseAway: () => Object.assign(new Error('connect 10.1.2.3:27017'), { name: 'MongoNetworkError' }),
  database: () => Object.assign(new Error('E11000 duplicate key'), { name: 'MongoServerError', code: 11000 }),
  reset: () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  text: () => 'a text',
  nothingness: () => Object.create(null),
};

export const failRoute = defineRoute({
  ...words,
  method: 'GET',
  url: '/test/fail/:how',
  schema: { params: z.object({ how: z.string() }), response: { 200: z.object({}) } },
  handler(_services, { params }) {
    throw failures[params.how]?.();
  },
});

/** Its answer says more than its schema knows, or not what the schema asks for. */
export const leakRoute = defineRoute({
  ...words,
  method: 'GET',
  url: '/test/leak/:what',
  schema: { params: z.object({ what: z.string() }), response: { 200: z.object({ shown: z.string() }) } },
  handler: (_services, { params }, reply) => {
    const row: { shown: string } =
      params.what === 'more' ? Object.assign({ shown: 'yes' }, { hash: 'no' }) : JSON.parse('{}');
    return reply.code(200).send(row);
  },
});

export const bigRoute = defineRoute({
  ...words,
  method: 'GET',
  url: '/test/big',
  schema: { response: { 200: z.object({ text: z.string() }) } },
  handler: (_services, _request, reply) => reply.code(200).send({ text: 'trunkline '.repeat(1000) }),
});

export const addressRoute = defineRoute({
  ...words,
  method: 'GET',
  url: '/test/address',
  schema: { response: { 200: z.object({ ip: z.string(), protocol: z.string() }) } },
  handler: (_services, { ip, protocol }, reply) => reply.code(200).send({ ip, protocol }),
});

export const slowRoute = defineRoute({
  ...words,
  method: 'GET',
  url: '/test/slow/:ms',
  schema: { params: z.object({ ms: z.coerce.number() }), response: { 200: z.object({ done: z.boolean() }) } },
  async handler(_services, { params }, reply) {
    await sleep(params.ms);
    return reply.code(200).send({ done: true });
  },
});

/** Fails when its client has gone. */
export const failLateRoute = defineRoute({
  ...words,
  method: 'GET',
  url: '/test/fail-late',
  schema: { response: { 200: z.object({}) } },
  async handler(_services, _request, { raw }) {
    // Counting the request takes a moment, in which its client may have gone already.
    if (!raw.closed) await once(raw, 'close');
    throw new Error('too late');
  },
});
