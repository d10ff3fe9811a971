/** The HTTP edge: everything between a socket and a handler, the same for every route. */
import type { IncomingMessage } from 'node:http';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Config } from '../core/config/index.ts';
import { NotFoundError, type TrunklineError } from '../core/errors.ts';
import type { Logger } from '../core/logger/index.ts';
import type { Feed } from '../services/calls/feed/index.ts';
import type { KeyAuthentication } from '../services/keys/keys.ts';
import type { TenantStatuses } from '../services/tenants/tenants.ts';
import { isLookedAt, lostPage } from './dashboard/lost.ts';
import { createErrorHandler } from './errors/answer.ts';
import { createClientErrorHandler } from './errors/client-error.ts';
import { BadRequest, UnsupportedMediaType } from './errors/protocol.ts';
import { createDoorkeeper } from './feed/doorkeeper.ts';
import { isForFeed, openLiveFeed } from './feed/socket.ts';
import type { Guards } from './frame/access.ts';
import { declareRoutes, forbidUndeclared } from './frame/declare.ts';
import { createHttpMetrics } from './frame/http-metrics.ts';
import { lateChild } from './frame/late-child.ts';
import { type Limits, limits as usualLimits } from './frame/limits.ts';
import { createObserver } from './frame/observe.ts';
import { addPressureValve } from './frame/pressure.ts';
import type { RateLimiter } from './frame/rate-limit.ts';
import { requestIdOf } from './frame/request-id.ts';
import type { Route, Services } from './frame/route.ts';
import { addSecurity } from './frame/security.ts';
import { createUnderWay, type UnderWay } from './frame/under-way.ts';
import { callerGuards, type Doors } from './guards/callers.ts';
import { providerGuard } from './guards/provider.ts';
import { metricsGuard } from './system/metrics.ts';
import { tableFor } from './table.ts';

/** What the edge needs of the app: the services that its handlers call, and what it runs with itself. */
export interface Edge extends Omit<Services, 'openApi'> {
  readonly keys: Services['keys'] & KeyAuthentication;
  readonly tenants: Services['tenants'] & TenantStatuses;
  readonly calls: Services['calls'] & { readonly feed: Feed };
  readonly config: Config;
  readonly log: Logger;
  readonly rateLimits: RateLimiter;
}

export interface HttpOptions {
  routes?: readonly Route[];
  guards?: Guards;
  /** Instead of the app's own, or beside them. */
  doors?: Partial<Doors>;
  limits?: Partial<Limits>;
}

export interface Http {
  readonly fastify: FastifyInstance;
  readonly underWay: UnderWay;
  /** From now on every answer ends its connection, so that its client comes back to somebody else. */
  shedConnections(): void;
}

export async function createHttp(app: Edge, options: HttpOptions = {}): Promise<Http> {
  const { config, log, metrics } = app;
  const { routes = tableFor(config) } = options;
  const limits = { ...usualLimits, ...options.limits };
  const underWay = createUnderWay();
  const http: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    childLoggerFactory: lateChild,
    genReqId: requestIdOf,
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? config.TRUSTED_PROXIES : false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.silenceMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkMs,
      // Java's client and curl --http2 offer HTTP/2 with their first request: they are answered in what they asked in.
      shouldUpgradeCallback: isForFeed,
    },
    // While closing, what comes on a connection that is still open is answered like everything before it.
    return503OnClosing: false,
    clientErrorHandler: createClientErrorHandler({
      isBusy: underWay.isAnswering,
      failed: (code) => httpMetrics.failed(code),
    }),
    frameworkErrors(error, request, reply) {
      begin(request, reply);
      answerError(error, request, reply);
    },
  });
  const httpMetrics = createHttpMetrics(metrics, {
    underWay: () => underWay.size,
    connections: () => connectionsOf(http),
  });
  const answerError = createErrorHandler({ internals: config.NODE_ENV !== 'production' });
  const observe = createObserver(http, log, underWay, httpMetrics);
  let shedding = false;
  const begin: typeof observe = (request, reply) => {
    observe(request, reply);
    reply.header('x-request-id', request.id);
    if (shedding) reply.header('connection', 'close');
  };

  http.setValidatorCompiler(validatorCompiler);
  http.setSerializerCompiler(serializerCompiler);
  http.setErrorHandler(answerError);
  // Whoever is none of those to whom this is shown was refused before.
  http.setNotFoundHandler(lostPage);
  http.addHook('onRequest', (request, reply, next) => {
    begin(request, reply);
    next();
  });
  forbidUndeclared(http);
  await addSecurity(http, config);
  await addPressureValve(http, limits);
  await http.register(cookie);
  await http.register(compress, { globalDecompression: false });
  // JSON is what is understood; a route that takes something else says so itself.
  http.removeContentTypeParser('text/plain');
  // Before a body is read for which there is no use.
  http.addHook('onRequest', (request, _reply, next) => next(refusalOf(request)));
  const doors = { keys: app.keys, sessions: app.access.sessions, tenants: app.tenants, ...options.doors };
  const openApi = async () => (await import('./docs/document.ts')).openApiDocument(routes, config);
  declareRoutes(
    http,
    routes,
    { ...app, openApi: once(openApi) },
    {
      public: () => ({}),
      metricsToken: () => metricsGuard(config),
      ...providerGuard(app.hooks, config),
      ...callerGuards(doors),
      ...options.guards,
    },
    app.rateLimits,
  );
  const live = openLiveFeed(http.server, {
    feed: app.calls.feed,
    doorkeeper: createDoorkeeper({ doors, rateLimits: app.rateLimits, config }),
    log,
    origins: config.CORS_ORIGINS,
  });
  http.addHook('preClose', live.close);
  await http.ready();
  return {
    fastify: http,
    underWay,
    shedConnections() {
      shedding = true;
      for (const reply of underWay.replies()) if (!reply.sent) reply.header('connection', 'close');
    },
  };
}

function refusalOf(request: FastifyRequest): TrunklineError | undefined {
  const { is404, headers, raw } = request;
  // A balancer in front may have gone by the one, and we would go by the other.
  if (hostsIn(raw) > 1) return new BadRequest('A request names its host once.');
  if (is404 && !isLookedAt(request)) return new NotFoundError('There is nothing at this address.');
  const { 'content-encoding': packing = 'identity' } = headers;
  // A few bytes could unpack to any number of them.
  return packing === 'identity' ? undefined : new UnsupportedMediaType('A packed body is not accepted here.');
}

function hostsIn({ rawHeaders }: IncomingMessage): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (/^host$/i.test(rawHeaders[at] ?? '')) hosts += 1;
  return hosts;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function connectionsOf(http: FastifyInstance): Promise<number> {
  return new Promise((resolve) => http.server.getConnections((_error, count = 0) => resolve(count)));
}
