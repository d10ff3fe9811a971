/** Gives Fastify the rows of the table, and lets nothing else become a route. */
import type { FastifyInstance, RouteOptions } from 'fastify';
import { MethodNotAllowed } from '../errors/protocol.ts';
import { type Guards, guardOf } from './access.ts';
import { type RateLimiter, withLimit } from './rate-limit.ts';
import type { Route, Services } from './route.ts';
import { unknownQueryGuard } from './unknown-query.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** That this route comes from the table. */
    declared?: true;
  }
}

/** Routes of plugins that are no rows, each with the reason why that is right. */
const exceptions = [
  {
    method: 'OPTIONS',
    url: '*',
    because: 'the preflight of CORS; @fastify/cors answers it before any route',
  },
];

/** To be called before any plugin is registered. */
export function forbidUndeclared(http: FastifyInstance): void {
  http.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    const isException = exceptions.some((one) => one.method === method && one.url === url);
    if (config?.declared || isException) return;
    throw new Error(`${method} ${url} is not in the table of routes (src/routes/table.ts)`);
  });
}

export function declareRoutes(
  http: FastifyInstance,
  routes: readonly Route[],
  services: Services,
  guards: Guards,
  limiter: RateLimiter,
): void {
  for (const row of routes) {
    if (row.raw === undefined) declare(http, row, services, guards, limiter);
    else http.register(async (apart) => declare(takingBytes(apart, row), row, services, guards, limiter));
  }
  for (const [url, rows] of Map.groupBy(routes, (row) => row.url)) declareRest(http, url, rows);
}

/** A room of its own, in which no body is understood: what is signed are the bytes. */
function takingBytes(apart: FastifyInstance, { raw = [], bodyLimit }: Route): FastifyInstance {
  apart.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', ...(bodyLimit !== undefined && { bodyLimit }) } as const;
  apart.addContentTypeParser([...raw], options, (_request, body, done) => done(null, body));
  return apart;
}

function declare(
  http: FastifyInstance,
  row: Route,
  services: Services,
  guards: Guards,
  limiter: RateLimiter,
): void {
  const { method, url, access, schema, bodyLimit, vital = false, handler } = row;
  const preValidation = unknownQueryGuard(row);
  http.route({
    method,
    url,
    schema,
    ...(bodyLimit !== undefined && { bodyLimit }),
    config: { declared: true, vital },
    ...(preValidation !== undefined && { preValidation }),
    ...withLimit(row, guardOf(access, guards, `${method} ${url}`), limiter, services.access.refresh),
    handler: (request, reply) => handler(services, request, reply),
  });
}

/** Every other method at the same address: it exists, but not for this. */
function declareRest(http: FastifyInstance, url: string, rows: readonly Route[]): void {
  const allowed = rows.flatMap(({ method }) => (method === 'GET' ? [method, 'HEAD'] : [method]));
  const answered = new Set([...allowed, ...(http.hasPlugin('@fastify/cors') ? ['OPTIONS'] : [])]);
  http.route({
    method: http.supportedMethods.filter((method) => !answered.has(method)),
    url,
    config: { declared: true },
    onRequest: (request, reply) => {
      reply.header('allow', allowed.join(', '));
      throw new MethodNotAllowed(request.method, allowed);
    },
    handler: () => undefined,
  });
}
