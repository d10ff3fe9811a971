/** What browsers are told, so that a page of somebody else's, or a text of somebody else's in ours, can do no harm. */
import type { OutgoingHttpHeader } from 'node:http';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../core/config/index.ts';

const secondsInHalfAYear = 15_552_000;

export async function addSecurity(
  http: FastifyInstance,
  { CORS_ORIGINS, PUBLIC_URL }: Pick<Config, 'CORS_ORIGINS' | 'PUBLIC_URL'>,
): Promise<void> {
  await http.register(helmet, {
    global: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        // Swagger's own page draws its icons from data addresses.
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Only where browsers come by TLS: elsewhere the header means nothing, and later it would shut out http.
    strictTransportSecurity:
      PUBLIC_URL?.startsWith('https://') === true
        ? { maxAge: secondsInHalfAYear, includeSubDomains: false }
        : false,
    frameguard: { action: 'deny' },
  });
  // The plugin works out the headers anew for every request, at twice the cost of all the rest of an answer. They
  // are always the same, so it is asked once.
  let headers: Record<string, OutgoingHttpHeader | undefined> | undefined;
  http.addHook('onRequest', (_request, reply, next) => {
    if (headers !== undefined) {
      reply.headers(headers);
      next();
      return;
    }
    const learn = () => {
      headers = { ...reply.raw.getHeaders() };
      next();
    };
    Promise.resolve(reply.helmet()).then(learn, next);
  });
  if (CORS_ORIGINS.length === 0) return;
  await http.register(cors, {
    origin: CORS_ORIGINS,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy'],
    credentials: true,
    maxAge: 600,
  });
}
