/** What browsers are told, so that a page of somebody else's, or a text of somebody else's in ours, can do no harm. */
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
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
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
  if (CORS_ORIGINS.length === 0) return;
  await http.register(cors, {
    origin: CORS_ORIGINS,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['X-Request-Id', 'Retry-After'],
    credentials: true,
    maxAge: 600,
  });
}
